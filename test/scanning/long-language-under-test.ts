/** For tests: a film whose subtitles name their language in millions of letters. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const clip = join(import.meta.dirname, "../../samples/clips/several-subtitles.mkv");

const segmentId = Buffer.from("18538067", "hex");
const tracksId = Buffer.from("1654ae6b", "hex");
const trackEntryId = Buffer.from("ae", "hex");
const languageId = Buffer.from("22b59c", "hex");

/**
 * Writes a Matroska file that is a sound film, but for its subtitle tracks: each of them has `letters` letters as its
 * language.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8794 EBML, the elements and sizes that Matroska consists of
 */
export async function writeFilmWithLongLanguage(path: string, letters: number): Promise<void> {
  const bytes = await readFile(clip);
  const segmentAt = bytes.indexOf(segmentId);
  const segment = elementAt(bytes, segmentAt);
  const changed = childrenOf(segment.content).map((child) =>
    child.id.equals(tracksId) ? element(tracksId, longTracks(child.content, letters)) : child.bytes,
  );
  await writeFile(path, Buffer.concat([bytes.subarray(0, segmentAt), element(segmentId, Buffer.concat(changed))]));
}

function longTracks(tracks: Buffer, letters: number): Buffer {
  return Buffer.concat(
    childrenOf(tracks).map((track) =>
      track.id.equals(trackEntryId) && isSubtitles(track.content)
        ? element(trackEntryId, withLanguage(track.content, "x".repeat(letters)))
        : track.bytes,
    ),
  );
}

/** TrackType 17. */
function isSubtitles(track: Buffer): boolean {
  return childrenOf(track).some(({ id, content }) => id.toString("hex") === "83" && content[0] === 17);
}

function withLanguage(track: Buffer, language: string): Buffer {
  const others = childrenOf(track).filter(({ id }) => !id.equals(languageId));
  return Buffer.concat([...others.map(({ bytes }) => bytes), element(languageId, Buffer.from(language))]);
}

interface Element {
  readonly id: Buffer;
  readonly content: Buffer;
  /** All of it. */
  readonly bytes: Buffer;
}

function childrenOf(content: Buffer): readonly Element[] {
  const children: Element[] = [];
  for (let at = 0; at < content.length; ) {
    const child = elementAt(content, at);
    children.push(child);
    at += child.bytes.length;
  }
  return children;
}

function elementAt(bytes: Buffer, at: number): Element {
  const idLength = lengthOfNumber(bytes, at);
  const sizeLength = lengthOfNumber(bytes, at + idLength);
  const contentAt = at + idLength + sizeLength;
  const size = bytes.readUIntBE(at + idLength, Math.min(sizeLength, 6)) - markerOf(sizeLength);
  const realSize =
    sizeLength <= 6 ? size : Number(bytes.readBigUInt64BE(at + idLength) & ((1n << BigInt(7 * sizeLength)) - 1n));
  const end = contentAt + realSize;
  return {
    id: bytes.subarray(at, at + idLength),
    content: bytes.subarray(contentAt, end),
    bytes: bytes.subarray(at, end),
  };
}

/** A number begins with as many zero bits as it has further bytes. */
function lengthOfNumber(bytes: Buffer, at: number): number {
  return Math.clz32(bytes[at] ?? 0) - 24 + 1;
}

function markerOf(length: number): number {
  return 2 ** (7 * length);
}

/** An element with its size in eight bytes. */
function element(id: Buffer, content: Buffer): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE((1n << 56n) | BigInt(content.length));
  return Buffer.concat([id, size, content]);
}
