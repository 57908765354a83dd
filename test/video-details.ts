import { detailsFromText } from "../src/library/details-from-text.ts";
import { detailsText } from "../src/library/details-text.ts";
import type { Stream } from "../src/library/stream.ts";
import type { VideoFacts } from "../src/library/video.ts";
import { type VideoDetails, videoDetailsSchema } from "../src/library/video-details.ts";

/** Details with nothing in them but these streams. */
export function detailsWith(streams: readonly Stream[] = []): VideoDetails {
  return videoDetailsSchema.parse({ displayWidth: 0, displayHeight: 0, streams });
}

/** The facts that follow from the details. Nobody knows the languages. */
export function factsOf(
  details: VideoDetails,
): Pick<VideoFacts, "audioCodecs" | "audioLanguages" | "subtitleLanguages" | "details"> {
  return { audioCodecs: null, audioLanguages: "", subtitleLanguages: "", details: detailsText(details) };
}

/** A film of ten seconds without sound. */
export const silentFilm: VideoFacts = {
  container: "matroska,webm",
  durationSeconds: 10,
  durationSource: "declared",
  suspect: null,
  frameRateNumerator: 25,
  frameRateDenominator: 1,
  width: 640,
  height: 360,
  rotation: 0,
  videoCodec: "h264",
  audioCodec: null,
  audioChannels: null,
  sampleRate: null,
  bitRate: null,
  audioCount: 0,
  hdr: "sdr",
  bitDepth: 8,
  ...factsOf(detailsWith()),
};

/** The facts as a video of the library has them. */
export function shown({
  audioCodecs: _codecs,
  audioLanguages: _audio,
  subtitleLanguages: _subtitle,
  details,
  ...facts
}: VideoFacts) {
  return { ...facts, details: detailsFromText(details) };
}

export function subtitle(index: number, codec: string | null, language: string | null): Stream {
  const flags = { isDefault: false, isForced: false, isHearingImpaired: false, isCommentary: false };
  const uses = { isVisualImpaired: false, isOriginal: false, isDub: false };
  const unknown = { title: null, isAttachedPicture: false, bitRate: null };
  return { kind: "subtitle", index, codec, language, ...flags, ...uses, ...unknown, isText: true };
}
