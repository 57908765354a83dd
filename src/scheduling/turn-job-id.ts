import { createHash } from "node:crypto";
import type { JobId } from "../jobs/job.ts";
import type { RootId } from "../library/library-roots.ts";

/**
 * The id of the scan of one turn, as a UUID of version 8 (RFC 9562, section 5.8). Every process finds the same id, also
 * after a crash, so that no turn gets two scans.
 *
 * @param turnedAt the turn is the first after this time
 */
export function turnJobId(rootId: RootId, turnedAt: Date): JobId {
  const digits = createHash("sha256").update(`${rootId} ${turnedAt.getTime()}`).digest("hex");
  const variant = "89ab"[Number.parseInt(digits.slice(16, 17), 16) % 4];
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`];
  return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20, 32)].join("-") as JobId;
}
