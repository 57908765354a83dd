import { describe, expect, test } from "vitest";
import { countAccents, foldText } from "./folded-text.ts";

describe("folded text", () => {
  test.each([
    ["has no case", "ARGER.MP4", "arger.mp4"],
    ["has no accents", "Ärger Été Ñandú Žižka", "arger ete nandu zizka"],
    ["has no dots and strokes of letters", "İstanbul ısı Øre Łódź", "istanbul isi ore lodz"],
    ["has no ligatures", "ﬁlm Æon œuvre", "film aeon oeuvre"],
    ["has two letters for a sharp s", "Straße STRASSE ẞ", "strasse strasse ss"],
    ["has narrow letters and digits for wide ones", "ＦＩＬＭ　１２", "film 12"],
    ["has one sigma", "ΟΔΟΣ οδός", "οδοσ οδοσ"],
    ["has no accents of Cyrillic, Hebrew and Arabic", "Ёлка Й שָׁלוֹם كَتَبَ", "елка и שלום كتب"],
    ["keeps voiced Japanese letters apart", "がか", "がか"],
    ["has wide Japanese letters for narrow ones", "ｶﾞｶ", "ガカ"],
    ["keeps vowel signs of Devanagari and Thai", "की กำ", "की กํา"],
    ["keeps syllables of Hangul whole", "한글", "한글"],
    ["keeps emoji, digits and punctuation", "🎞 100% a_b's", "🎞 100% a_b's"],
  ])("%s", (_, text, folded) => {
    expect(foldText(text)).toBe(folded);
    expect(foldText(text.normalize("NFC"))).toBe(folded);
    expect(foldText(text.normalize("NFD"))).toBe(folded);
  });

  test("is the same for both forms and both cases of every character, and folding it again changes nothing", () => {
    const wrong: string[] = [];
    for (let code = 1; code <= 0x10ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const folded = foldText(character);
      // Most characters are equal to all of these.
      const same = new Set([folded, character.normalize("NFC"), character.normalize("NFD"), character.toLowerCase()]);
      same.delete(character);
      if (same.values().some((other) => foldText(other) !== folded)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});

test("accents are counted in both forms", () => {
  expect(["e", "é", "e\u0301", "ÉÉ", "が"].map(countAccents)).toEqual([0, 1, 1, 2, 0]);
});
