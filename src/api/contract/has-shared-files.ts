interface Sum {
  readonly bytes: number;
}

/**
 * Whether parts of a whole are larger together than the whole. Hard links of one file count once in each sum, so those in
 * several parts count several times.
 *
 * @param parts no video is in two of them
 */
export function hasSharedFiles(whole: Sum, parts: readonly Sum[]): boolean {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0) > whole.bytes;
}
