import { expect, test } from "vitest";
import { isText } from "./is-text.ts";

test.each([
  "<!doctype html>\r\n<title>404</title>",
  'import { a } from "b";\n\tgo();\f',
  "Ein Fílm 🎞",
  "\u{FEFF}1\n00:00:01,000 --> 00:00:02,000\nHi",
])("%j is a text", (text) => {
  expect(isText(Buffer.from(text))).toBe(true);
});

test("a text is one wherever its beginning is cut off", () => {
  const text = Buffer.from("Füße 🎞 ".repeat(2_000));
  for (let end = 4_000; end < 4_200; end += 1) expect(isText(text.subarray(0, end))).toBe(true);
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["zeros", Buffer.alloc(100)],
  ["Latin-1", Buffer.from("Füße", "latin1")],
  ["UTF-16", Buffer.from("Text", "utf16le")],
  ["escape sequences", Buffer.from("\x1b[31mred")],
])("%s: no text", (_name, bytes) => {
  expect(isText(bytes)).toBe(false);
});
