/** What a terminal shows while a scan goes on: a bar that moves. */
import { styleText } from "node:util";
import cliTruncate from "cli-truncate";
import { createLogUpdate } from "log-update";
import type { JobJson } from "../api/contract.ts";
import { count, countOf, duration } from "./quantities.ts";
import { measureScanRate } from "./scan-rate.ts";
import { expectedFiles } from "./scan-summary.ts";
import { type ScanView, stoppingText } from "./scan-view.ts";
import { shownBelow } from "./shown-path.ts";

/** As wide as the bar is where there is room; a narrow terminal has a shorter one. */
const widestBar = 25;
const narrowestBar = 5;
const redrawMs = 100;

export function movingScanView(stream: NodeJS.WriteStream): ScanView {
  const update = createLogUpdate(stream);
  const rate = measureScanRate();
  let job: JobJson | null = null;
  let isStopping = false;
  const draw = () => {
    if (job === null) return;
    const now = performance.now();
    const lines = frame(job, { columns: stream.columns ?? 80, filesPerSecond: rate.perSecond(now), now });
    if (isStopping) lines.push(`  ${styleText("yellow", stoppingText, { stream })}`);
    update(lines.join("\n"));
  };
  const timer = setInterval(draw, redrawMs);
  return {
    show: (next) => {
      job = next;
      isStopping ||= next.cancel_requested_at !== null;
      rate.add(next.counts, performance.now());
    },
    stopping: () => {
      isStopping = true;
      draw();
    },
    say: (text) => {
      update.clear();
      stream.write(`${text}\n`);
      draw();
    },
    close: () => {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

/** The two lines of a running scan, none wider than `columns`. */
export function frame(
  job: JobJson,
  { columns, filesPerSecond, now }: { columns: number; filesPerSecond: number | null; now: number },
): string[] {
  const { counts, progress } = job;
  const expected = expectedFiles(job);
  const left = timeLeft(job, expected, filesPerSecond);
  const done =
    expected === null
      ? `${count(counts.scanned)} of ${countOf(counts.found, "file")} found so far`
      : `${count(counts.scanned)} of ${countOf(expected, "file")}`;
  const status = [
    progress === null ? done : `${String(Math.floor(progress * 100)).padStart(3)}%  ${done}`,
    filesPerSecond === null ? null : `${count(Math.round(filesPerSecond))} files/s`,
    left === null ? null : `${left} left`,
  ];
  const tally = [
    `new ${count(counts.new)}`,
    counts.updated > 0 ? `updated ${count(counts.updated)}` : null,
    `unchanged ${count(counts.skipped)}`,
    `errors ${count(counts.error_count)}`,
  ];
  const text = status.filter((part) => part !== null).join("   ");
  const width = Math.min(widestBar, Math.max(narrowestBar, columns - text.length - 6));
  const first = `  ${progress === null ? movingBar(now, width) : bar(progress, width)}  ${text}`;
  const second = `  ${tally.filter((part) => part !== null).join("   ")}`;
  const room = columns - second.length - 6;
  const path = job.current_path === null || room < 8 ? "" : shownBelow(job.payload.path, job.current_path);
  const atHand = path === "" ? "" : `     ${cliTruncate(path, room, { position: "start" })}`;
  return [cliTruncate(first, columns - 1), cliTruncate(second + atHand, columns - 1)];
}

function bar(progress: number, width: number): string {
  const full = Math.floor(progress * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** A block that wanders to and fro: something is going on, but nobody knows how much there is. */
function movingBar(now: number, width: number): string {
  const block = Math.floor(width / 5);
  const way = width - block;
  const step = Math.floor(now / redrawMs) % (2 * way);
  const start = step < way ? step : 2 * way - step;
  return "░".repeat(start) + "█".repeat(block) + "░".repeat(way - start);
}

function timeLeft({ counts }: JobJson, expected: number | null, filesPerSecond: number | null): string | null {
  if (expected === null || filesPerSecond === null || filesPerSecond < 0.01) return null;
  return duration(Math.max(1, Math.round((expected - counts.scanned) / filesPerSecond)) * 1_000);
}
