/**
 * Whether a file may have chapters, from the few bytes that would say so. Most files have none, and asking libav takes
 * longer than all other fields of a film together: see `libav-log-child.ts`. Where these bytes do not prove that there are none,
 * libav is asked.
 *
 * Only bytes are read that libav reads as well when it opens the file.
 */
import { elementAt } from "./ebml-element.ts";

/** Reads bytes of the file at a position, fewer at its end. */
export type ReadBytes = (position: number, bytes: number) => Buffer;

/** Demuxers that never find chapters. */
const withoutChapters: ReadonlySet<string> = new Set(["avi", "flv", "mpeg", "mpegts", "mpegvideo"]);

/** @param container names of the demuxer */
export function mayHaveChapters(container: string, sizeBytes: number, read: ReadBytes): boolean {
  if (withoutChapters.has(container)) return false;
  if (container === "matroska,webm") return segmentMayHaveChapters(read);
  return container === "mov,mp4,m4a,3gp,3g2,mj2" ? boxesMayHaveChapters(sizeBytes, read) : true;
}

/** So much of a Matroska file is looked at. The rest may be attachments. */
const headBytes = 16 * 1024;

/** RFC 9559. libav reads the elements before the first cluster, and those that a seek head leads to. */
const ids = { ebml: 0x1a45dfa3, segment: 0x18538067, seekHead: 0x114d9b74, cluster: 0x1f43b675, chapters: 0x1043a770 };
const seekable = [ids.chapters, ids.seekHead].map((id) => Buffer.from(id.toString(16), "hex"));

function segmentMayHaveChapters(read: ReadBytes): boolean {
  const head = read(0, headBytes);
  let position = 0;
  for (;;) {
    const element = elementAt(head, position);
    if (element === null) return true;
    const { id, content, end } = element;
    if (id === ids.cluster) return false;
    if (id === ids.chapters) return true;
    // The head of a segment that was written to a pipe has no end.
    if (id === ids.segment) position = content;
    else if (end === null || end > head.length) return true;
    else if (id === ids.seekHead && seekable.some((bytes) => head.subarray(content, end).includes(bytes))) return true;
    else position = end;
  }
}

/** More boxes than a file has before its frames and after them. */
const mostBoxes = 16;

/** Reading more takes as long as asking libav. */
const mostDescriptionBytes = 128 * 1024;

/** ISO/IEC 14496-12: boxes at the top of a file in which libav finds no chapters. */
const plainBoxes: ReadonlySet<string> = new Set("ftyp styp free skip wide mdat sidx mfra pdin uuid".split(" "));

/** Nero's chapters, a reference to a track of chapters, and a description that is compressed. */
const chapterBoxes = ["chpl", "chap", "cmov"].map((type) => Buffer.from(type));

function boxesMayHaveChapters(sizeBytes: number, read: ReadBytes): boolean {
  let hasDescription = false;
  let position = 0;
  for (let box = 0; box < mostBoxes; box += 1) {
    if (position >= sizeBytes) return !hasDescription;
    const head = read(position, 16);
    if (head.length < 16) return true;
    const type = head.toString("latin1", 4, 8);
    const size = head.readUInt32BE(0) === 1 ? Number(head.readBigUInt64BE(8)) : head.readUInt32BE(0);
    // Fragments follow the description.
    if (type === "moof" && hasDescription) return false;
    if (size < 8) return true;
    if (type === "moov") {
      if (size > mostDescriptionBytes) return true;
      const description = read(position, size);
      if (chapterBoxes.some((bytes) => description.includes(bytes))) return true;
      hasDescription = true;
    } else if (!plainBoxes.has(type)) return true;
    position += size;
  }
  return true;
}
