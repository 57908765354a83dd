import type { DirectoryOutcome, NamedPaths } from "../files/named-paths.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";

/** What `admitDirectory` throws. */
export const admitErrors = ["INVALID_PATH", "PATH_NOT_ALLOWED", "SCAN_ROOTS_REQUIRED"] as const satisfies ErrorCode[];

export interface AdmitOptions {
  /** The code for a path where nothing is. Default `INVALID_PATH`. */
  readonly absent?: ErrorCode;
  readonly signal?: AbortSignal;
}

/**
 * The directory that `path` names, without links, if it can be read and is allowed.
 *
 * @throws ApiError one of `admitErrors` or `options.absent`; `options.signal.reason`
 */
export async function admitDirectory(
  path: string,
  paths: NamedPaths,
  { absent = "INVALID_PATH", ...options }: AdmitOptions = {},
): Promise<Extract<DirectoryOutcome, { kind: "ok" }>> {
  requireRoots(paths);
  const outcome = await paths.resolveDirectory(path, options);
  if (outcome.kind === "ok") return outcome;
  if (outcome.kind === "not_allowed") throw new ApiError("PATH_NOT_ALLOWED", outcome.message);
  throw new ApiError(outcome.absent ? absent : "INVALID_PATH", outcome.message);
}

/** @throws ApiError `SCAN_ROOTS_REQUIRED` when other machines could look at every file of this one */
export function requireRoots({ needsRoots }: Pick<NamedPaths, "needsRoots">): void {
  if (!needsRoots) return;
  const message =
    "This server can be reached from other machines, so it must be told which directories are allowed: set GLEANER_ROOTS.";
  throw new ApiError("SCAN_ROOTS_REQUIRED", message);
}
