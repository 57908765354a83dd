import type { DeleteCopies } from "../files/kept-copy.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { Video } from "../library/video.ts";
import { requireRoots } from "./admit-directory.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";

/** The codes of the errors that `deleteVideoFile` throws. */
export const deleteErrors = [
  "DELETE_DISABLED",
  "DELETE_FAILED",
  "DISK_SILENT",
  "PATH_NOT_ALLOWED",
  "SCAN_ROOTS_REQUIRED",
] as const satisfies ErrorCode[];

interface DeletionOptions {
  readonly paths: NamedPaths;
  readonly allowDelete: boolean;
}

/** @throws ApiError DELETE_DISABLED, SCAN_ROOTS_REQUIRED */
export function requireDeletion({ paths, allowDelete }: DeletionOptions): void {
  if (!allowDelete) {
    throw new ApiError(
      "DELETE_DISABLED",
      "This server does not delete files. To allow it, start the server with GLEANER_ALLOW_DELETE=1.",
    );
  }
  requireRoots(paths);
}

/**
 * Deletes the file of a video, or a link to one but not its target. A file that does not exist is fine. A file that has
 * changed since it was scanned is kept.
 *
 * @param options.copies if the file is one of several copies: see `DeleteCopies`
 * @throws ApiError one of `deleteErrors`
 */
export async function deleteVideoFile(
  { path, fileSize: size, modifiedUs }: Pick<Video, "path" | "fileSize" | "modifiedUs">,
  { copies, ...options }: DeletionOptions & { readonly copies?: DeleteCopies },
): Promise<void> {
  requireDeletion(options);
  const failure = await options.paths.deleteFile(path, { size, modifiedUs }, copies);
  if (failure?.kind === "not_allowed") throw new ApiError("PATH_NOT_ALLOWED", failure.message);
  if (failure === null) return;
  const code = failure.kind === "silent" ? "DISK_SILENT" : "DELETE_FAILED";
  throw new ApiError(code, `Cannot delete ${path}: ${failure.message}`);
}
