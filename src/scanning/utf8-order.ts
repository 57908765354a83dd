/**
 * The order of names by the bytes of their UTF-8, which is that of SQLite's BINARY and of Postgres's "C": what is listed
 * can be compared with what is remembered side by side.
 *
 * JavaScript orders strings by UTF-16 units. That is the same order but for characters beyond U+FFFF: their surrogates
 * (U+D800 to U+DFFF) come before U+E000 to U+FFFF, though the characters come after.
 */
const surrogate = /[\ud800-\udfff]/;

/** Sorts the names in place. */
export function sortByUtf8(names: string[]): void {
  // The order of UTF-16 is built in and many times as fast as a comparison of one's own.
  if (names.some((name) => surrogate.test(name))) names.sort(compareUtf8);
  else names.sort();
}

/** Negative, zero or positive, as `Buffer.compare` of both in UTF-8. */
export function compareUtf8(one: string, other: string): number {
  const common = Math.min(one.length, other.length);
  for (let index = 0; index < common; index += 1) {
    const a = one.charCodeAt(index);
    const b = other.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return one.length - other.length;
}

/** Puts surrogates after all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}
