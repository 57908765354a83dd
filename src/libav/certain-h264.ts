/** Which pictures of H.264 need no decoder, see `certain-without-decoding.ts`. */
import { isPlainFirstSlice, isPlainSupplement } from "./h264-first-picture.ts";
import { type ParameterSets, parameterSets, type SequenceParameters } from "./h264-parameters.ts";
import { unitsUpToSlice, unitType, unitTypes, withoutZerosAtEnd } from "./h264-units.ts";
import type { Rational } from "./media.ts";
import { containers, type DecodedPicture, type Rule, type UndecodedPicture } from "./undecoded-picture.ts";

export const h264Rules: readonly Rule[] = [
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
];

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
