import { styleText } from "node:util";
import cliTruncate from "cli-truncate";
import type { JobJson } from "../api/contract/jobs.ts";
import { bytesDone, comparedFiles } from "./compare-summary.ts";
import { LiveLines } from "./live-lines.ts";
import { measureSpeed } from "./measure-speed.ts";
import type { Printer } from "./printer.ts";
import { bytes, count, countOf, duration } from "./quantities.ts";
import { cancellingText, type ScanView } from "./scan-view.ts";
import { shownPath } from "./shown-path.ts";

/** A terminal echoes a Ctrl-C as `^C` behind the last line, which must not wrap. */
const echoColumns = 2;
const barColumns = 20;
/** How often a log or a pipe gets a line, in milliseconds. */
const lineEveryMs = 30_000;

/** Shows a job that compares files: lines that change on a terminal, else a line now and then. */
export function compareView(printer: Printer, now: () => number = () => performance.now()): ScanView {
  const { stream } = printer;
  const lines = printer.canMoveCursor ? new LiveLines(stream) : null;
  const speed = measureSpeed();
  let isBegun = false;
  let isCancelling = false;
  let printedAt = now();
  const say = (text: string) => {
    lines?.clear();
    printer.say(text);
  };
  return {
    show: (job) => {
      if (!isBegun) printer.line(`Comparing ${comparedFiles(job)}. Ctrl-C cancels.`);
      isBegun = true;
      isCancelling ||= job.cancel_requested_at !== null;
      const at = now();
      const shown = frame(job, { columns: printer.columns - echoColumns, speed: speed.add(bytesDone(job), at) });
      if (lines !== null) {
        if (isCancelling) shown.push(`  ${styleText("yellow", cancellingText, { stream })}`);
        lines.draw(shown);
      } else if (at - printedAt >= lineEveryMs) {
        printedAt = at;
        printer.line(shown[0] ?? "");
      }
    },
    cancelling: () => {
      isCancelling = true;
      if (lines === null) say(cancellingText);
    },
    say,
    close: () => lines?.clear(),
  };
}

/** The lines of a job that runs, none wider than `columns`. */
function frame(
  job: JobJson,
  { columns, speed }: { readonly columns: number; readonly speed: number | null },
): string[] {
  const { counts, progress, current_path: inHand } = job;
  if (counts.found === 0) return [cliTruncate("  Looking for files to compare…", columns)];
  const all = counts.found_bytes ?? 0;
  const done = bytesDone(job);
  const share = progress ?? 0;
  const filled = Math.round(share * barColumns);
  const first = [
    `${"█".repeat(filled)}${"░".repeat(barColumns - filled)}  ${String(Math.floor(share * 100)).padStart(3)}%`,
    `${bytes(done)} of ${bytes(all)}`,
    speed === null ? null : `${bytes(speed)}/s`,
    speed === null || speed === 0 ? null : `${duration(((all - done) / speed) * 1_000)} left`,
  ];
  const second = [
    `compared ${count(counts.compared ?? 0)} of ${countOf(counts.found, "file")}`,
    counts.error_count === 0 ? null : `errors ${count(counts.error_count)}`,
  ];
  const [line, tally] = [first, second].map((parts) => `  ${parts.filter((part) => part !== null).join("   ")}`);
  const room = columns - (tally ?? "").length - 5;
  const current =
    inHand === null || room < 10 ? "" : `     ${cliTruncate(shownPath(inHand), room, { position: "start" })}`;
  return [line ?? "", `${tally}${current}`].map((text) => cliTruncate(text, columns));
}
