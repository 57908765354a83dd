import { expect, test } from "vitest";
import { wordsOfSearch } from "./words-of-search.ts";

test("a search looks for its words, and for what stands in quotes as one", () => {
  expect(wordsOfSearch("harbour")).toEqual(["harbour"]);
  expect(wordsOfSearch("  harbour\tdawn ")).toEqual(["harbour", "dawn"]);
  expect(wordsOfSearch('"at dawn" harbour')).toEqual(["at dawn", "harbour"]);
});

test("a quotation mark that has no other, or stands inside of a word, is a character like others", () => {
  expect(wordsOfSearch('"')).toEqual(['"']);
  expect(wordsOfSearch('""')).toEqual(['""']);
  expect(wordsOfSearch('"at dawn')).toEqual(['"at', "dawn"]);
  expect(wordsOfSearch('5" disk 6"')).toEqual(['5"', "disk", '6"']);
});

test("a text of blanks only has no words", () => {
  for (const text of ["", "  ", "\n", "\t\r\n", "\u3000"]) expect(wordsOfSearch(text)).toEqual([]);
});

test("a word that comes again counts once, and words after the first 50 are left out", () => {
  expect(wordsOfSearch("mp4 ".repeat(5_000))).toEqual(["mp4"]);
  const many = Array.from({ length: 60 }, (_, index) => `w${index}`);
  expect(wordsOfSearch(many.join(" "))).toEqual(many.slice(0, 50));
});
