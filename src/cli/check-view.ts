import { checkedVideos, secondsDone } from "./check-summary.ts";
import type { Printer } from "./printer.ts";
import { count, countOf, playingTime } from "./quantities.ts";
import { type ReadingWords, readingView } from "./reading-view.ts";
import type { ScanView } from "./scan-view.ts";

/** In seconds of film, as a video may take an hour. */
const words: ReadingWords = {
  title: (job) => `Checking ${checkedVideos(job)}`,
  looking: "Looking for videos to check…",
  done: secondsDone,
  all: ({ counts }) => counts.found_seconds ?? 0,
  amount: playingTime,
  speed: (speed) => `${speed < 10 ? speed.toFixed(1) : count(Math.round(speed))}×`,
  tally: ({ counts }) => [
    `checked ${count(counts.checked ?? 0)} of ${countOf(counts.found, "video")}`,
    `broken ${count(counts.broken ?? 0)}`,
  ],
};

/** Shows a job that checks. */
export function checkView(printer: Printer, now?: () => number): ScanView {
  return readingView(printer, words, now);
}
