/** The properties of a video as people read them. */
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { decimalText, playingTimeText } from "../texts/quantities.ts";

/** Such as `23.976`; null if the rate is unknown. */
export function frameRateText({
  frame_rate_numerator: numerator,
  frame_rate_denominator: denominator,
}: Pick<VideoJson, "frame_rate_numerator" | "frame_rate_denominator">): string | null {
  if (numerator === null || denominator === null || denominator === 0) return null;
  return decimalText(numerator / denominator);
}

/** The size on the screen, after the rotation, in pixels. */
export function shownSize({ width, height, rotation }: Pick<VideoJson, "width" | "height" | "rotation">) {
  return Math.abs(rotation) % 180 === 90 ? { width: height, height: width } : { width, height };
}

/** Null if the file does not say. */
export function lengthText({ duration_seconds: seconds }: Pick<VideoJson, "duration_seconds">): string | null {
  return seconds === null ? null : playingTimeText(seconds);
}

/** Why the file of a video cannot be played. */
export type FileTrouble = "missing" | "unreadable";

/** Null if the file is present and was readable at the last scan. */
export function fileTrouble(video: Pick<VideoJson, "missing_since" | "problem">): FileTrouble | null {
  if (video.missing_since !== null) return "missing";
  return video.problem === null ? null : "unreadable";
}
