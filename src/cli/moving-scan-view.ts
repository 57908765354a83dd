/** Shows a scan in a terminal: a bar that moves. */
import { isAbsolute } from "node:path";
import { styleText } from "node:util";
import cliTruncate from "cli-truncate";
import type { JobJson } from "../api/contract/jobs.ts";
import { AwakeRateMeter } from "./awake-rate-meter.ts";
import { LiveLines } from "./live-lines.ts";
import type { Printer } from "./printer.ts";
import { count, duration } from "./quantities.ts";
import { expectedFiles, filesDone, scannedFiles } from "./scan-summary.ts";
import { cancellingText, type ScanView } from "./scan-view.ts";
import { secondsLeft } from "./seconds-left.ts";
import { shownBelow } from "./shown-path.ts";

/** The width of the bar depends on the width of the terminal only, so that it does not change during a scan. */
const widestBar = 25;
const narrowestBar = 5;
/** Room for the text beside the bar. */
const textColumns = 52;
/** A terminal echoes a Ctrl-C as `^C` behind the last line, which must not wrap. */
const echoColumns = 2;
const redrawMs = 100;

export function movingScanView(printer: Printer): ScanView {
  const { stream } = printer;
  const lines = new LiveLines(stream);
  const meter = new AwakeRateMeter();
  let job: JobJson | null = null;
  let isCancelling = false;
  const draw = () => {
    const now = meter.look();
    if (job === null) return;
    const shown = frame(job, { columns: printer.columns - echoColumns, filesPerSecond: meter.rate(), now });
    if (isCancelling) shown.push(`  ${styleText("yellow", cancellingText, { stream })}`);
    lines.draw(shown);
  };
  const timer = setInterval(draw, redrawMs);
  stream.on("resize", draw);
  return {
    show: (next) => {
      job = next;
      isCancelling ||= next.cancel_requested_at !== null;
      meter.add(next);
    },
    cancelling: () => {
      isCancelling = true;
      draw();
    },
    say: (text) => {
      lines.clear();
      printer.say(text);
      draw();
    },
    close: () => {
      clearInterval(timer);
      stream.off("resize", draw);
      lines.clear();
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
  const left = expected === null ? null : secondsLeft({ expected, scanned: scannedFiles(job), filesPerSecond });
  const percent = progress === null ? "" : `${String(Math.floor(progress * 100)).padStart(3)}%  `;
  const width = Math.min(widestBar, Math.max(narrowestBar, columns - textColumns));
  const first = `  ${progress === null ? movingBar(now, width) : bar(progress, width)}  `;
  const done = percent + filesDone(job);
  const status = [
    first.length + done.length < columns ? done : done.replace(" files found so far", " so far"),
    filesPerSecond === null || counts.found === 0 ? null : `${count(Math.round(filesPerSecond))} files/s`,
    left === null ? null : `${duration(left * 1_000)} left`,
  ];
  const tally = [
    `new ${count(counts.new)}`,
    counts.updated > 0 ? `updated ${count(counts.updated)}` : null,
    counts.moved > 0 ? `moved ${count(counts.moved)}` : null,
    `unchanged ${count(counts.skipped)}`,
    counts.unreadable > 0 ? `still unreadable ${count(counts.unreadable)}` : null,
    `errors ${count(counts.error_count)}`,
  ];
  const second = fitting(tally, { indent: "  ", columns });
  const room = columns - second.length - 6;
  const { current_path: inHand } = job;
  const path = inHand === null || room < 8 ? "" : shownBelow(job.payload.path, inHand);
  // Of a path the end says most, and of a sentence, such as one about a worker that leaves files to others, the beginning.
  const position = inHand !== null && isAbsolute(inHand) ? "start" : "end";
  const current = path === "" ? "" : `     ${cliTruncate(path, room, { position })}`;
  return [fitting(status, { indent: first, columns }), cliTruncate(second + current, columns - 1)];
}

/** As many of the parts as fit, at least the first. */
function fitting(
  parts: readonly (string | null)[],
  { indent, columns }: { readonly indent: string; readonly columns: number },
): string {
  let text = indent;
  for (const part of parts) {
    if (part === null) continue;
    const longer = text === indent ? text + part : `${text}   ${part}`;
    if (longer.length >= columns && text !== indent) break;
    text = longer;
  }
  return cliTruncate(text, columns - 1);
}

function bar(progress: number, width: number): string {
  const full = Math.floor(progress * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** A block that moves to and fro, as the number of files is unknown. */
function movingBar(now: number, width: number): string {
  const block = Math.floor(width / 5);
  const way = width - block;
  const step = Math.floor(now / redrawMs) % (2 * way);
  const start = step < way ? step : 2 * way - step;
  return "░".repeat(start) + "█".repeat(block) + "░".repeat(way - start);
}
