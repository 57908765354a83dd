import { resolveScanRoot } from "../files/scan-root.ts";
import type { AppOptions } from "./app-parts.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";

export type AdmitOptions = Pick<AppOptions, "roots" | "loopbackOnly">;

/** What `admitDirectory` throws. */
export const admitErrors = ["INVALID_PATH", "PATH_NOT_ALLOWED", "SCAN_ROOTS_REQUIRED"] as const satisfies ErrorCode[];

/**
 * The directory that `path` names, without links, if it can be read and is allowed.
 *
 * @param options.absent the code for a path where nothing is; default `INVALID_PATH`
 * @throws ApiError one of `admitErrors` or `options.absent`
 */
export async function admitDirectory(path: string, options: AdmitOptions & { absent?: ErrorCode }): Promise<string> {
  requireRoots(options);
  const outcome = await resolveScanRoot(path, { roots: options.roots });
  if (outcome.kind === "ok") return outcome.path;
  if (outcome.kind === "not_allowed") throw new ApiError("PATH_NOT_ALLOWED", outcome.message);
  throw new ApiError(outcome.absent ? (options.absent ?? "INVALID_PATH") : "INVALID_PATH", outcome.message);
}

/** @throws ApiError `SCAN_ROOTS_REQUIRED` when other machines could look at every file of this one */
export function requireRoots({ roots, loopbackOnly }: AdmitOptions): void {
  if (loopbackOnly || roots.length > 0) return;
  const message =
    "This server can be reached from other machines, so it must be told which directories are allowed: set GLEANER_ROOTS.";
  throw new ApiError("SCAN_ROOTS_REQUIRED", message);
}
