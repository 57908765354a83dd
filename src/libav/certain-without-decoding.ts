/**
 * Which pictures need no decoder. Decoding is nearly all of the time that a film takes, and mostly says only what its
 * headers say already. Headers of containers are claims and often wrong, though. So a picture counts as certain only if
 * the stream's own headers, which every decoder obeys, say the same as the container, and say all that a decoder would.
 *
 * What has no line here is decoded: other codecs, other containers, and every stream with unusual or damaged headers. For
 * H.264, see `certain-h264.ts`, and for sound `certain-sound.ts`.
 */

import { h264Rules } from "./certain-h264.ts";
import { containers, type DecodedPicture, type Rule, type UndecodedPicture } from "./undecoded-picture.ts";
import { type KeyFrame, vp8KeyFrame, vp9KeyFrame } from "./vpx-header.ts";

const rules: readonly Rule[] = [
  ...h264Rules,
  {
    codecName: "vp8",
    container: containers.matroska,
    because: "the first frame begins with its size, and the codec has one pixel format only",
    fits: () => true,
    read: (picture, start) => vpxPicture(picture, vp8KeyFrame(start)),
  },
  ...[containers.matroska, containers.mp4].map((container) => ({
    codecName: "vp9",
    container,
    because: "the first frame begins with its profile, size, pixel format and colours",
    fits: () => true,
    read: (picture: UndecodedPicture, start: Buffer) => vpxPicture(picture, vp9KeyFrame(start)),
  })),
];

/** By libav's names. */
export const codecsWithRules: ReadonlySet<string> = new Set(rules.map(({ codecName }) => codecName));

/**
 * The rule for a stream, or null if a decoder has to read it.
 *
 * @param start the first packet of the stream. Before libav has read packets, only known for transport streams
 */
export function ruleFor(picture: UndecodedPicture, start: Buffer | null): Rule | null {
  const rule = rules.find(
    ({ codecName, container }) => codecName === picture.codecName && container === picture.container,
  );
  return rule?.fits(picture, start) === true ? rule : null;
}

function vpxPicture({ width, height }: UndecodedPicture, frame: KeyFrame | null): DecodedPicture | null {
  if (frame === null || frame.width !== width || frame.height !== height) return null;
  return {
    ...frame,
    chroma: "420",
    namesFullRange: false,
    bitsPerRawSample: null,
    sampleAspectRatio: null,
    primaries: null,
    transfer: null,
    chromaLocation: null,
  };
}
