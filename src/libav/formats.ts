/**
 * The containers that may be opened. Everything else that libav knows is refused: a playlist, a concat script or a
 * pattern of images that is named `x.mp4` would make libav open other files, or other machines.
 */

/** Always read, by the names of libav's demuxers. A demuxer may have several names. */
const usualFormats = [
  "mov,mp4,m4a,3gp,3g2,mj2",
  "matroska,webm",
  "avi",
  "mpegts",
  // A program stream, such as .mpg and .vob, and a bare MPEG-1 or MPEG-2 stream.
  "mpeg",
  "mpegvideo",
  "asf",
  "flv",
  "ogg",
];

/** Read when one of their extensions is set. Each of these is one file that names no other. */
const formatsByExtension: Readonly<Record<string, string>> = {
  "264": "h264",
  "265": "hevc",
  amv: "avi",
  apng: "apng",
  avc: "h264",
  bik: "bink",
  dif: "dv",
  dv: "dv",
  flc: "flic",
  fli: "flic",
  gif: "gif",
  gxf: "gxf",
  h264: "h264",
  h265: "hevc",
  hevc: "hevc",
  ivf: "ivf",
  lxf: "lxf",
  mjpeg: "mjpeg",
  mjpg: "mjpeg",
  mxf: "mxf",
  nsv: "nsv",
  nut: "nut",
  obu: "obu",
  rm: "rm",
  rmvb: "rm",
  roq: "roq",
  smk: "smk",
  vc1: "vc1",
  wtv: "wtv",
  y4m: "yuv4mpegpipe",
};

/** Playlists and scripts, which name other files. They are never read. */
const playlists: ReadonlySet<string> = new Set("m3u m3u8 mpd pls concat ffconcat sdp asx wpl xspf cue edl".split(" "));

/** @param extension without its dot, in lower case */
export function isPlaylist(extension: string): boolean {
  return playlists.has(extension);
}

/**
 * The value of libav's `format_whitelist` for files with these extensions.
 *
 * @param extensions with or without their dots, in lower case. Default: only the usual containers
 */
export function formatWhitelist(extensions: Iterable<string> = []): string {
  const more = [...extensions].map((extension) => formatsByExtension[extension.replace(/^\./, "")]);
  return [...new Set([...usualFormats, ...more.filter((format) => format !== undefined)])].join(",");
}

/** The value of libav's `protocol_whitelist`. */
export const protocolWhitelist = "file";
