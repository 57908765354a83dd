import { createHash } from "node:crypto";
import { isWithin } from "../files/is-within.ts";
import type { JsonObject } from "../jobs/job.ts";
import { choicePayload, parseChoice, type VideoChoice } from "../library/video-choice.ts";

/** What is to be scanned, as it stands in a job. */
export interface ScanPayload extends Partial<SettingsOfRequest> {
  /** Absolute, without links in it. */
  readonly path: string;
  readonly recursive: boolean;
  readonly retry_errors: boolean;
  /** Whether a person says that what is not there really is gone. See `ScanOptions.acceptEmpty`. */
  readonly accept_empty?: boolean;
  /** Whether to read unchanged files again. */
  readonly full?: boolean;
  /** Patterns of what to leave out, in the syntax of `.gitignore`. */
  readonly exclude?: readonly string[];
  /** Whether to leave out samples and trailers: see `samplePatterns`. */
  readonly exclude_samples?: boolean;
  /**
   * The only directories to scan, in or at `path`, without their subdirectories. Null, the default: all. A directory that
   * has gone is found by a scan of the directory above it.
   */
  readonly only?: readonly string[] | null;
  /** The only videos whose files to read, in `path`. Null, the default: all files. */
  readonly chosen?: ChosenInDirectory | null;
  /** Files in these directories that are being written: they stay as they are in the library. Default: none. */
  readonly growing?: readonly string[];
  /** What began the scan. Default `hand`. */
  readonly trigger?: ScanTrigger;
}

export interface ChosenInDirectory {
  readonly choice: VideoChoice;
  /** How many videos they were when the person asked. */
  readonly count: number;
}

/** Settings that a person has given for one scan. They override those of the directory of the library. Null: not given. */
export interface SettingsOfRequest {
  readonly follow_links: boolean | null;
  readonly include_hidden: boolean | null;
  /** How many files to probe per second at most; 0 means no limit. */
  readonly max_rate: number | null;
}

/** A person, the schedule of the directory, or a change in it. */
export type ScanTrigger = "hand" | "schedule" | "watch";

export const scanTriggers = ["hand", "schedule", "watch"] as const satisfies readonly ScanTrigger[];

/** What began the scan of a job. A payload that another program wrote counts as begun by hand. */
export function scanTrigger({ trigger }: JsonObject): ScanTrigger {
  return trigger === "schedule" || trigger === "watch" ? trigger : "hand";
}

/** The type of jobs that scan. */
export const scanJobType = "scan";

/**
 * The request to scan a directory: one scan of a directory is active at a time, and beside it one of parts of it, and one
 * for each choice of videos.
 */
export function scanRequest({ only = null, growing = [], chosen = null, ...payload }: ScanPayload) {
  if (chosen !== null) {
    const choice = choicePayload(chosen.choice);
    const digest = createHash("sha256").update(JSON.stringify(choice)).digest("base64url");
    return {
      type: scanJobType,
      payload: { ...payload, chosen: { ...choice, count: chosen.count } },
      uniqueKey: `again:${payload.path}:${digest}`,
    };
  }
  if (only === null) return { type: scanJobType, payload: { ...payload }, uniqueKey: scanKey(payload.path) };
  const parts = { only: [...only], ...(growing.length > 0 && { growing: [...growing] }) };
  return { type: scanJobType, payload: { ...payload, ...parts }, uniqueKey: changesKey(payload.path) };
}

/** The lane of scans that run one after the other on a disk. @param disk its name, as the system names it */
export function diskLane(disk: string): string {
  return `disk ${disk}`;
}

/** The unique key of scans of a directory. */
export function scanKey(path: string): string {
  return `scan:${path}`;
}

/** The unique key of scans of what has changed in a directory. */
export function changesKey(path: string): string {
  return `changes:${path}`;
}

/** The payload of a job that scans. Throws if it is not one, as in a row that something else wrote. */
export function parseScanPayload(payload: JsonObject): Required<ScanPayload> {
  const { path, recursive, retry_errors = false, accept_empty = false, full = false } = payload;
  const { exclude = [], exclude_samples = false, growing } = payload;
  const flags = [recursive, retry_errors, accept_empty, full, exclude_samples];
  if (typeof path !== "string" || !flags.every((flag) => typeof flag === "boolean") || !isTexts(exclude)) {
    throw new Error(`This is not the payload of a scan: ${JSON.stringify(payload)}`);
  }
  return {
    path,
    only: directoriesIn(payload, path),
    chosen: chosenIn(payload),
    growing: isTexts(growing) ? growing : [],
    recursive: recursive === true,
    retry_errors: retry_errors === true,
    accept_empty: accept_empty === true,
    full: full === true,
    trigger: scanTrigger(payload),
    exclude,
    exclude_samples: exclude_samples === true,
    ...settingsOfRequest(payload),
  };
}

/** A value that another program wrote and that is no setting counts as not given. */
export function settingsOfRequest({ follow_links, include_hidden, max_rate }: JsonObject): SettingsOfRequest {
  return {
    follow_links: typeof follow_links === "boolean" ? follow_links : null,
    include_hidden: typeof include_hidden === "boolean" ? include_hidden : null,
    max_rate: typeof max_rate === "number" && max_rate >= 0 ? max_rate : null,
  };
}

/** Whether a value of a payload is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** @throws if it cannot be read: the scan would read everything instead */
function chosenIn({ chosen = null }: JsonObject): ChosenInDirectory | null {
  if (chosen === null) return null;
  const payload = typeof chosen === "object" && !Array.isArray(chosen) ? (chosen as JsonObject) : {};
  const [choice, { count }] = [parseChoice(payload), payload];
  if (choice === null) throw new Error(`This does not say which videos to scan: ${JSON.stringify(chosen)}`);
  return { choice, count: typeof count === "number" && count >= 0 ? count : 0 };
}

/** Those that do not lie in the scanned directory are left out: another program may have written the payload. */
function directoriesIn({ only }: JsonObject, path: string): readonly string[] | null {
  if (!Array.isArray(only)) return null;
  return only.filter((each) => typeof each === "string" && isWithin(each, path)) as readonly string[];
}
