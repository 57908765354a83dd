import { dirname, join } from "node:path";
import { type Film, FilmUnreadable } from "../files/films.ts";
import { legiblePath } from "../files/legible-path.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import { isShownByBrowsers } from "../files/subtitles-as-webvtt.ts";
import type { Video } from "../library/video.ts";
import { say } from "../sentences/say.ts";
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
  return { read: (...part) => orApiError(path, film.read(...part)), close: () => film.close() };
}

/**
 * A subtitle file beside a video, as WebVTT.
 *
 * @param nth its place among the subtitle files of the video, from 0
 * @throws ApiError NOT_FOUND, or one of `filmErrors`; `options.signal.reason`
 */
export async function findSubtitles(
  { path, subtitleFiles }: Pick<Video, "path" | "subtitleFiles">,
  nth: number,
  paths: NamedPaths,
  options: { readonly signal: AbortSignal },
): Promise<string> {
  requireRoots(paths);
  const file = subtitleFiles[nth];
  if (file === undefined) {
    throw new ApiError("NOT_FOUND", say("no_subtitles"));
  }
  const pathOfFile = join(dirname(path), file.filename);
  if (!isShownByBrowsers(file.filename)) {
    throw new ApiError("FILE_UNREADABLE", say("browsers_cannot_show", { path: legiblePath(pathOfFile) }));
  }
  return orApiError(pathOfFile, paths.films.subtitles(pathOfFile, options));
}

async function orApiError<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof FilmUnreadable)) throw error;
    throw new ApiError(codes[error.code], say("cannot_read", { path: legiblePath(path), why: error.sentence }), {
      cause: error,
    });
  }
}
