/**
 * What a prober may open. Everything else that libav knows is refused: a playlist, a concat script or a pattern of
 * images that calls itself `x.mp4` would make it open other files, or other machines.
 */

/** Containers, by the names of libav's demuxers, each of which may have several. */
const formats = [
  "mov,mp4,m4a,3gp,3g2,mj2",
  "matroska,webm",
  "avi",
  "mpegts",
  // A program stream, such as .mpg and .vob, and a bare MPEG-1 or MPEG-2 picture.
  "mpeg",
  "mpegvideo",
  "asf",
  "flv",
  "ogg",
];

/** What libav's `format_whitelist` takes. */
export const formatWhitelist = formats.join(",");

/** What libav's `protocol_whitelist` takes. */
export const protocolWhitelist = "file";
