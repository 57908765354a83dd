import { bytesDone, comparedFiles } from "./compare-summary.ts";
import type { Printer } from "./printer.ts";
import { bytes, count, countOf } from "./quantities.ts";
import { type ReadingWords, readingView } from "./reading-view.ts";
import type { ScanView } from "./scan-view.ts";

/** In bytes. */
const words: ReadingWords = {
  title: (job) => `Comparing ${comparedFiles(job)}`,
  looking: "Looking for files to compare…",
  done: bytesDone,
  all: ({ counts }) => counts.found_bytes ?? 0,
  amount: bytes,
  speed: (speed) => `${bytes(speed)}/s`,
  tally: ({ counts }) => [`compared ${count(counts.compared ?? 0)} of ${countOf(counts.found, "file")}`],
};

/** Shows a job that compares files. */
export function compareView(printer: Printer, now?: () => number): ScanView {
  return readingView(printer, words, now);
}
