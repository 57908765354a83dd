import { countAccents, foldText } from "./folded-text.ts";

/**
 * The order of names for people: numbers by value, case and accents ignored at first. 1, 2, 10, a, ä, B, é, z.
 *
 * A sort key is a text. The order of the keys, byte by byte in UTF-8, is the order of the names, so that a database can
 * keep it in an index and a cursor can hold a place in it. Names with equal keys differ only in case or in zeros before
 * a number; whoever sorts breaks the tie.
 *
 * - A number begins with the number of its digits, so that 9 comes before 10. Zeros before it do not count.
 * - A separator of directories comes before every other character: `D/x` and `D/y` stand together, before `D 2/x`.
 * - Names that differ in accents only: the one with fewer accents comes first.
 */
export function naturalSortKey(name: string): string {
  const key = foldText(name).replaceAll(/\d+/g, numberKey).replaceAll("/", separatorKey);
  const accents = countAccents(name);
  return accents === 0 ? key : key + endOfKey + numberKey(String(accents));
}

/** Below every character that names have, so that a key is before all keys that it begins. */
const endOfKey = "\u0001";
const separatorKey = "\u0002";

/** The first character is a digit, so that a number stands where its digits would stand. */
function numberKey(digits: string): string {
  const significant = digits.replace(/^0+/, "");
  const { length } = significant;
  return (length < 9 ? String(length) : `9${String(length).padStart(5, "0")}`) + significant;
}

/** Whether `one` comes before (negative) or after (positive) `other`. Zero only for equal names. */
export function compareNaturally(one: string, other: string): number {
  return compareText(naturalSortKey(one), naturalSortKey(other)) || compareText(one, other);
}

/** By UTF-8 bytes, which is the order of code points. Plain `<` compares UTF-16 units, another order for emoji. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
