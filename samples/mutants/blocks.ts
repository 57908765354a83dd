/**
 * Finds the blocks of a container, such as the boxes of an mp4 file, and the size field of each block. Reads sound and
 * damaged files, and stops where the bytes make no sense.
 */

/** The place and the format of the number that holds the size of a block. */
export interface SizeField {
  readonly offset: number;
  readonly bytes: number;
  readonly order: "big" | "little" | "ebml";
}

export interface Block {
  readonly type: string;
  readonly start: number;
  /** The offset of its content. */
  readonly content: number;
  readonly end: number;
  readonly size: SizeField | null;
}

/** The name of a block in messages. */
export function blockName({ type, start }: Block): string {
  return `${type} at ${start}`;
}

/** Reads the block at `start`, which ends at `limit` at the latest. */
type ReadBlock = (bytes: Buffer, start: number, limit: number) => Block | null;

/** All blocks, including nested ones, in the order of their offsets. */
export function blocksOf(bytes: Buffer): readonly Block[] {
  const kind = containers.find(({ recognizes }) => recognizes(bytes));
  return kind === undefined ? pieces(bytes, 0, 512) : kind.blocks(bytes);
}

const containers: readonly {
  readonly recognizes: (bytes: Buffer) => boolean;
  readonly blocks: (bytes: Buffer) => readonly Block[];
}[] = [
  { recognizes: startsWith("66747970", 4), blocks: nested(readBox) },
  { recognizes: startsWith("1a45dfa3", 0), blocks: nested(readElement) },
  { recognizes: startsWith("52494646", 0), blocks: nested(readChunk) },
  { recognizes: startsWith("3026b275", 0), blocks: nested(readObject) },
  { recognizes: startsWith("464c5601", 0), blocks: (bytes) => oneAfterTheOther(bytes, 13, readTag) },
  { recognizes: startsWith("4f676753", 0), blocks: (bytes) => oneAfterTheOther(bytes, 0, readPage) },
  { recognizes: startsWith("000001ba", 0), blocks: (bytes) => oneAfterTheOther(bytes, 0, readPack) },
  { recognizes: startsWith("47", 4), blocks: (bytes) => pieces(bytes, 4, 192) },
  { recognizes: startsWith("47", 0), blocks: (bytes) => pieces(bytes, 0, 188) },
];

function startsWith(hex: string, offset: number): (bytes: Buffer) => boolean {
  const magic = Buffer.from(hex, "hex");
  return (bytes) => bytes.subarray(offset, offset + magic.length).equals(magic);
}

/** Blocks that contain blocks, and the number of other bytes before these. */
const masters: ReadonlyMap<string, number> = new Map([
  // ISO/IEC 14496-12
  ..."moov trak mdia minf stbl mvex moof traf edts dinf udta ilst".split(" ").map((type) => [type, 0] as const),
  ["meta", 4],
  ["stsd", 8],
  // RFC 9559: Segment, SeekHead, Info, Tracks with their entries, Cluster, Cues, Attachments, Tags.
  ..."1a45dfa3 18538067 114d9b74 4dbb 1549a966 1654ae6b ae e0 e1 1f43b675 a0 1c53bb6b bb b7 1941a469 61a7 1254c367 7373"
    .split(" ")
    .map((type) => [type, 0] as const),
  // RIFF
  ["RIFF", 4],
  ["LIST", 4],
  // ASF: the header object and the header extension object.
  ["3026b275", 6],
  ["b503bf5f", 22],
]);

function nested(read: ReadBlock): (bytes: Buffer) => readonly Block[] {
  return (bytes) => {
    const found: Block[] = [];
    const visit = (from: number, limit: number): void => {
      for (const block of oneAfterTheOther(bytes, from, read, limit)) {
        found.push(block);
        const before = masters.get(block.type);
        if (before !== undefined) visit(block.content + before, block.end);
      }
    };
    visit(0, bytes.length);
    return found;
  };
}

function oneAfterTheOther(bytes: Buffer, from: number, read: ReadBlock, limit = bytes.length): readonly Block[] {
  const found: Block[] = [];
  for (let start = from; start < limit; ) {
    const block = read(bytes, start, limit);
    if (block === null || block.end <= start) break;
    found.push(block);
    start = block.end;
  }
  return found;
}

