/** The properties of a video as people read them. */
import type { SuspectJson } from "../../../src/api/contract/video-filters.ts";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { playingTimeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";

/** The size on the screen, after the rotation, in pixels. */
export function shownSize({ width, height, rotation }: Pick<VideoJson, "width" | "height" | "rotation">) {
  return Math.abs(rotation) % 180 === 90 ? { width: height, height: width } : { width, height };
}

/** Such as `4K HDR`: the details say which HDR it is. */
export function resolutionText({ resolution, hdr }: Pick<VideoJson, "resolution" | "hdr">): string {
  const name = texts.library.resolutions[resolution];
  return hdr === null || hdr === "sdr" ? name : `${name} HDR`;
}

/** Such as `1:02:09`; `1:02:09?` or `250,000 h?` if the length is in doubt; null if the file does not say. */
export function lengthText({
  duration_seconds: seconds,
  suspect,
}: Pick<VideoJson, "duration_seconds" | "suspect">): string | null {
  if (seconds === null) return null;
  if (suspect !== "length") return playingTimeText(seconds);
  const hours = Math.round(seconds / 3600);
  return texts.library.list.doubtful(hours < 100 ? playingTimeText(seconds) : texts.library.list.hours(hours));
}

/** Why the file of a video cannot be played, or why it may not be whole. */
export type FileTrouble = "missing" | "unreadable" | "broken" | SuspectJson;

/** The gravest trouble. Null if the file is present, was readable at the last scan, is not broken and not suspect. */
export function fileTrouble(
  video: Pick<VideoJson, "missing_since" | "problem" | "suspect" | "broken">,
): FileTrouble | null {
  if (video.missing_since !== null) return "missing";
  if (video.problem !== null) return "unreadable";
  return video.broken === true ? "broken" : video.suspect;
}
