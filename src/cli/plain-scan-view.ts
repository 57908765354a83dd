import type { JobJson } from "../api/contract/jobs.ts";
import { RateMeter } from "../api/contract/rate-meter.ts";
import type { Printer } from "./printer.ts";
import { count, duration } from "./quantities.ts";
import { expectedFiles, filesDone, scannedFiles } from "./scan-summary.ts";
import { cancellingText, type ScanView } from "./scan-view.ts";
import { secondsLeft } from "./seconds-left.ts";

/** How often a line is printed, in milliseconds. */
const lineEveryMs = 30_000;

/**
 * Shows a scan in a log or a pipe: a line now and then.
 *
 * @param now a steady clock, in milliseconds
 */
export function plainScanView(printer: Printer, now: () => number = () => performance.now()): ScanView {
  const rate = new RateMeter();
  let printedAt = now();
  return {
    show: (job) => {
      const nowMs = now();
      rate.add(job, nowMs);
      if (nowMs - printedAt < lineEveryMs) return;
      printedAt = nowMs;
      printer.line(progressLine(job, rate.rate(nowMs)));
    },
    cancelling: () => printer.say(cancellingText),
    say: (text) => printer.say(text),
    close: () => {},
  };
}

function progressLine(job: JobJson, filesPerSecond: number | null): string {
  const expected = expectedFiles(job);
  const left = expected === null ? null : secondsLeft({ expected, scanned: scannedFiles(job), filesPerSecond });
  const parts = [
    filesDone(job),
    filesPerSecond === null ? null : `${count(Math.round(filesPerSecond))} files/s`,
    left === null ? null : `${duration(left * 1_000)} left`,
  ];
  return `  ${parts.filter((part) => part !== null).join(", ")}`;
}
