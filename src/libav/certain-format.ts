/**
 * The demuxers of files whose first bytes leave no doubt. Asking libav takes longer than opening most files: it shows the
 * bytes to each of its more than 300 demuxers, and the surest wins. Of the bytes below, one demuxer is as sure as can be, and
 * they mean nothing to the others. A file of two kinds, such as a transport stream behind the beginning of an MP4, is read
 * as what it begins like.
 *
 * @see https://github.com/FFmpeg/FFmpeg/tree/master/libavformat the functions `…_probe`
 */
import { elementAt } from "./ebml-element.ts";

/** libav decides by so many bytes when a demuxer is sure. */
export const certaintyBytes = 2_048;

/**
 * @param head the first `certaintyBytes` of a file, or all that it has
 * @returns the first name of the demuxer; null if libav is to be asked
 */
export function certainFormat(head: Buffer): string | null {
  if (isMov(head)) return "mov";
  if (isMatroska(head)) return "matroska";
  if (startsWith(head, riff) && head.toString("latin1", 8, 12) === "AVI ") return "avi";
  if (startsWith(head, asf)) return "asf";
  return startsWith(head, ogg) && (head[5] ?? 8) <= 7 ? "ogg" : null;
}

const riff = Buffer.from("RIFF");
/** The identifier of the header object. */
const asf = Buffer.from("3026b2758e66cf11a6d900aa0062ce6c", "hex");
const ogg = Buffer.from("OggS\0");
const ebml = Buffer.from("1a45dfa3", "hex");

function startsWith(head: Buffer, bytes: Buffer): boolean {
  return head.length >= bytes.length && head.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
}

/** Pictures of JPEG 2000 and JPEG XL begin in the same way, and some QuickTime files hold nothing but an MPEG stream. */
function isMov(head: Buffer): boolean {
  if (head.length < 16 || head.toString("latin1", 4, 8) !== "ftyp" || head.readUInt32BE(0) < 16) return false;
  return head[8] !== "j".charCodeAt(0) && !head.includes("mhlrMPEG", 0, "latin1");
}

function isMatroska(head: Buffer): boolean {
  if (!startsWith(head, ebml)) return false;
  const { content, end = null } = elementAt(head, 0) ?? {};
  if (content === undefined || end === null || end > head.length) return false;
  const header = head.toString("latin1", content, end);
  return header.includes("matroska") || header.includes("webm");
}
