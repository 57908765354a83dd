import { expect, test } from "vitest";
import { declaredLength, measuredLength } from "./length.ts";
import type { MediaStream } from "./media.ts";

const film: MediaStream = {
  index: 0,
  kind: "video",
  codecName: "h264",
  profile: null,
  language: null,
  title: null,
  isDefault: true,
  isForced: false,
  isHearingImpaired: false,
  isCommentary: false,
  isVisualImpaired: false,
  isOriginal: false,
  isDub: false,
  isAttachedPicture: false,
  bitRate: 0,
  width: 160,
  height: 90,
  pixelAspect: { numerator: 1, denominator: 1 },
  rotation: 0,
  averageFrameRate: { numerator: 25, denominator: 1 },
  realFrameRate: { numerator: 25, denominator: 1 },
  frameCount: 50,
  level: null,
  pixelFormat: null,
  fieldOrder: null,
  colorPrimaries: null,
  colorTransfer: null,
  colorSpace: null,
  colorRange: null,
  dolbyVision: null,
  hasHdr10Plus: false,
  masteringDisplay: null,
  contentLight: null,
  channels: 0,
  channelLayout: null,
  sampleRate: 0,
  sampleBits: 0,
};

test.each([null, 0, -0, -5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "a length of %j is unknown",
  (durationSeconds) => {
    expect(declaredLength({ container: "flv", durationSeconds, streams: [film] })).toBeNull();
  },
);

test("a length that libav guesses is not declared: of a bare stream, and of an AVI that does not count its frames", () => {
  const of = (container: string, frameCount: number) =>
    declaredLength({ container, durationSeconds: 772, streams: [{ ...film, frameCount }] });
  expect(of("flv", 0)).toBe(772);
  expect(of("avi", 50)).toBe(772);
  expect([of("avi", 0), of("avi", 2 ** 30), of("h264", 0)]).toEqual([null, null, null]);
});

test("a measured length goes from the first packet to the end of the last, or counts frames when packets have no times", () => {
  const packets = { startSeconds: 0, endSeconds: 2.0400000000000005, filmPackets: 50, film };
  expect(measuredLength(packets)).toBe(2.04);
  expect(measuredLength({ ...packets, startSeconds: 1.5 })).toBe(0.54);
  expect(measuredLength({ ...packets, startSeconds: -0.007 })).toBe(2.04);
  expect(measuredLength({ ...packets, endSeconds: Number.NEGATIVE_INFINITY })).toBe(2);
  expect(measuredLength({ ...packets, endSeconds: Number.NEGATIVE_INFINITY, filmPackets: 0 })).toBeNull();
});
