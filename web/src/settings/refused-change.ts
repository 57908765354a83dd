import { messageOf } from "../api/failures.ts";
import { mistakesOf, mistakeText } from "../api/mistakes.ts";
import { texts } from "../texts/texts.ts";

/**
 * What the server says of a value, without the name that the API has for the field.
 *
 * @param lines for a list: the line of each value, from 1
 */
export function refusedChange(error: unknown, lines: readonly number[] = []): string {
  const mistakes = mistakesOf(error).map((mistake) => {
    const nth = /\.(\d+)$/.exec(mistake.field)?.[1];
    return mistakeText(mistake, nth === undefined ? null : texts.excluding.line(lines[Number(nth)] ?? 1));
  });
  return mistakes.length > 0 ? mistakes.join(" ") : messageOf(error);
}
