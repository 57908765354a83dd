import { filmStream } from "./film-stream.ts";
import type { Media, MediaStream } from "./media.ts";

/** Containers that hold nothing but one stream. libav guesses their length from a bit rate, often wrongly. */
const bareStreams: ReadonlySet<string> = new Set(["mpegvideo", "h264", "hevc", "m4v", "vc1", "obu"]);

/** libav counts so many frames in an AVI that was written to a pipe and does not say how many it has. */
const unknownAviFrames = 2 ** 30;

type Declaration = Pick<Media, "container" | "durationSeconds" | "streams">;

/** The length that a file declares, in seconds; null if it declares none, or one that makes no sense. */
export function declaredLength({ container, durationSeconds, streams }: Declaration): number | null {
  if (durationSeconds === null || !Number.isFinite(durationSeconds) || durationSeconds <= 0) return null;
  if (bareStreams.has(container)) return null;
  if (container !== "avi") return durationSeconds;
  const frames = filmStream(streams)?.frameCount ?? 0;
  return frames === 0 || frames === unknownAviFrames ? null : durationSeconds;
}

/**
 * The length of a file that was read to its last packet, in seconds to the microsecond; null if nothing tells the length.
 *
 * @param packets.endSeconds when the last packet ends; infinite when packets have no times
 */
export function measuredLength(packets: {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly filmPackets: number;
  readonly film: MediaStream | undefined;
}): number | null {
  const { startSeconds, endSeconds, filmPackets, film } = packets;
  // Sound may begin before 0, which players leave out.
  if (Number.isFinite(endSeconds)) return toMicroseconds(endSeconds - Math.max(0, startSeconds));
  const rate = film === undefined ? 0 : film.averageFrameRate.numerator / film.averageFrameRate.denominator;
  return rate > 0 && filmPackets > 0 ? toMicroseconds(filmPackets / rate) : null;
}

function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
