/**
 * Values as the schemas of the contract take them. Files may claim any time, length or size, and one that claims
 * nonsense must not take the whole page of its neighbours with it.
 */

const earliest = Date.parse("0000-01-01T00:00:00.000Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");

/** ISO 8601 in UTC, which has the years 0000 to 9999: a time outside of them becomes the nearest. */
export function timeJson(time: Date): string {
  return new Date(Math.min(Math.max(time.getTime(), earliest), latest)).toISOString();
}

export function timeJsonOrNull(time: Date | null): string | null {
  return time === null ? null : timeJson(time);
}

/** A count that JSON carries exactly: what is beyond, or is none, becomes the nearest that is one. */
export function countJson(count: number): number {
  return Number.isNaN(count) ? 0 : Math.round(Math.min(Math.max(count, 0), Number.MAX_SAFE_INTEGER));
}

/** Null also for infinities, which JSON does not have. */
export function numberJsonOrNull(value: number | null): number | null {
  return Number.isFinite(value) ? value : null;
}
