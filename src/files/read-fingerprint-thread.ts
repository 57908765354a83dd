import { readSync } from "node:fs";
import { fingerprintBytes, fingerprintOf } from "./fingerprint.ts";

const buffer = Buffer.alloc(fingerprintBytes);

/** The fingerprint of an open file; null if it is empty, or if its disk fails. */
export function readFingerprint(descriptor: number): number | null {
  let length = 0;
  try {
    while (length < buffer.length) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, length);
      if (read === 0) break;
      length += read;
    }
  } catch {
    return null;
  }
  return length === 0 ? null : fingerprintOf(buffer.subarray(0, length));
}
