import { expect, test } from "vitest";
import { streamStart } from "./transport-stream-start.ts";

/** A packet of the stream 256, or of another one. */
function packet(payload: string, options: { isStart?: boolean; stream?: number; before?: string } = {}): Buffer {
  const { isStart = false, stream = 0x100, before = "" } = options;
  const bytes = Buffer.from(payload, "hex");
  const stuffing = 184 - 1 - bytes.length;
  const header = Buffer.from([0x47, (isStart ? 0x40 : 0) | (stream >> 8), stream & 0xff, 0x30, stuffing]);
  return Buffer.concat([Buffer.from(before, "hex"), header, Buffer.alloc(stuffing, 0xff), bytes]);
}

const other = packet("0000", { stream: 0x101, isStart: true });
// The header of a packet of the elementary stream, with both its times, and then two bytes of the stream.
const first = packet("000001e0000080c00a310001000111000100010906", { isStart: true });

test("puts the first bytes of a stream together, up to its next start, with packets of 188 and of 192 bytes", () => {
  const packets = [
    packet("aaaa"),
    other,
    first,
    other,
    packet("0102"),
    packet("ff", { isStart: true }),
    packet("0304"),
  ];
  expect(streamStart(Buffer.concat(packets), 0x100)?.toString("hex")).toBe("09060102");
  const timed = packets.flatMap((packet) => [Buffer.from("00000000", "hex"), packet]);
  expect(streamStart(Buffer.concat(timed), 0x100)?.toString("hex")).toBe("09060102");
});

test("knows no start of a stream that begins later or without its times, is scrambled or damaged, or of another kind of file", () => {
  const untimed = packet("000001e0000080800521000100010906", { isStart: true });
  const [scrambled, damaged] = [Buffer.from(first), Buffer.from(first)];
  scrambled[3] = 0xb0;
  damaged[1] = 0xc1;
  const starts = [
    [other, other, other],
    [other, scrambled, other],
    [other, damaged, other],
    [other, untimed, other],
  ].map((packets) => streamStart(Buffer.concat(packets), 0x100));
  expect([...starts, streamStart(Buffer.alloc(1_000), 0x100)]).toEqual([null, null, null, null, null]);
});
