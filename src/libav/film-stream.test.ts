import { expect, test } from "vitest";
import { filmStream } from "./film-stream.ts";

const film = {
  kind: "video",
  codecName: "h264",
  isDefault: false,
  isAttachedPicture: false,
  width: 160,
  height: 90,
  frameCount: 0,
} as const;
const sound = { ...film, kind: "audio", codecName: "aac", isDefault: true } as const;
const cover = { ...film, codecName: "mjpeg", width: 600, height: 800 } as const;

test("the film is the default stream, then the largest, then the first", () => {
  const [small, large, chosen] = [film, { ...film, width: 1920 }, { ...film, isDefault: true }];
  expect(filmStream([sound, small, large, chosen])).toBe(chosen);
  expect(filmStream([small, large])).toBe(large);
  expect(filmStream([small, { ...film }])).toBe(small);
});

test("a cover is never the film, and a still picture only when there is nothing else", () => {
  const flagged = { ...cover, isAttachedPicture: true };
  const oneFrame = { ...film, width: 1920, isDefault: true, frameCount: 1 };
  expect(filmStream([flagged, sound])).toBeUndefined();
  expect(filmStream([cover, film])).toBe(film);
  expect(filmStream([{ ...cover, isDefault: true }, film])).toBe(film);
  expect(filmStream([oneFrame, film])).toBe(film);
  expect(filmStream([sound, cover])).toBe(cover);
});

test("a film may consist of pictures", () => {
  const small = { ...cover, width: 10, frameCount: 250 };
  expect(filmStream([small, cover])).toBe(cover);
});
