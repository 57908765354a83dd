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

test("blanks only, or more words than anybody types, are looked for as they are", () => {
  const many = "a ".repeat(5_000);
  for (const text of ["", "  ", many]) expect(wordsOfSearch(text)).toEqual([text]);
});
