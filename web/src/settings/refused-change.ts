import { messageOf } from "../api/api-client.ts";
import { texts } from "../texts/texts.ts";

/**
 * What the server says of a value, without the name that the API has for the field.
 *
 * @param lines for a list: the line of each value, from 1
 */
export function refusedChange(error: unknown, lines: readonly number[] = []): string {
  const text = messageOf(error).replace(/^"\w+(?:\.(\d+))?" in the body:? /, (_, nth: string | undefined) =>
    nth === undefined ? "" : `${texts.excluding.line(lines[Number(nth)] ?? 1)} `,
  );
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
