/** The settings that may change while Gleaner runs. */
import type { JsonValue } from "../jobs/job.ts";
import { type NoticeEvent, noticeEvents } from "../notices/notice-of-job.ts";
import { isWebhookSecret } from "../notices/webhook-signature.ts";

/** Their values, by the names that the API and the terminal have for them. */
export interface ChangeableValues {
  /** How many files a scan reads per second at most; 0 means no limit. */
  readonly max_rate: number;
  /** How many processes read files at most; null: Gleaner finds the fastest number. */
  readonly probers: number | null;
  /** Patterns of what all scans leave out. */
  readonly exclude: readonly string[];
  /** Whether all scans leave out samples and trailers. */
  readonly exclude_samples: boolean;
  /** How many days ended scans stay in the history. */
  readonly keep_history: number;
  /** The address that hears of the ends of scans and checks; null: nobody does. */
  readonly webhook: string | null;
  /** What signs these messages. */
  readonly webhook_secret: string | null;
  /** Which ends it hears of. */
  readonly webhook_events: readonly NoticeEvent[];
  /** Whether it hears of scans after changes that have not failed. */
  readonly webhook_after_changes: boolean;
}

export type ChangeableName = keyof ChangeableValues;

export const defaultValues: ChangeableValues = {
  max_rate: 0,
  probers: null,
  exclude: [],
  exclude_samples: false,
  keep_history: 365,
  webhook: null,
  webhook_secret: null,
  webhook_events: noticeEvents,
  webhook_after_changes: false,
};

export const changeableNames = Object.keys(defaultValues) as readonly ChangeableName[];

/** Whether a value that the library keeps makes sense. The API checks what it is given; other programs may write, too. */
export const isSensible: {
  readonly [Name in ChangeableName]: (value: JsonValue) => value is ChangeableValues[Name] & JsonValue;
} = {
  max_rate: (value): value is number => isNumber(value, 0),
  probers: (value): value is number => isNumber(value, 1) && Number.isInteger(value),
  exclude: (value): value is string[] => Array.isArray(value) && value.every((pattern) => typeof pattern === "string"),
  exclude_samples: (value): value is boolean => typeof value === "boolean",
  keep_history: (value): value is number => isNumber(value, 1),
  webhook: (value): value is string => typeof value === "string",
  webhook_secret: (value): value is string => typeof value === "string" && isWebhookSecret(value),
  webhook_events: (value): value is NoticeEvent[] =>
    Array.isArray(value) && value.every((event) => noticeEvents.some((one) => one === event)),
  webhook_after_changes: (value): value is boolean => typeof value === "boolean",
};

function isNumber(value: JsonValue, least: number): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= least;
}
