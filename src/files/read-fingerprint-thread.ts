import { fingerprintBytes, fingerprintOf } from "./fingerprint.ts";
import { readBeginning } from "./read-beginning-thread.ts";

const buffer = Buffer.alloc(fingerprintBytes);

/** The fingerprint of an open file; null if it is empty, or if its disk fails. */
export function readFingerprint(descriptor: number): number | null {
  try {
    const beginning = readBeginning(descriptor, buffer);
    return beginning.length === 0 ? null : fingerprintOf(beginning);
  } catch {
    return null;
  }
}
