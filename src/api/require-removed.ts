import type { RemoveRootOutcome } from "../library/library-roots.ts";
import { say } from "../sentences/say.ts";
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
      const scan = { path, isRunning: status === "running", job: id };
      throw new ApiError("SCAN_ACTIVE", say("scan_active", scan));
    }
  }
}

export function noSuchRoot(): never {
  throw new ApiError("NOT_FOUND", say("no_root"));
}
