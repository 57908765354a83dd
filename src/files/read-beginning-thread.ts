import { readSync } from "node:fs";

/**
 * Where the first read begins, in bytes: behind the first page of memory.
 *
 * Linux takes a read at the start of a file for the beginning of a long one. It reads four times as much ahead, and marks a
 * page: whoever reads that page, again, reads ahead ever more. The bytes behind the first page, of which nobody has read
 * any yet, are read as they are, and without a mark.
 */
const firstReadAt = 4_096;

/**
 * Fills the buffer with the first bytes of an open file. A cold disk delivers these bytes only, if nobody has read any of
 * the file.
 *
 * @returns the part of the buffer that was filled: all of it, or all of the file
 * @throws the system's error if the disk fails
 */
export function readBeginning(descriptor: number, buffer: Buffer): Buffer {
  const end = readBetween(descriptor, buffer, firstReadAt, buffer.length);
  const endOfStart = readBetween(descriptor, buffer, 0, firstReadAt);
  return buffer.subarray(0, endOfStart < firstReadAt ? endOfStart : end);
}

/** @returns where it ended: before `to` at the end of the file */
function readBetween(descriptor: number, buffer: Buffer, from: number, to: number): number {
  let position = from;
  while (position < to) {
    const read = readSync(descriptor, buffer, position, to - position, position);
    if (read === 0) break;
    position += read;
  }
  return position;
}
