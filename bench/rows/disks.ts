/**
 * Measures first scans of disks that are slow in two ways, with as many processes as Gleaner finds best, and with fixed
 * numbers of processes.
 */
import { execFile } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BenchRun, Findings } from "../bench-run.ts";
import { scanAll } from "../compare-first-scans.ts";
import { figure } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { type SlowDisk, slowDisk } from "../slow-disk.ts";

/** Of the files a second that the best fixed number reaches. */
const share: Goal = { better: "higher", reach: 0.75, goFor: 0.9 };

const waitMs = 12;
const wayMs = 8;

/** Each scan takes about so long, which has room for the trials. */
const seconds = 20;

interface MeasuredDisk {
  readonly shown: string;
  readonly disk: SlowDisk;
  /** Fixed numbers of processes, and about how many files a second they read. */
  readonly fixed: Readonly<Record<number, number>>;
}

export async function measureDisks(run: BenchRun): Promise<Findings> {
  const directory = run.workspace.freshData();
  mkdirSync(directory);
  await promisify(execFile)("mkfifo", [join(directory, "head")]);
  const pipe = openSync(join(directory, "head"), "r+");
  writeSync(pipe, ".");
  try {
    const network: MeasuredDisk = {
      shown: `network drive, ${waitMs} ms a file`,
      disk: { waitMs },
      fixed: { 2: 150, 8: 500 },
    };
    const head: MeasuredDisk = {
      shown: `one head, ${waitMs} ms a file and ${wayMs} from process to process`,
      disk: { waitMs, head: { directory, wayMs } },
      fixed: { 1: 70, 8: 45 },
    };
    return {
      rows: [await measureDisk(run, network), await measureDisk(run, head)],
      notes: [
        `**Slow disks.** The probers wait for every file that they open: for a network drive ${waitMs} ms, whatever else it answers, and for the head of a rotating disk, which serves one process after the other, ${waitMs} ms and ${wayMs} more if another process was served before. One scan each, of about ${seconds} s: with the number of processes that Gleaner finds, from the start of the scan, and with fixed ones (\`GLEANER_PROBERS\`). The figure is the share of the rate of the best fixed number. How fast the number is found, and how steady it is, is tested with models of disks (\`disk-readers.test.ts\`).`,
      ],
    };
  } finally {
    closeSync(pipe);
  }
}

async function measureDisk(run: BenchRun, { shown, disk, fixed }: MeasuredDisk): Promise<Row> {
  const rates = new Map<number, number>();
  for (const [processes, about] of Object.entries(fixed)) {
    run.say(`slow disks: ${shown}, ${processes} processes`);
    const environment = { GLEANER_PROBERS: processes };
    rates.set(Number(processes), await rateOf(run, about, { disk, environment }));
  }
  run.say(`slow disks: ${shown}`);
  const best = Math.max(...rates.values());
  const own = await rateOf(run, best, { disk });
  return {
    what: `first scan, ${shown}`,
    gleaner: `${figure(own)} files/s`,
    instead: [...rates].map(([processes, rate]) => `${processes} processes: ${figure(rate)} files/s`).join(", "),
    figure: own / best,
    figureText: `${figure(own / best)} of the best`,
    goal: share,
  };
}

/** @param about the expected files a second */
async function rateOf(
  run: BenchRun,
  about: number,
  { disk, environment }: { readonly disk: SlowDisk; readonly environment?: Readonly<Record<string, string>> },
): Promise<number> {
  const hundreds = Math.max(1, Math.round((about * (run.settings.quick ? seconds / 4 : seconds)) / 100));
  const tree = await run.workspace.tree("links", hundreds * 100);
  const { result } = await scanAll(run, tree, { preload: slowDisk(disk), ...(environment && { environment }) });
  return (tree.files / result.durationMs) * 1_000;
}
