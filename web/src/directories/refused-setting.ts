import { messageOf, Refused } from "../api/api-client.ts";

/** A setting that the server has refused. */
export interface RefusedSetting {
  /** The name that the API has for the field; null: the failure is about none of these. */
  readonly field: "cron" | "time_zone" | null;
  /** For people, with the words of the page in place of those of the API. */
  readonly text: string;
}

const names = { cron: "The schedule", time_zone: "The time zone" } as const;

/** Finds the field that a failure is about. */
export function refusedSetting(error: unknown): RefusedSetting {
  const message = messageOf(error);
  const schedule = /^"schedule\.(cron|time_zone)" in the body(: )?/.exec(message);
  if (!(error instanceof Refused) || schedule === null) return { field: null, text: message };
  const field = schedule[1] === "cron" ? "cron" : "time_zone";
  const rest = message.slice(schedule[0].length);
  return { field, text: schedule[2] === undefined ? `${names[field]}${rest}` : rest };
}
