import { expect, test } from "vitest";
import { languageOf, localeOf } from "./language.ts";
import { quantitiesIn } from "./quantities.ts";

test.each([
  [["de-CH", "en"], "de"],
  [["fr-FR", "de", "en"], "de"],
  [["en-GB", "de"], "en"],
  [["C", "DE"], "de"],
  [["fr-FR"], "en"],
  [[], "en"],
] as const)("a browser that prefers %j shows the page in %s", (preferred, language) => {
  expect(languageOf(null, preferred)).toBe(language);
});

test("the language that the reader has chosen goes before those of the browser", () => {
  expect(languageOf("en", ["de-DE"])).toBe("en");
  expect(languageOf("de", ["en-US"])).toBe("de");
});

test.each([
  // As the browser: its first language that is known.
  [null, ["C", "de-CH", "fr"], "de-CH"],
  [null, ["fr-FR", "en"], "fr-FR"],
  [null, ["not a language"], "en"],
  [null, [], "en"],
  // Chosen: that language, as the reader's country writes it.
  ["de", ["en-US", "de-AT"], "de-AT"],
  ["de", ["en-US"], "de"],
  ["de", [], "de"],
  ["en", ["de-DE"], "en-DE"],
  ["en", ["ru-RU"], "en-GB"],
] as const)("with %s chosen, a browser that prefers %j has the format of %s", (chosen, preferred, locale) => {
  expect(localeOf(chosen, preferred)).toBe(locale);
});

test("English in a German browser has no American dates", () => {
  expect(quantitiesIn(localeOf("en", ["de-DE"])).timeText("2026-11-23T15:32:05")).toBe("23 Nov 2026, 15:32");
});
