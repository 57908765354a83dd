/** Changes files to shapes that ffmpeg does not write, but others do: containers that lie, and frames without times. */

/** Writes another size into the header of an MP4 file. */
export function withOtherSizeInMp4(file: Buffer): Buffer {
  const edited = Buffer.from(file);
  const entry = edited.indexOf("avc1", edited.indexOf("stsd"));
  edited.writeUInt16BE(edited.readUInt16BE(entry + 28) + 16, entry + 28);
  edited.writeUInt16BE(edited.readUInt16BE(entry + 30) + 6, entry + 30);
  return edited;
}

/** Writes another profile and level into the record of an MP4 file, but not into the parameter set in that record. */
export function withOtherProfileInMp4(file: Buffer): Buffer {
  const edited = Buffer.from(file);
  const record = edited.indexOf("avcC") + 4;
  edited.writeUInt8(66, record + 1);
  edited.writeUInt8(10, record + 3);
  return edited;
}

/** Writes another width into the header of a Matroska file, as its element `PixelWidth` of two bytes or one. */
export function withOtherSizeInMatroska(file: Buffer): Buffer {
  const edited = Buffer.from(file);
  for (const start of ["b082", "b081"].map((element) => edited.indexOf(Buffer.from(element, "hex")))) {
    if (start < 0 || start > 2_000) continue;
    const last = start + 1 + (edited.readUInt8(start + 1) & 0x7f);
    edited.writeUInt8((edited.readUInt8(last) + 8) & 0xff, last);
    return edited;
  }
  throw new Error("The file has no width.");
}

/** Writes another header of AAC over that of ffmpeg, which ends with an extension that excludes SBR. */
export function withAacHeader(header: string): (file: Buffer) => Buffer {
  return (file) => {
    const edited = Buffer.from(file);
    const extension = edited.indexOf(Buffer.from("56e500", "hex"));
    if (extension < 0) throw new Error("The file has no such header.");
    edited.write(header, extension - 2, "hex");
    return edited;
  };
}

const packetBytes = 188;

/**
 * Takes the times from every second frame of a transport stream, or from other ones: its packets then go on with the frame
 * before, as those of the second field do in many broadcasts.
 */
export function withoutTimesOfFrames(file: Buffer, streamId: number, keeps: (frame: number) => boolean): Buffer {
  let frame = 0;
  const packets: Buffer[] = [];
  for (let start = 0; start + packetBytes <= file.length; start += packetBytes) {
    const packet = file.subarray(start, start + packetBytes);
    const isOfStream = (packet.readUInt16BE(1) & 0x1fff) === streamId;
    const isStart = isOfStream && (packet.readUInt8(1) & 0x40) !== 0;
    packets.push(isStart && !keeps(frame) ? withoutHeader(packet) : packet);
    if (isStart) frame += 1;
  }
  return Buffer.concat(packets);
}

/** The packet without the header of the elementary stream, filled up. */
function withoutHeader(packet: Buffer): Buffer {
  const hasAdaptation = (packet.readUInt8(3) & 0x20) !== 0;
  const adaptation = hasAdaptation ? packet.subarray(5, 5 + packet.readUInt8(4)) : Buffer.from([0]);
  const payload = packet.subarray(hasAdaptation ? 5 + packet.readUInt8(4) : 4);
  const kept = payload.subarray(9 + payload.readUInt8(8));
  const filled = Buffer.alloc(packetBytes - 5 - kept.length, 0xff);
  (adaptation.length > 0 ? adaptation : Buffer.from([0])).copy(filled);
  const header = Buffer.from([
    0x47,
    packet.readUInt8(1) & 0xbf,
    packet.readUInt8(2),
    packet.readUInt8(3) | 0x30,
    filled.length,
  ]);
  return Buffer.concat([header, filled, kept]);
}

/** Takes the times of decoding from all frames of a transport stream, but leaves the times of display. */
export function withoutTimesOfDecoding(file: Buffer, streamId: number): Buffer {
  const edited = Buffer.from(file);
  for (let start = 0; start + packetBytes <= file.length; start += packetBytes) {
    const flags = edited.readUInt16BE(start + 1);
    if ((flags & 0x1fff) !== streamId || (flags & 0x4000) === 0) continue;
    const hasAdaptation = (edited.readUInt8(start + 3) & 0x20) !== 0;
    const header = start + (hasAdaptation ? 5 + edited.readUInt8(start + 4) : 4);
    if (header + 19 > start + packetBytes || (edited.readUInt8(header + 7) & 0xc0) !== 0xc0) continue;
    edited.writeUInt8(edited.readUInt8(header + 7) & 0xbf, header + 7);
    edited.writeUInt8((edited.readUInt8(header + 9) & 0x0f) | 0x20, header + 9);
    edited.fill(0xff, header + 14, header + 19);
  }
  return edited;
}

/** Lets x264 call itself an old version in its messages, such as 16 for 164, with one space more than usual. */
export function withOldX264(file: Buffer): Buffer {
  return Buffer.from(file.toString("latin1").replace(/x264 - core (\d\d)\d/g, "x264 -  core $1"), "latin1");
}
