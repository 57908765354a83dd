/** What a video is in people's terms. */
import type { VideoJson } from "../../../src/api/contract.ts";
import { decimalText, playingTimeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";

const words = texts.library;

/** Such as `23.976`; null where the rate is not known. */
export function frameRateText({
  frame_rate_numerator: numerator,
  frame_rate_denominator: denominator,
}: Pick<VideoJson, "frame_rate_numerator" | "frame_rate_denominator">): string | null {
  if (numerator === null || denominator === null || denominator === 0) return null;
  return decimalText(numerator / denominator);
}

/** As people see it: turned by its rotation. In pixels. */
export function shownSize({ width, height, rotation }: Pick<VideoJson, "width" | "height" | "rotation">) {
  return Math.abs(rotation) % 180 === 90 ? { width: height, height: width } : { width, height };
}

/** Null where the file does not say. */
export function lengthText({ duration_seconds: seconds }: Pick<VideoJson, "duration_seconds">): string | null {
  return seconds === null ? null : playingTimeText(seconds);
}

/** Why the file of a video cannot be played. */
export type FileTrouble = "missing" | "unreadable";

/** Null where the file is there and could be read when it was last tried. */
export function fileTrouble(video: Pick<VideoJson, "missing_since" | "problem">): FileTrouble | null {
  if (video.missing_since !== null) return "missing";
  return video.problem === null ? null : "unreadable";
}

/** All that a card shows, as one sentence. */
export function videoLabel(video: VideoJson): string {
  const parts = [video.filename, lengthText(video), words.resolutions[video.resolution], video.video_codec];
  const trouble = fileTrouble(video);
  if (trouble !== null) parts.push(words.list[trouble]);
  return parts.filter((part) => part !== null).join(words.list.comma);
}
