import { expect, test } from "vitest";
import { isNamedLikeSubtitles, subtitleFilesIn, subtitlesOfVideos } from "./subtitle-files.ts";

test("a subtitle file belongs to the video with the longest name that its own begins with", () => {
  const found = subtitlesOfVideos(
    ["film.en.srt", "film.srt", "film.2.srt", "film.part.de.ass", "films.en.srt", "other.srt", "film.part.srt"],
    ["film.mkv", "film.part.mkv", "film.mp4", "none.mkv"],
  );
  expect(Object.fromEntries(found)).toEqual({
    "film.mkv": "\n.2.srt\n.en.srt\n.srt",
    "film.mp4": "\n.2.srt\n.en.srt\n.srt",
    "film.part.mkv": "\n.de.ass\n.srt",
  });
  expect(subtitlesOfVideos([], ["film.mkv"]).size).toBe(0);
});

test("a pair of VobSub files counts once, and a name with a line break not at all", () => {
  const found = subtitlesOfVideos(["a.idx", "a.sub", "a.en.sub", "a.x\ny.srt"], ["a.avi"]);
  expect(found.get("a.avi")).toBe("\n.en.sub\n.idx");
});

test("very many files beside one video are cut off", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `a.${index}.srt`);
  expect(subtitlesOfVideos(names, ["a.mkv"]).get("a.mkv")?.split("\n")).toHaveLength(65);
});

test.each([
  [".srt", null],
  [".en.srt", "en"],
  [".EN.srt", "en"],
  [".forced.en.ass", "en"],
  [".en.forced.ass", "en"],
  [".pt-BR.vtt", "pt-BR"],
  [".zh_hans.vtt", "zh-Hans"],
  [".ger.sdh.srt", "ger"],
  [".sdh.srt", null],
  [".en.hi.srt", "en"],
  [".hi.srt", "hi"],
  [".1080p.x.srt", null],
  [".qqqq.srt", null],
  [".English.srt", "en"],
  [".Deutsch.forced.srt", "de"],
  [".SDH.Français.srt", "fr"],
  [".pt.Brazilian.srt", "pt"],
])("the language of %j is %j", (end, language) => {
  expect(subtitleFilesIn("a.b.mkv", `\n${end}`)).toMatchObject([{ filename: `a.b${end}`, language }]);
});

test.each([
  [".srt", []],
  [".forced.en.ass", ["isForced"]],
  [".de.FOREIGN.srt", ["isForced"]],
  [".ger.sdh.srt", ["isHearingImpaired"]],
  [".en.hi.srt", ["isHearingImpaired"]],
  [".en.forced.cc.srt", ["isForced", "isHearingImpaired"]],
  [".commentary.en.srt", ["isCommentary"]],
  // Hindi.
  [".hi.srt", []],
])("the uses of %j are %j", (end, uses) => {
  const [file = {}] = subtitleFilesIn("film.mkv", `\n${end}`);
  expect(Object.entries(file).flatMap(([name, value]) => (value === true ? [name] : []))).toEqual(uses);
});

test("names of subtitle files end in one of their extensions", () => {
  expect(["a.srt", "a.SSA", "a.idx"].every(isNamedLikeSubtitles)).toBe(true);
  expect(["a.mkv", ".srt", "srt", "a.srt.txt"].some(isNamedLikeSubtitles)).toBe(false);
});
