import type { InsertObject, Updateable } from "kysely";
import {
  type Counts,
  type EndedJob,
  type Job,
  type JobChange,
  type JobId,
  type JobStatus,
  type JsonObject,
  jobStatuses,
  parseJobId,
} from "../../jobs/job.ts";
import type { NewJob } from "../../jobs/job-store.ts";
import { isSentence, type Sentence } from "../../sentences/sentence.ts";
import { date, dateOrNull, json, nonsense, number, numberOrNull, text, textOrNull } from "../row-columns.ts";
import type { JobsTable, Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";

/** The job in a row of `jobs`. Throws `StoreError` if the row does not fit its status. */
export function jobFromRow(row: object): Job {
  const facts = {
    id: jobId(row, "id") ?? nonsense(row, "id", "a UUID"),
    type: text(row, "type"),
    payload: jsonObject(row, "payload"),
    uniqueKey: textOrNull(row, "unique_key"),
    lane: textOrNull(row, "lane"),
    resumes: jobId(row, "resumes"),
    counts: counts(row),
    progress: numberOrNull(row, "progress"),
    attempt: number(row, "attempt"),
    claim: number(row, "claim"),
    revision: number(row, "revision"),
    submittedAt: date(row, "submitted_at"),
    startedAt: dateOrNull(row, "started_at"),
    ranMs: numberOrNull(row, "ran_ms"),
  };
  const status = jobStatus(row);
  switch (status) {
    case "pending":
      return { ...facts, status, cancelRequestedAt: notCancelled(row) };
    case "running": {
      const claim = {
        startedAt: date(row, "started_at"),
        worker: text(row, "worker"),
        leaseExpiresAt: date(row, "lease_expires_at"),
        madeProgress: numberOrNull(row, "progressed_claim") === facts.claim,
        inHand: textOrNull(row, "in_hand"),
      };
      const cancelRequestedAt = dateOrNull(row, "cancel_requested_at");
      return cancelRequestedAt === null
        ? { ...facts, ...claim, status, cancelRequestedAt }
        : { ...facts, ...claim, status, cancelRequestedAt, cancelReason: textOrNull(row, "cancel_reason") };
    }
    case "completed":
      return { ...facts, ...end(row), status, cancelRequestedAt: notCancelled(row) };
    case "failed":
    case "timeout":
      return {
        ...facts,
        ...end(row),
        status,
        error: text(row, "error"),
        ...sentenceOfEnd(row),
        cancelRequestedAt: notCancelled(row),
      };
    case "cancelled":
      return {
        ...facts,
        ...end(row),
        status,
        error: textOrNull(row, "error"),
        ...sentenceOfEnd(row),
        cancelRequestedAt: date(row, "cancel_requested_at"),
        cancelReason: textOrNull(row, "cancel_reason"),
      };
  }
}

/** The columns of a new job. It comes after all others, even if the clock went back. */
export function newJobRow(
  job: NewJob,
  { nextSubmission, firstRevision }: Pick<SqlDifferences, "nextSubmission" | "firstRevision">,
): InsertObject<Tables, "jobs"> {
  return {
    id: job.id,
    type: job.type,
    status: "pending",
    payload: JSON.stringify(job.payload),
    unique_key: job.uniqueKey,
    lane: job.lane,
    resumes: job.resumes,
    counts: JSON.stringify(job.counts),
    claim: 0,
    attempt: 0,
    ran_ms: 0,
    submitted_at: job.submittedAt.getTime(),
    submission: nextSubmission,
    revision: firstRevision,
  };
}

/** The columns that a transition writes. */
export function changedColumns(set: JobChange): Updateable<JobsTable> {
  return {
    status: set.status,
    claim: set.claim,
    attempt: set.attempt,
    progress: set.progress,
    worker: set.worker,
    lease_expires_at: milliseconds(set.leaseExpiresAt),
    in_hand: storableOrNull(set.inHand),
    started_at: milliseconds(set.startedAt),
    finished_at: milliseconds(set.finishedAt),
    ran_ms: set.ranMs,
    error: storableOrNull(set.error),
    result: set.stoppedEarly === undefined ? undefined : resultText(set.stoppedEarly, set),
  };
}

/** The text of the `result` column, which keeps the facts of an end that cannot be derived from other rows. */
export function resultText(stoppedEarly: boolean, { sentence = null }: Pick<JobChange, "sentence"> = {}): string {
  const end = { stopped_early: stoppedEarly, ...(sentence !== null && { sentence }) };
  return storableText(JSON.stringify(end));
}

/** The error of the end as data. Older versions have not kept it. */
function sentenceOfEnd(row: object): { sentence?: Sentence } {
  const { sentence } = jsonObject(row, "result");
  return isSentence(sentence) ? { sentence } : {};
}

function storableOrNull(text: string | null | undefined): string | null | undefined {
  return typeof text === "string" ? storableText(text) : text;
}

function milliseconds(at: Date | null | undefined): number | null | undefined {
  return at?.getTime() ?? (at === null ? null : undefined);
}

function jobStatus(row: object): JobStatus {
  const value = text(row, "status");
  return jobStatuses.find((status) => status === value) ?? nonsense(row, "status", "a status");
}

function jobId(row: object, column: "id" | "resumes"): JobId | null {
  const value = textOrNull(row, column);
  return value === null ? null : (parseJobId(value) ?? nonsense(row, column, "a UUID"));
}

function notCancelled(row: object): null {
  return dateOrNull(row, "cancel_requested_at") === null ? null : nonsense(row, "cancel_requested_at", "null");
}

/** Older versions also wrote errors and times into `result`. */
function end(row: object): Pick<EndedJob, "finishedAt" | "stoppedEarly" | "ranMs"> {
  const { stopped_early: stoppedEarly, ran_ms: olderRanMs } = jsonObject(row, "result");
  return {
    finishedAt: date(row, "finished_at"),
    stoppedEarly: stoppedEarly === true,
    ranMs: numberOrNull(row, "ran_ms") ?? (typeof olderRanMs === "number" ? olderRanMs : null),
  };
}

function jsonObject(row: object, column: string): JsonObject {
  const value = json(row, column);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return nonsense(row, column, "an object");
  return value as JsonObject;
}

function counts(row: object): Counts {
  const value = jsonObject(row, "counts");
  return isCounts(value) ? value : nonsense(row, "counts", "an object of numbers");
}

function isCounts(value: JsonObject): value is Counts {
  return Object.values(value).every((count) => typeof count === "number");
}
