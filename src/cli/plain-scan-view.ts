import type { JobJson } from "../api/contract/jobs.ts";
import { AwakeRateMeter } from "./awake-rate-meter.ts";
import type { Printer } from "./printer.ts";
import { count, duration } from "./quantities.ts";
import { expectedFiles, filesDone, scannedFiles } from "./scan-summary.ts";
import { cancellingText, type ScanView } from "./scan-view.ts";
import { secondsLeft } from "./seconds-left.ts";

/** How often a line is printed, in milliseconds. */
const lineEveryMs = 30_000;
/** How often the clock is looked at between the changes of a scan, in milliseconds. */
const lookEveryMs = 500;

/**
 * Shows a scan in a log or a pipe: a line now and then.
 *
 * @param now a steady clock, in milliseconds
 */
export function plainScanView(printer: Printer, now: () => number = () => performance.now()): ScanView {
  const meter = new AwakeRateMeter(now);
  const timer = setInterval(() => meter.look(), lookEveryMs);
  let printedAt = now();
  return {
    show: (job) => {
      meter.add(job);
      const nowMs = now();
      if (nowMs - printedAt < lineEveryMs) return;
      printedAt = nowMs;
      printer.say(progressLine(job, meter.rate()));
    },
    cancelling: () => printer.say(cancellingText),
    say: (text) => printer.say(text),
    close: () => clearInterval(timer),
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
