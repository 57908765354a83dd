/** What the history of scans shows, as it is in the address. */

/** The ways in which a scan ends. */
export const endStatuses = ["completed", "cancelled", "failed", "timeout"] as const;
export type EndStatus = (typeof endStatuses)[number];

export interface ScansSearch {
  /** Only scans that ended in this way; missing for all. */
  readonly status?: EndStatus | undefined;
  /** Only scans of directories with this in their path; missing for all. */
  readonly q?: string | undefined;
}

/** Reads what anybody may have typed into the address: what makes no sense is left out. */
export function readScansSearch({ status, q }: Record<string, unknown>): ScansSearch {
  const known = endStatuses.find((name) => name === status);
  // The router reads what looks like a number or like true as that.
  const text = typeof q === "string" || typeof q === "number" || typeof q === "boolean" ? String(q) : "";
  return { ...(known !== undefined && { status: known }), ...(text !== "" && { q: text }) };
}
