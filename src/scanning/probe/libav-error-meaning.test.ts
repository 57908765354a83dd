import { expect, test } from "vitest";
import { libavErrorMeaning } from "./libav-error-meaning.ts";

test.each([
  ["moov atom not found", "it is incomplete or damaged, such as after an interrupted download or copy"],
  ["End of file", "it is incomplete or damaged, such as after an interrupted download or copy"],
  ["error reading header", "it is incomplete or damaged, such as after an interrupted download or copy"],
  [
    "File ended prematurely at pos. 40 (0x28)",
    "it is incomplete or damaged, such as after an interrupted download or copy",
  ],
  ["Invalid data found when processing input", "it is damaged, or its contents are not a video"],
  ["EBML header parsing failed", "it is damaged, or its contents are not a video"],
  ["Invalid track number 2", "it is damaged"],
])("%s: plain words come first, then libav's own", (text, meaning) => {
  expect(libavErrorMeaning(text).message).toBe(`${meaning} (libav: ${text})`);
});

test("a file is called damaged if libav gives no reason", () => {
  expect(libavErrorMeaning("").message).toBe("it is damaged (libav gave no reason)");
});
