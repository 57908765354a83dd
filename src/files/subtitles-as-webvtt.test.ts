import { expect, test } from "vitest";
import { subtitlesAsWebvtt } from "./subtitles-as-webvtt.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const cue = "1\n00:00:01,000 --> 00:00:02,500\n";

test("SubRip becomes WebVTT, with its italics and without what browsers do not know", () => {
  const srt = [
    "\ufeff1",
    "00:00:01,000 --> 00:00:02,500 X1:1 X2:2",
    '<i>Hello</i> <font color="red">you</font> & "me"',
    "",
    "a < b --> c &amp; d",
    "",
    "2",
    "0:0:3.5 --> 1:00:04,05",
    String.raw`{\an8}1984`,
    "1984",
    "",
    "",
    "3",
    "00:05,000 --> 00:06,000",
    "",
  ];
  expect(subtitlesAsWebvtt("film.en.SRT", utf8(srt.join("\r\n")))).toBe(
    [
      "WEBVTT",
      "",
      "00:00:01.000 --> 00:00:02.500",
      '<i>Hello</i> you &amp; "me"',
      "a &lt; b --&gt; c &amp; d",
      "",
      "00:00:03.005 --> 01:00:04.005",
      "1984",
      "1984",
      "",
      "00:00:05.000 --> 00:00:06.000",
      "",
    ].join("\n"),
  );
});

test.each<[string, Uint8Array]>([
  ["UTF-8", utf8(`${cue}Grüße – “ß”`)],
  ["UTF-8 with a mark", utf8(`\ufeff${cue}Grüße – “ß”`)],
  ["UTF-16 LE", new Uint8Array(Buffer.from(`\ufeff${cue}Grüße – “ß”`, "utf16le"))],
  ["UTF-16 BE", new Uint8Array(Buffer.from(`\ufeff${cue}Grüße – “ß”`, "utf16le").swap16())],
  ["Windows-1252", new Uint8Array(Buffer.from(`${cue}Gr\xfc\xdfe \x96 \x93\xdf\x94`, "latin1"))],
])("the text may be %s", (_, bytes) => {
  expect(subtitlesAsWebvtt("film.srt", bytes)).toContain("\nGrüße – “ß”\n");
});

test("a cue whose times are broken is left out, with its text", () => {
  const srt = `${cue}Good -->\n\n2\n00:00:xx --> oops\nBad\n\n3\noops --> 00:00:05,000\nBad\n1\n\n4\n00:00:06,000 --> 00:00:07,000\nAgain`;
  expect(subtitlesAsWebvtt("film.srt", utf8(srt))).toBe(
    "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGood --&gt;\n\n00:00:06.000 --> 00:00:07.000\nAgain\n",
  );
});

test("WebVTT stays as it is", () => {
  const vtt = "WEBVTT - a title\n\nNOTE x\n\n00:01.000 --> 00:02.000 line:0\n<v Ann>Hi";
  expect(subtitlesAsWebvtt("film.vtt", utf8(vtt))).toBe(vtt);
});

test.each([
  ["film.srt", "no subtitles\n\n--> at all"],
  ["film.vtt", "WEBVTTX"],
  ["film.vtt", cue],
  ["film.srt", "\0\0\0"],
])("%s without subtitles in it has none: %j", (name, text) => {
  expect(subtitlesAsWebvtt(name, utf8(text))).toBeNull();
});
