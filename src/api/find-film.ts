import { type Film, FilmUnreadable } from "../files/films.ts";
import { legiblePath } from "../files/legible-path.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { Video } from "../library/video.ts";
import { requireRoots } from "./admit-directory.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";

const codes = {
  MISSING: "PATH_NOT_FOUND",
  CHANGED: "FILE_CHANGED",
  NOT_ALLOWED: "PATH_NOT_ALLOWED",
  SILENT: "DISK_SILENT",
  UNREADABLE: "FILE_UNREADABLE",
} as const satisfies Record<FilmUnreadable["code"], ErrorCode>;

/** The codes of the errors that `findFilm` and its result throw. */
export const filmErrors = [...Object.values(codes), "SCAN_ROOTS_REQUIRED"] as const satisfies ErrorCode[];

/**
 * The file of a video, if it is where the library knows it, and in the allowed directories.
 *
 * @throws ApiError one of `filmErrors`, also when it is read; `options.signal.reason`
 */
export async function findFilm(
  video: Pick<Video, "path" | "fileSize" | "modifiedUs">,
  paths: NamedPaths,
  options: { readonly signal: AbortSignal },
): Promise<Film> {
  requireRoots(paths);
  const { path, fileSize: size, modifiedUs } = video;
  const film = await orApiError(path, paths.films.find(path, { size, modifiedUs }, options));
  return { read: (...part) => orApiError(path, film.read(...part)) };
}

async function orApiError<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof FilmUnreadable)) throw error;
    throw new ApiError(codes[error.code], `Cannot read ${legiblePath(path)}: ${error.message}`, { cause: error });
  }
}
