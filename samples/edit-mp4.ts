/** Changes the boxes of an mp4 or mov file (ISO/IEC 14496-12, 4.2) to shapes that ffmpeg does not write. */

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The boxes between two offsets; 64-bit sizes do not occur in files this small. */
function boxes(bytes: Buffer, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let start = from; start < to; ) {
    const end = start + bytes.readUInt32BE(start);
    found.push({ type: bytes.toString("latin1", start + 4, start + 8), start, end });
    start = end;
  }
  return found;
}

/** The first box on a path such as `moov`, `trak`, `tkhd`. */
function findBox(bytes: Buffer, ...path: readonly string[]): Box {
  let from = 0;
  let to = bytes.length;
  let found: Box | undefined;
  for (const type of path) {
    found = boxes(bytes, from, to).find((box) => box.type === type);
    if (found === undefined) throw new Error(`The file to edit has no box ${path.join("/")}.`);
    from = found.start + 8;
    to = found.end;
  }
  if (found === undefined) throw new Error("The path of a box must name at least one.");
  return found;
}

/**
 * Moves the metadata in the `moov`, which contain the cover, before the tracks, as some taggers do. The cover is then
 * stream 0. Nothing outside the `moov` moves, so offsets stay right.
 */
export function withCoverFirst(bytes: Buffer): Buffer {
  const metadata = findBox(bytes, "moov", "udta");
  const track = findBox(bytes, "moov", "trak");
  return Buffer.concat([
    bytes.subarray(0, track.start),
    bytes.subarray(metadata.start, metadata.end),
    bytes.subarray(track.start, metadata.start),
    bytes.subarray(metadata.end),
  ]);
}

/** The rotation in the display matrix: a, b, c, d of 6.2.2. */
const clockwise = { 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] } as const;

/** Marks the first track, the picture, as turned clockwise, as phones do that film upright. */
export function turnedClockwise(degrees: keyof typeof clockwise): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const edited = Buffer.from(bytes);
    const header = findBox(edited, "moov", "trak", "tkhd");
    // The box ends with the matrix, the width and the height: eleven numbers of four bytes.
    const matrix = header.end - 11 * 4;
    const [a, b, c, d] = clockwise[degrees];
    for (const [index, value] of [a, b, 0, c, d].entries()) edited.writeInt32BE(value * 0x10000, matrix + index * 4);
    return edited;
  };
}

/** The boxes above the description of the first track's codec. */
const toDescription = ["moov", "trak", "mdia", "minf", "stbl", "stsd"] as const;

/**
 * Gives the first track, the picture, the record of Dolby Vision profile 8.1, whose picture is HDR10 for other players,
 * and with it the display on which the film was made and its light levels. The `moov` must be the last box of the file, so
 * that no offset changes.
 *
 * @see Dolby Vision Streams within the ISO Base Media File Format, 2.1.2: the record
 * @see ISO/IEC 14496-12, 12.1.7 and 12.1.8: `mdcv` and `clli`
 */
export function withDolbyVision(bytes: Buffer): Buffer {
  const [profile, level, compatibility] = [8, 1, 1];
  const record = Buffer.alloc(32);
  record.writeUInt32BE(record.length);
  record.write("dvvC", 4);
  record.writeUInt8(1, 8);
  // The stream has the metadata (RPU) and the picture itself.
  record.writeUInt16BE((profile << 9) | (level << 3) | 0b101, 10);
  record.writeUInt8(compatibility << 4, 12);
  const display = Buffer.alloc(32);
  display.writeUInt32BE(display.length);
  display.write("mdcv", 4);
  // x and y of green, blue, red and white, in steps of 0.00002: Display P3.
  for (const [index, value] of [13_250, 34_500, 7_500, 3_000, 34_000, 16_000, 15_635, 16_450].entries()) {
    display.writeUInt16BE(value, 8 + 2 * index);
  }
  // In steps of 0.0001 cd/m².
  display.writeUInt32BE(10_000_000, 24);
  display.writeUInt32BE(50, 28);
  const light = Buffer.alloc(12);
  light.writeUInt32BE(light.length);
  light.write("clli", 4);
  light.writeUInt16BE(1_042, 8);
  light.writeUInt16BE(400, 10);
  const records = Buffer.concat([record, display, light]);
  const description = findBox(bytes, ...toDescription);
  // After its version and the number of entries.
  const [entry] = boxes(bytes, description.start + 16, description.end);
  if (entry === undefined) throw new Error("The first track has no description.");
  const edited = Buffer.concat([bytes.subarray(0, entry.end), records, bytes.subarray(entry.end)]);
  const grown = [entry, ...toDescription.map((_, depth) => findBox(bytes, ...toDescription.slice(0, depth + 1)))];
  for (const { start, end } of grown) edited.writeUInt32BE(end - start + records.length, start);
  return edited;
}
