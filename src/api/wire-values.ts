import type { Sentence } from "../sentences/sentence.ts";

/**
 * Values that the schemas of the contract accept. A file may claim any time, length or size. A nonsensical value must not
 * break the whole list.
 */

const earliest = Date.parse("0000-01-01T00:00:00.000Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");

/** ISO 8601 in UTC. The years go from 0000 to 9999; a time outside becomes the nearest time inside. */
export function timeJson(time: Date): string {
  return new Date(Math.min(Math.max(time.getTime(), earliest), latest)).toISOString();
}

export function timeJsonOrNull(time: Date | null): string | null {
  return time === null ? null : timeJson(time);
}

/** A count that JSON carries exactly: any other number becomes the nearest such count. */
export function countJson(count: number): number {
  return Number.isNaN(count) ? 0 : Math.round(Math.min(Math.max(count, 0), Number.MAX_SAFE_INTEGER));
}

/** A length in seconds, to the microsecond: sums of lengths have digits that mean nothing, as in 11.374199999999998. */
export function secondsJson(seconds: number): number {
  const microseconds = Math.round(seconds * 1e6);
  return Number.isSafeInteger(microseconds) ? microseconds / 1e6 : seconds;
}

/** Null also for infinity, which JSON does not have. */
export function numberJsonOrNull(value: number | null): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A sentence as a field of its object, which has none if there is none. */
export function sentenceJson(sentence: Sentence | null | undefined): { sentence?: Sentence } {
  return sentence === null || sentence === undefined ? {} : { sentence };
}
