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

/**
 * Deletes the file of a video, or a link to one but not its target. A file that does not exist is fine. A file that has
 * changed since it was scanned is kept.
 *
 * @throws ApiError one of `deleteErrors`
 */
export async function deleteVideoFile(
  { path, fileSize: size, modifiedUs }: Pick<Video, "path" | "fileSize" | "modifiedUs">,
  { paths, allowDelete }: { readonly paths: NamedPaths; readonly allowDelete: boolean },
): Promise<void> {
  if (!allowDelete) {
    throw new ApiError(
      "DELETE_DISABLED",
      "This server does not delete files. To allow it, start the server with GLEANER_ALLOW_DELETE=1.",
    );
  }
  requireRoots(paths);
  const failure = await paths.deleteFile(path, { size, modifiedUs });
  if (failure?.kind === "not_allowed") throw new ApiError("PATH_NOT_ALLOWED", failure.message);
  if (failure === null) return;
  const code = failure.kind === "silent" ? "DISK_SILENT" : "DELETE_FAILED";
  throw new ApiError(code, `Cannot delete ${path}: ${failure.message}`);
}
