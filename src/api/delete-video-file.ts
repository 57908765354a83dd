import type { DeleteFailure } from "../files/deletions.ts";
import type { ComparedCopies } from "../files/kept-copy.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { Video } from "../library/video.ts";
import { say } from "../sentences/say.ts";
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
 * Deletes the file of a video, or a link to one but not its target. A file that does not exist is fine, if its directory is there:
 * otherwise its disk may not be mounted. A file that has
 * changed since it was scanned is kept.
 *
 * @param options.copies if the file is one of several copies: see `DeleteOptions`
 * @param options.until see `DeleteOptions`
 * @throws ApiError one of `deleteErrors`
 */
export async function deleteVideoFile(
  { path, fileSize: size, modifiedUs }: Pick<Video, "path" | "fileSize" | "modifiedUs">,
  { copies, until, ...options }: DeletionOptions & { readonly copies?: ComparedCopies; readonly until?: number },
): Promise<void> {
  requireDeletion(options);
  const failure = await options.paths.deletions.deleteFile(path, { size, modifiedUs }, { copies, until });
  if (failure !== null) throw deleteError(path, failure);
}

/** @returns one of `deleteErrors` */
export function deleteError(path: string, { kind, message, sentence }: DeleteFailure): ApiError {
  if (kind === "not_allowed") return new ApiError("PATH_NOT_ALLOWED", { message, sentence });
  return new ApiError(
    kind === "silent" ? "DISK_SILENT" : "DELETE_FAILED",
    say("cannot_delete", { path, why: sentence }),
  );
}
