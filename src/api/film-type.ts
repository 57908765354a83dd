import type { Video } from "../library/video.ts";

/** Codecs that WebM has. A browser that plays no Matroska plays such a file if it is called WebM, which it nearly is. */
const ofWebm: ReadonlySet<string | null> = new Set(["vp8", "vp9", "av1", "opus", "vorbis", null]);

/** The first word that ffmpeg has for a container, with its content type. */
const types: ReadonlyMap<string, string> = new Map([
  ["mov", "video/mp4"],
  ["mpegts", "video/mp2t"],
  ["mpeg", "video/mpeg"],
  ["mpegvideo", "video/mpeg"],
  ["avi", "video/vnd.avi"],
  ["asf", "video/x-ms-asf"],
  ["flv", "video/x-flv"],
  ["ogg", "video/ogg"],
  ["mxf", "application/mxf"],
  ["rm", "application/vnd.rn-realmedia"],
]);

/**
 * The content type of a video's file. It says what is in the file, whatever the file is called. QuickTime is called MP4:
 * browsers play it under this name only.
 */
export function filmType({
  container,
  videoCodec,
  audioCodec,
}: Pick<Video, "container" | "videoCodec" | "audioCodec">): string {
  const [first = ""] = container.split(",");
  if (first !== "matroska") return types.get(first) ?? "application/octet-stream";
  return ofWebm.has(videoCodec) && ofWebm.has(audioCodec) ? "video/webm" : "video/matroska";
}
