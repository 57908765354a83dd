/**
 * Which pictures need no decoder. Decoding is nearly all of the time that a film takes, and mostly says only what its
 * headers say already. Headers of containers are claims and often wrong, though. So a picture counts as certain only if
 * the stream's own headers, which every decoder obeys, say the same as the container, and say all that a decoder would.
 *
 * What has no line here is decoded: other codecs, other containers, and every stream with unusual or damaged headers. For
 * sound, see `certain-sound.ts`.
 */

import { isPlainFirstSlice, isPlainSupplement } from "./h264-first-picture.ts";
import { type ParameterSets, parameterSets, type SequenceParameters } from "./h264-parameters.ts";
import { unitsUpToSlice, unitType, unitTypes, withoutZerosAtEnd } from "./h264-units.ts";
import type { Rational } from "./media.ts";
import { type KeyFrame, vp8KeyFrame, vp9KeyFrame } from "./vpx-header.ts";

/** What libav has read without a decoder. */
export interface UndecodedPicture {
  /** Of the demuxer. */
  readonly container: string;
  readonly codecName: string;
  /** As four letters in MP4. */
  readonly codecTag: string | null;
  readonly profile: number;
  readonly level: number;
  /** As the stream has it. 0 where it has none. */
  readonly declaredFrameRate: Rational;
  readonly extradata: Buffer | null;
  readonly width: number;
  readonly height: number;
  /** As the container has them. 0 where it has none. */
  readonly averageFrameRate: Rational;
  readonly realFrameRate: Rational;
  /** By the times of the container, how many frames at most precede a frame but follow it on the screen. */
  readonly delay: number;
}

/** What a decoder would say. Numbers of colours are libav's; null where the stream does not say. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  /** Null where libav has it already. */
  readonly profile: number | null;
  readonly chroma: "420" | "422" | "444";
  readonly bitDepth: number;
  /** Whether pixels of 8 bits and the full range of values have a pixel format of their own. */
  readonly namesFullRange: boolean;
  /** Null where the decoder leaves the container's. */
  readonly bitsPerRawSample: number | null;
  readonly sampleAspectRatio: { readonly num: number; readonly den: number } | null;
  readonly isFullRange: boolean | null;
  readonly primaries: number | null;
  readonly transfer: number | null;
  readonly matrix: number | null;
  /** libav's number. Null where the decoder leaves the container's. */
  readonly chromaLocation: number | null;
}

/** Names of libav's demuxers. */
export const containers = {
  mp4: "mov,mp4,m4a,3gp,3g2,mj2",
  matroska: "matroska,webm",
  transportStream: "mpegts",
} as const;

export interface Rule {
  readonly codecName: string;
  readonly container: string;
  /** Why its answer is certain. */
  readonly because: string;
  /** Whether the headers of the file allow the rule. Asked before libav reads packets. */
  readonly fits: (picture: UndecodedPicture, start: Buffer | null) => boolean;
  /** What the decoder would say; null where it has to be asked. Asked when libav has read packets. */
  readonly read: (picture: UndecodedPicture, start: Buffer, following?: readonly Buffer[]) => DecodedPicture | null;
}