/** Blocks of equal length, such as the packets of a transport stream. */
function pieces(bytes: Buffer, before: number, length: number): readonly Block[] {
  return Array.from({ length: Math.floor(bytes.length / length) }, (_, index) => {
    const start = index * length;
    return { type: "packet", start, content: start + before + 4, end: start + length, size: null };
  });
}

/** A box of an mp4 file: ISO/IEC 14496-12, 4.2. */
function readBox(bytes: Buffer, start: number, limit: number): Block | null {
  if (start + 8 > limit) return null;
  const length = bytes.readUInt32BE(start);
  if (length < 8) return null;
  return {
    type: bytes.toString("latin1", start + 4, start + 8),
    start,
    content: start + 8,
    end: Math.min(start + length, limit),
    size: { offset: start, bytes: 4, order: "big" },
  };
}

/** An element of a Matroska file: RFC 8794, 4 to 6. */
function readElement(bytes: Buffer, start: number, limit: number): Block | null {
  const idLength = leadingZeros(bytes[start]) + 1;
  const offset = start + idLength;
  const sizeLength = leadingZeros(bytes[offset]) + 1;
  const content = offset + sizeLength;
  if (idLength > 4 || sizeLength > 8 || content > limit) return null;
  let length = (bytes[offset] ?? 0) & (0xff >> sizeLength);
  for (let index = offset + 1; index < content; index++) length = length * 256 + (bytes[index] ?? 0);
  const unknown = length === 2 ** (7 * sizeLength) - 1;
  return {
    type: bytes.toString("hex", start, offset),
    start,
    content,
    end: unknown ? limit : Math.min(content + length, limit),
    size: { offset, bytes: sizeLength, order: "ebml" },
  };
}

function leadingZeros(byte: number | undefined): number {
  return Math.clz32(byte ?? 0) - 24;
}

/** A chunk of an avi file. */
function readChunk(bytes: Buffer, start: number, limit: number): Block | null {
  if (start + 8 > limit) return null;
  const length = bytes.readUInt32LE(start + 4);
  return {
    type: bytes.toString("latin1", start, start + 4),
    start,
    content: start + 8,
    // Chunks begin at even offsets.
    end: Math.min(start + 8 + length + (length % 2), limit),
    size: { offset: start + 4, bytes: 4, order: "little" },
  };
}

/** An object of a wmv file: a GUID, a size, and the rest. */
function readObject(bytes: Buffer, start: number, limit: number): Block | null {
  if (start + 24 > limit) return null;
  const length = Number(bytes.readBigUInt64LE(start + 16));
  if (length < 24) return null;
  return {
    type: bytes.toString("hex", start, start + 4),
    start,
    content: start + 24,
    end: Math.min(start + length, limit),
    size: { offset: start + 16, bytes: 8, order: "little" },
  };
}

/** A tag of an flv file, with the size field behind it. */
function readTag(bytes: Buffer, start: number, limit: number): Block | null {
  if (start + 15 > limit) return null;
  return {
    type: String(bytes[start]),
    start,
    content: start + 11,
    end: Math.min(start + 15 + bytes.readUIntBE(start + 1, 3), limit),
    size: { offset: start + 1, bytes: 3, order: "big" },
  };
}

/** A page of an Ogg file: RFC 3533, 6. Its length is the sum of a table; the size field is the length of the table. */
function readPage(bytes: Buffer, start: number, limit: number): Block | null {
  if (start + 27 > limit || bytes.toString("latin1", start, start + 4) !== "OggS") return null;
  const table = bytes.subarray(start + 27, start + 27 + (bytes[start + 26] ?? 0));
  const content = start + 27 + table.length;
  const end = content + table.reduce((sum, length) => sum + length, 0);
  const size = { offset: start + 26, bytes: 1, order: "big" } as const;
  return { type: "page", start, content, end: Math.min(end, limit), size };
}

/** The bytes between two start codes of a program stream: ISO/IEC 13818-1, 2.5.3. */
function readPack(bytes: Buffer, start: number, limit: number): Block | null {
  const next = bytes.indexOf("000001", start + 4, "hex");
  const size = { offset: start + 4, bytes: 2, order: "big" } as const;
  if (start + 6 > limit) return null;
  const type = bytes.toString("hex", start + 3, start + 4);
  return { type, start, content: start + 6, end: next === -1 ? limit : next, size };
}
