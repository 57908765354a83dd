import { readSync } from "node:fs";

/**
 * Fills `bytes` with those of an open file from a position on. It blocks, so only threads import it.
 *
 * @param beat called before each call to the disk
 * @returns how many bytes there are: fewer than wanted at the end of the file
 * @throws the system's error; the errors of `beat`
 */
export function fill(descriptor: number, bytes: Uint8Array, position: number, beat: () => void): number {
  let filled = 0;
  while (filled < bytes.length) {
    beat();
    const read = readSync(descriptor, bytes, filled, bytes.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
