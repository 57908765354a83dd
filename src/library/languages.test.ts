import { expect, test } from "vitest";
import { equivalentCodes } from "./language-codes.ts";
import { codesOfLanguage, languageOfTag, languagesOfStreams, languagesOfSubtitleFiles } from "./languages.ts";

const letters = Array.from("abcdefghijklmnopqrstuvwxyz");

test("equivalent codes of three letters are those of Unicode", () => {
  const found = new Map<string, string[]>();
  for (const one of letters) {
    for (const two of letters) {
      for (const three of letters) {
        const code = one + two + three;
        const [shortest = code] = (Intl.getCanonicalLocales(code)[0] ?? code).split("-");
        if (shortest !== code) found.set(shortest, [...(found.get(shortest) ?? []), code]);
      }
    }
  }
  expect(Object.fromEntries(equivalentCodes.map(([code, ...others]) => [code, others]))).toEqual(
    Object.fromEntries(found),
  );
});

test.each([
  ["ger", "de"],
  ["deu", "de"],
  ["DE", "de"],
  ["de-AT", "de"],
  ["pt_BR", "pt"],
  ["cmn-Hans", "zh"],
  ["zxx", "zxx"],
  ["Klingon!", "klingon!"],
  ["und", null],
  ["", null],
  ["-", null],
])("the tag %j names the language %j", (tag, language) => {
  expect(languageOfTag(tag)).toBe(language);
});

test("a language has all codes that stand for it", () => {
  expect(codesOfLanguage("de").toSorted()).toEqual(["de", "deu", "ger"]);
  expect(codesOfLanguage("zxx")).toEqual(["zxx"]);
  expect(languagesOfStreams("deu eng ger und")).toEqual(["de", "en"]);
});

test.each([
  ["", []],
  ["\n.srt", []],
  ["\n.de.srt\n.forced.EN.ass", ["de", "en"]],
  ["\n.hi.srt", ["hi"]],
  ["\n.en.hi.srt", ["en"]],
  ["\n.pt-BR.srt\n.por.sdh.srt", ["pt"]],
  ["\n.cc.sub.web.srt", []],
  ["\n.English.srt\n.Deutsch.forced.srt", ["en", "de"]],
  ["\n.FRANÇAIS.srt\n.brazilian.srt\n.Español-Latino.srt", ["fr", "pt", "es"]],
  [`\n.${"Čeština".normalize("NFD")}.srt`, ["cs"]],
  ["\n.Englisch.srt\n.director.srt", []],
])("subtitle files %j are in %j", (files, languages) => {
  expect(languagesOfSubtitleFiles(files)).toEqual(languages);
});
