import { messageOf } from "../api/failures.ts";
import { type Mistake, mistakesOf, mistakeText } from "../api/mistakes.ts";
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
  const mistakes = mistakesOf(error);
  for (const field of ["cron", "time_zone"] as const) {
    const mistake = mistakes.find((one) => one.field === `schedule.${field}`);
    if (mistake === undefined) continue;
    return { field, text: mistakeText(mistake, mistake.isWhole ? null : texts.schedules.names[field]) };
  }
  const patterns = mistakes.filter(({ field }) => /^exclude(?:\.\d+)?$/.test(field));
  if (patterns.length === 0) return { field: null, text: messageOf(error) };
  const subject = ({ field }: Mistake) => {
    const nth = field.split(".")[1];
    return nth === undefined ? texts.excluding.list : texts.excluding.line(lineOfPattern(sent, Number(nth)));
  };
  return { field: "exclude", text: patterns.map((one) => mistakeText(one, subject(one))).join(" ") };
}
