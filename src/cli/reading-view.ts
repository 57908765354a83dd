/** Shows a job that reads whole files: a check, or a comparison. Each has words and a measure of its own. */
import { styleText } from "node:util";
import cliTruncate from "cli-truncate";
import type { JobJson } from "../api/contract/jobs.ts";
import { LiveLines } from "./live-lines.ts";
import { measureSpeed } from "./measure-speed.ts";
import type { Printer } from "./printer.ts";
import { count, duration } from "./quantities.ts";
import { cancellingText, type ScanView } from "./scan-view.ts";
import { shownPath } from "./shown-path.ts";

export interface ReadingWords {
  /** What it does, such as `Checking videos in ~/Videos`. */
  readonly title: (job: JobJson) => string;
  /** What it does until it has counted what there is to do. */
  readonly looking: string;
  /** How much is done, and how much there is, such as seconds of film. */
  readonly done: (job: JobJson) => number;
  readonly all: (job: JobJson) => number;
  readonly amount: (amount: number) => string;
  readonly speed: (amountPerSecond: number) => string;
  /** What came of it so far, such as `checked 3 of 12 videos`. Errors are added. */
  readonly tally: (job: JobJson) => readonly string[];
}

/** A terminal echoes a Ctrl-C as `^C` behind the last line, which must not wrap. */
const echoColumns = 2;
const barColumns = 20;
/** How often a log or a pipe gets a line, in milliseconds. */
const lineEveryMs = 30_000;

/** How long a job may wait for its turn without a word in a log, in milliseconds: most begin at once. */
const quietMs = 1_000;

/** What a job does until its turn comes: one of its kind runs at a time. */
const waiting = "Waiting for its turn…";

/** Lines that change on a terminal, else a line now and then. */
export function readingView(
  printer: Printer,
  words: ReadingWords,
  now: () => number = () => performance.now(),
): ScanView {
  const { stream } = printer;
  const lines = printer.canMoveCursor ? new LiveLines(stream) : null;
  const speed = measureSpeed();
  let isBegun = false;
  let isCancelling = false;
  let printedAt = now();
  let waits: NodeJS.Timeout | undefined;
  const say = (text: string) => {
    lines?.clear();
    printer.say(text);
  };
  return {
    show: (job) => {
      if (!isBegun) {
        printer.say(`${words.title(job)}. Ctrl-C cancels.`);
        if (job.status === "pending" && lines === null) waits = setTimeout(() => printer.say(`  ${waiting}`), quietMs);
      }
      if (job.status !== "pending") clearTimeout(waits);
      isBegun = true;
      isCancelling ||= job.cancel_requested_at !== null;
      const at = now();
      const shown = frame(job, words, {
        columns: printer.columns - echoColumns,
        speed: speed.add(words.done(job), at),
      });
      if (lines !== null) {
        if (isCancelling) shown.push(`  ${styleText("yellow", cancellingText, { stream })}`);
        lines.draw(shown);
      } else if (at - printedAt >= lineEveryMs) {
        printedAt = at;
        printer.say(shown[0] ?? "");
      }
    },
    cancelling: () => {
      isCancelling = true;
      if (lines === null) say(cancellingText);
    },
    say,
    close: () => {
      clearTimeout(waits);
      lines?.clear();
    },
  };
}

/** The lines of a job that runs, none wider than `columns`. */
function frame(
  job: JobJson,
  words: ReadingWords,
  { columns, speed }: { readonly columns: number; readonly speed: number | null },
): string[] {
  const { counts, progress, status, current_path: inHand } = job;
  if (counts.found === 0) return [cliTruncate(`  ${status === "pending" ? waiting : words.looking}`, columns)];
  const all = words.all(job);
  const done = words.done(job);
  const share = progress ?? 0;
  const filled = Math.round(share * barColumns);
  const first = [
    `${"█".repeat(filled)}${"░".repeat(barColumns - filled)}  ${String(Math.floor(share * 100)).padStart(3)}%`,
    `${words.amount(done)} of ${words.amount(all)}`,
    speed === null ? null : words.speed(speed),
    speed === null || speed === 0 ? null : `${duration(((all - done) / speed) * 1_000)} left`,
  ];
  const second = [...words.tally(job), counts.error_count === 0 ? null : `errors ${count(counts.error_count)}`];
  const [line, tally] = [first, second].map((parts) => `  ${parts.filter((part) => part !== null).join("   ")}`);
  const room = columns - (tally ?? "").length - 5;
  const current =
    inHand === null || room < 10 ? "" : `     ${cliTruncate(shownPath(inHand), room, { position: "start" })}`;
  return [line ?? "", `${tally}${current}`].map((text) => cliTruncate(text, columns));
}
