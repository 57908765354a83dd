import { lstat, realpath, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isWithin } from "../scanning/scan-root.ts";
import { systemErrorText } from "../scanning/system-error-text.ts";
import { requireRoots } from "./admit-directory.ts";
import type { AppOptions } from "./app-parts.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";
import { inTime } from "./in-time.ts";

/** What `deleteVideoFile` throws. */
export const deleteErrors = [
  "DELETE_DISABLED",
  "DELETE_FAILED",
  "PATH_NOT_ALLOWED",
  "SCAN_ROOTS_REQUIRED",
] as const satisfies ErrorCode[];

const timeoutMs = 10_000;

/**
 * Deletes a file, or a link to one but not what it leads to. A file that is not there any more is fine.
 *
 * @throws ApiError one of `deleteErrors`
 */
export async function deleteVideoFile(
  path: string,
  options: Pick<AppOptions, "roots" | "loopbackOnly" | "allowDelete">,
): Promise<void> {
  if (!options.allowDelete) {
    throw new ApiError("DELETE_DISABLED", "Files are not deleted here. Start the server with GLEANER_ALLOW_DELETE=1.");
  }
  requireRoots(options);
  try {
    await inTime(unlinkWithin(path, options.roots), timeoutMs, "The disk");
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw new ApiError("DELETE_FAILED", `Cannot delete ${path}: ${systemErrorText(error)}`, { cause: error });
  }
}

async function unlinkWithin(path: string, roots: readonly string[]): Promise<void> {
  const directory = await realpath(dirname(path));
  if (roots.length > 0 && !roots.some((root) => isWithin(directory, root))) {
    throw new ApiError("PATH_NOT_ALLOWED", `${path} is outside the allowed directories, so it is not deleted.`);
  }
  const resolved = join(directory, basename(path));
  const stat = await lstat(resolved);
  if (!stat.isFile() && !stat.isSymbolicLink()) throw new Error("it is not a regular file.");
  await unlink(resolved);
}
