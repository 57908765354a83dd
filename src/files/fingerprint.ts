import { hash } from "node:crypto";

/** How many bytes of a file, from its beginning, its fingerprint is made of. */
export const fingerprintBytes = 64 * 1024;

/**
 * A number that tells files of one size and time apart: the first 48 bits of the SHA-256 of their beginning.
 *
 * @param beginning at least the first `fingerprintBytes` of the file, or the whole file if it is shorter
 */
export function fingerprintOf(beginning: Uint8Array): number {
  return hash("sha256", beginning.subarray(0, fingerprintBytes), "buffer").readUIntBE(0, 6);
}
