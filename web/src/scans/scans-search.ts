/** The filters of the history of scans, as in the address. */

/** The results of a scan. */
export const endStatuses = ["completed", "cancelled", "failed", "timeout"] as const;
export type EndStatus = (typeof endStatuses)[number];

export interface ScansSearch {
  /** Only scans with this result. Default: all. */
  readonly status?: EndStatus | undefined;
  /** Only scans whose directory has this text in its path. Default: all. */
  readonly q?: string | undefined;
}

/** Reads the address, which a person may have typed. Invalid values are dropped. */
export function readScansSearch({ status, q }: Record<string, unknown>): ScansSearch {
  const known = endStatuses.find((name) => name === status);
  // The router reads a number or `true` as that type.
  const text = typeof q === "string" || typeof q === "number" || typeof q === "boolean" ? String(q) : "";
  return { ...(known !== undefined && { status: known }), ...(text !== "" && { q: text }) };
}
