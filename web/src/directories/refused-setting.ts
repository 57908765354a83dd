import { messageOf, Refused } from "../api/api-client.ts";
import { texts } from "../texts/texts.ts";
import { type ExcludeForm, lineOfPattern } from "./exclude-form.ts";

/** A setting that the server has refused. */
export interface RefusedSetting {
  /** The name that the API has for the field; null: the failure is about none of these. */
  readonly field: "cron" | "time_zone" | "exclude" | null;
  /** For people, with the words of the page in place of those of the API. */
  readonly text: string;
}

/** Finds the field that a failure is about. @param sent the patterns that the server has refused */
export function refusedSetting(error: unknown, sent: ExcludeForm): RefusedSetting {
  const message = messageOf(error);
  if (!(error instanceof Refused)) return { field: null, text: message };
  const schedule = /^"schedule\.(cron|time_zone)" in the body(: )?/.exec(message);
  if (schedule !== null) {
    const field = schedule[1] === "cron" ? "cron" : "time_zone";
    const rest = message.slice(schedule[0].length);
    return { field, text: schedule[2] === undefined ? `${texts.schedules.names[field]}${rest}` : rest };
  }
  if (!message.startsWith('"exclude')) return { field: null, text: message };
  const text = message.replaceAll(/"exclude(?:\.(\d+))?" in the body/g, (_, nth: string | undefined) =>
    nth === undefined ? texts.excluding.list : texts.excluding.line(lineOfPattern(sent, Number(nth))),
  );
  return { field: "exclude", text };
}
