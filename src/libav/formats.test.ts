import { expect, test } from "vitest";
import { formatWhitelist, isPlaylist } from "./formats.ts";

test("an extension brings the container that it stands for, and no other", () => {
  const usual = formatWhitelist();
  expect(usual).not.toMatch(/mxf|rm|gif/);
  expect(formatWhitelist([".mxf", ".rmvb", "rm", ".mp4"])).toBe(`${usual},mxf,rm`);
  expect(formatWhitelist([".unheard-of"])).toBe(usual);
});

test("no extension brings a playlist or a script, which name other files", () => {
  const everything = formatWhitelist(["m3u8", "mpd", "concat", "sdp", "jpg", "png", "txt", "hls", "mlv"]);
  expect(everything).toBe(formatWhitelist());
  expect(["m3u8", "mpd", "ffconcat", "mp4"].map(isPlaylist)).toEqual([true, true, true, false]);
});
