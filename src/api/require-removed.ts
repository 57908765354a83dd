import type { RemoveRootOutcome } from "../library/library-roots.ts";
import { ApiError } from "./error-codes.ts";

/**
 * The outcome, if a directory of the library was removed.
 *
 * @throws ApiError `NOT_FOUND`, or `SCAN_ACTIVE`: nothing has changed
 */
export function requireRemoved<Removed extends { readonly kind: "removed" }>(
  outcome: Removed | Exclude<RemoveRootOutcome, { kind: "removed" }>,
): Removed {
  switch (outcome.kind) {
    case "removed":
      return outcome;
    case "unknown":
      return noSuchRoot();
    case "scanned": {
      const { id, path, status } = outcome.scan;
      const doing = status === "running" ? "is being scanned" : "waits for its scan";
      throw new ApiError("SCAN_ACTIVE", `${path} ${doing}. Cancel this scan first: ${id}. Nothing has changed.`);
    }
  }
}

export function noSuchRoot(): never {
  throw new ApiError("NOT_FOUND", "The library has no directory with this id. GET /api/v1/roots lists all of them.");
}