const rules: readonly Rule[] = [
  {
    codecName: "h264",
    container: containers.mp4,
    because: "its record has the parameter sets, and tables have the times and rates of all frames",
    fits: (picture) =>
      picture.codecTag === "avc1" && isKnown(picture.averageFrameRate) && recordAgrees(picture) && !readsOn(picture),
    read: h264Picture,
  },
  {
    codecName: "h264",
    container: containers.matroska,
    because: "its private data has the parameter sets, and the track has the time of a frame",
    fits: (picture) => hasBothRates(picture) && recordAgrees(picture) && framesUntilTimes(picture) !== null,
    read: h264Picture,
  },
  {
    codecName: "h264",
    container: containers.transportStream,
    because:
      "it begins with the parameter sets and their rate, and libav finds the same rate in the times of the frames",
    fits: (_picture, start) => start !== null && isSteadyStart(start),
    read: (picture, start) => (hasSteadyRate(picture) ? h264Picture(picture, start) : null),
  },
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

/**
 * How many frames of an H.264 stream libav would read, with a decoder, until it knows when they are decoded, where the
 * container does not tell: the first, and then one more than may be out of order. It decodes the first only.
 *
 * @returns null where the stream does not say, or no frame is out of order: then libav decodes, and believes what it sees
 */
export function framesUntilTimes({ extradata }: Pick<UndecodedPicture, "extradata">): number | null {
  const sequence = extradata === null ? null : (parameterSets(extradata)?.sequence ?? null);
  return sequence === null ? null : framesUntilTimesOf(sequence);
}

function framesUntilTimesOf({ reorderedFrames }: SequenceParameters): number | null {
  return reorderedFrames === null || reorderedFrames === 0 ? null : reorderedFrames + 2;
}

function h264Picture(
  picture: UndecodedPicture,
  start: Buffer,
  following: readonly Buffer[] = [],
): DecodedPicture | null {
  const sets = picture.extradata === null ? null : parameterSets(picture.extradata);
  if (sets === null || !isPlainStart(start, sets) || !agrees(picture, sets.sequence)) return null;
  if (!following.every((packet) => changesNothing(packet, sets))) return null;
  const { sequence } = sets;
  if (!isAsLibavRead(picture, sequence)) return null;
  return {
    width: sequence.width,
    height: sequence.height,
    profile: null,
    chroma: sequence.chroma === 1 ? "420" : sequence.chroma === 2 ? "422" : "444",
    bitDepth: sequence.bitDepth,
    namesFullRange: true,
    bitsPerRawSample: sequence.bitDepth,
    sampleAspectRatio: sequence.sampleAspectRatio,
    isFullRange: sequence.isFullRange,
    primaries: sequence.colours?.primaries ?? null,
    transfer: sequence.colours?.transfer ?? null,
    matrix: sequence.colours?.matrix ?? null,
    // libav counts from 1.
    chromaLocation: sequence.chromaLocation === null ? null : sequence.chromaLocation + 1,
  };
}

/** libav reads these from the sets that it meets in packets. Other values mean another set, or a packet that it refused. */
function isAsLibavRead({ profile, level, declaredFrameRate }: UndecodedPicture, sequence: SequenceParameters): boolean {
  const { numerator, denominator } = declaredFrameRate;
  const { frameRate } = sequence;
  const hasRate = frameRate === null || (numerator > 0 && numerator * frameRate.den === denominator * frameRate.num);
  return profile === sequence.profile && level === sequence.level && hasRate;
}

/** Whether the stream begins with a picture that has the parameter sets of the header, and nothing changes them. */
function isPlainStart(start: Buffer, sets: ParameterSets): boolean {
  const slice = unitsUpToSlice(start, sets.lengthBytes)?.at(-1);
  return slice !== undefined && isPlainFirstSlice(slice, sets) && changesNothing(start, sets);
}

/** Whether a packet has a picture, and before it nothing that would change what a decoder says of the stream. */
function changesNothing(packet: Buffer, sets: ParameterSets): boolean {
  const units = unitsUpToSlice(packet, sets.lengthBytes);
  return (
    units?.every((unit) => {
      const type = unitType(unit);
      if (type === unitTypes.idrSlice || type === unitTypes.slice) return true;
      if (type === unitTypes.sequence) return sets.sequenceBytes.equals(unit);
      if (type === unitTypes.supplement) return isPlainSupplement(unit);
      if (type === unitTypes.picture) return sets.pictureUnits.some((known) => known.equals(withoutZerosAtEnd(unit)));
      return type === unitTypes.delimiter;
    }) ?? false
  );
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

function recordAgrees(picture: UndecodedPicture): boolean {
  // The record of a newer version would not begin with 1.
  if (picture.extradata === null || picture.extradata[0] !== 1) return false;
  const sets = parameterSets(picture.extradata);
  return sets !== null && agrees(picture, sets.sequence);
}

function agrees({ width, height }: UndecodedPicture, sequence: SequenceParameters): boolean {
  return sequence.width === width && sequence.height === height;
}

/**
 * Whether libav would read on because the stream states frames out of order, but the times of MP4 show none. With a decoder,
 * libav believes the stream. Without one, libav would look for such frames, and read megabytes of sound beside a short film.
 */
function readsOn(picture: UndecodedPicture): boolean {
  return picture.delay === 0 && framesUntilTimes(picture) !== null;
}

function hasBothRates({ averageFrameRate, realFrameRate }: UndecodedPicture): boolean {
  return isKnown(averageFrameRate) && isKnown(realFrameRate);
}

/** Whether a transport stream begins with a picture and its rate, and libav would decode this picture only. */
function isSteadyStart(start: Buffer): boolean {
  const sets = parameterSets(start);
  if (sets === null || sets.sequence.frameRate === null) return false;
  return framesUntilTimesOf(sets.sequence) !== null && isPlainStart(start, sets);
}

/** Whether both rates are the one that the stream itself declares, of frames or of fields, as far as libav rounds rates. */
function hasSteadyRate({ extradata, averageFrameRate, realFrameRate }: UndecodedPicture): boolean {
  const sequence = extradata === null ? null : (parameterSets(extradata)?.sequence ?? null);
  if (sequence === null || sequence.frameRate === null) return false;
  const frames = sequence.frameRate.num / sequence.frameRate.den;
  const declared = sequence.isProgressive ? [frames] : [frames, frames * 2];
  return [averageFrameRate, realFrameRate].every(({ numerator, denominator }) =>
    declared.some((rate) => Math.abs(numerator / denominator / rate - 1) < 0.01),
  );
}

function isKnown(rate: Rational): boolean {
  return rate.numerator > 0 && rate.denominator > 0;
}
