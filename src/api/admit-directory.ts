import type { DirectoryOutcome, NamedPaths } from "../files/named-paths.ts";
import { thatWasThere } from "../files/path-refusal.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";

/** The codes of the errors that `admitDirectory` throws. */
export const admitErrors = ["INVALID_PATH", "PATH_NOT_ALLOWED", "SCAN_ROOTS_REQUIRED"] as const satisfies ErrorCode[];

export interface AdmitOptions {
  /** The code for a path that does not exist. Default `INVALID_PATH`. */
  readonly absent?: ErrorCode;
  /** Whether the directory was there before: if it is not there now, its disk may not be mounted. Default false. */
  readonly wasThere?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Resolves the links in a path and checks that it is a directory that may and can be read.
 *
 * @throws ApiError one of `admitErrors` or `options.absent`; `options.signal.reason`
 */
export async function admitDirectory(
  path: string,
  paths: NamedPaths,
  { absent = "INVALID_PATH", wasThere = false, ...options }: AdmitOptions = {},
): Promise<Extract<DirectoryOutcome, { kind: "ok" }>> {
  requireRoots(paths);
  const outcome = await paths.resolveDirectory(path, options);
  if (outcome.kind === "ok") return outcome;
  if (outcome.kind === "not_allowed") throw new ApiError("PATH_NOT_ALLOWED", outcome);
  if (!outcome.absent) throw new ApiError("INVALID_PATH", outcome);
  throw new ApiError(absent, wasThere ? thatWasThere(outcome) : outcome);
}

/** @throws ApiError `SCAN_ROOTS_REQUIRED` when other machines could look at every file of this one */
export function requireRoots({ needsRoots }: Pick<NamedPaths, "needsRoots">): void {
  if (!needsRoots) return;
  const message = "Other machines can reach this server. Set GLEANER_ROOTS to the directories that may be scanned.";
  throw new ApiError("SCAN_ROOTS_REQUIRED", message);
}
