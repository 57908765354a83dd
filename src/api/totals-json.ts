import type { VideoTotals } from "../library/video-library.ts";
import type { TotalsJson } from "./contract/totals.ts";
import { countJson, secondsJson } from "./wire-values.ts";

export function totalsJson({ videos, missing, bytes, durationSeconds }: VideoTotals): TotalsJson {
  return {
    videos: countJson(videos),
    missing: countJson(missing),
    bytes: countJson(bytes),
    // A damaged file may claim any length, and JSON has no infinity.
    duration_seconds: secondsJson(Math.min(durationSeconds, Number.MAX_SAFE_INTEGER)),
  };
}
