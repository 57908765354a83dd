import { lstat, realpath, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type BoundedFileCalls, type FileCall, fileCallsOfThisProcess } from "../files/bounded-file-calls.ts";
import { isWithin } from "../files/is-within.ts";
import { systemErrorText } from "../files/system-error-text.ts";
import { requireRoots } from "./admit-directory.ts";
import type { AppOptions } from "./app-parts.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";

/** What `deleteVideoFile` throws. */
export const deleteErrors = [
  "DELETE_DISABLED",
  "DELETE_FAILED",
  "PATH_NOT_ALLOWED",
  "SCAN_ROOTS_REQUIRED",
] as const satisfies ErrorCode[];

export interface DeleteOptions extends Pick<AppOptions, "roots" | "loopbackOnly" | "allowDelete"> {
  /** How long the disk may take to answer, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** What all calls on paths that people name go by. Default: those of this process. */
  readonly fileCalls?: BoundedFileCalls;
}

/**
 * Deletes a file, or a link to one but not what it leads to. A file that is not there any more is fine.
 *
 * Where the disk does not answer in time, nothing more is begun: what was told as not deleted is not deleted later,
 * unless the system was at it already.
 *
 * @throws ApiError one of `deleteErrors`
 */
export async function deleteVideoFile(path: string, options: DeleteOptions): Promise<void> {
  const { roots, timeoutMs = 10_000, fileCalls = fileCallsOfThisProcess } = options;
  if (!options.allowDelete) {
    throw new ApiError("DELETE_DISABLED", "Files are not deleted here. Start the server with GLEANER_ALLOW_DELETE=1.");
  }
  requireRoots(options);
  try {
    await fileCalls.ask(`deleting ${path}`, (call) => unlinkWithin(path, { roots, call }), { timeoutMs });
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw new ApiError("DELETE_FAILED", `Cannot delete ${path}: ${systemErrorText(error)}`, { cause: error });
  }
}

async function unlinkWithin(
  path: string,
  { roots, call }: { readonly roots: readonly string[]; readonly call: FileCall },
): Promise<void> {
  const directory = await call(() => realpath(dirname(path)));
  if (roots.length > 0 && !roots.some((root) => isWithin(directory, root))) {
    throw new ApiError("PATH_NOT_ALLOWED", `${path} is outside the allowed directories, so it is not deleted.`);
  }
  const resolved = join(directory, basename(path));
  const stat = await call(() => lstat(resolved));
  if (!stat.isFile() && !stat.isSymbolicLink()) throw new Error("it is not a regular file.");
  await call(() => unlink(resolved));
}
