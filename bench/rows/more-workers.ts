/**
 * Measures two and four workers against one on the same scan: on a slow disk, where workers mostly wait for it, and from
 * memory, where they need the processors.
 */
import type { BenchRun, Findings } from "../bench-run.ts";
import { changeEach, madeAt, type Tree } from "../make-trees.ts";
import type { MeasuredServer } from "../measured-server.ts";
import type { DurablePostgres } from "../postgres/durable-postgres.ts";
import { startServer, startWorker } from "../postgres/processes.ts";
import { count, withSpread } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { slowDisk } from "../slow-disk.ts";
import { ratioOf, spreadOf } from "../statistics.ts";

const twice: Goal = { better: "higher", reach: 1.7, goFor: 1.9 };
const fourTimes: Goal = { better: "higher", reach: 3, goFor: 3.6 };

/** How long every file of the slow disk takes to open, in milliseconds. */
const waitMs = 12;
/** One file at a time for each worker from memory, so that one worker needs one processor. */
const probersFromMemory = 1;
const probersFromDisk = 2;

/** How many workers there are, and how many of them join last. */
const steps = [
  ["one", 1, 0],
  ["two", 2, 1],
  ["four", 4, 2],
] as const;

/** So many files for each worker come before the measurement, so that its probers have started: two chunks. */
const warmUpFiles = 200;

/** Files a second with so many workers, of each run. */
interface Rates {
  readonly one: number[];
  readonly two: number[];
  readonly four: number[];
}

export async function measureMoreWorkers(run: BenchRun, postgres: DurablePostgres): Promise<Findings> {
  const { settings, machine } = run;
  const slow = await measureRates(run, postgres, {
    shown: "slow disk",
    probers: probersFromDisk,
    preload: slowDisk({ waitMs }),
  });
  const fast = await measureRates(run, postgres, { shown: "from memory", probers: probersFromMemory });
  const files = count(settings.sharedFiles);
  return {
    rows: [
      row(`two workers on one scan of ${files}, slow disk`, slow, "two", twice),
      row(`four workers on one scan of ${files}, slow disk`, slow, "four", fourTimes),
      row(`· two workers, from memory, ${machine.cores} cores`, fast, "two", null),
      row(`· four workers, from memory, ${machine.cores} cores`, fast, "four", null),
    ],
    notes: [
      `**More workers.** A server that reads no files coordinates scans of ${files} changed files, and one, two or four \`gleaner worker\` read them, all on this machine. On the slow disk, every file takes ${waitMs} ms longer to open, and each worker reads ${probersFromDisk} files at a time, so it mostly waits. From memory, each worker reads ${probersFromMemory} file at a time, so ${machine.cores} cores are busy with few workers, the server and Postgres. Rates count from the claim of the scan to its end. In every run all files were written.`,
    ],
  };
}

function row(what: string, rates: Rates, workers: "two" | "four", goal: Goal | null): Row {
  const ratio = ratioOf(rates[workers], rates.one);
  return {
    what,
    gleaner: withSpread(spreadOf(rates[workers]), "files/s"),
    instead: `one worker: ${withSpread(spreadOf(rates.one), "files/s")}`,
    figure: ratio.median,
    figureText: withSpread(ratio, "times"),
    goal,
  };
}

interface Disk {
  readonly shown: string;
  readonly probers: number;
  readonly preload?: URL;
}

async function measureRates(run: BenchRun, postgres: DurablePostgres, disk: Disk): Promise<Rates> {
  const { settings, workspace, say } = run;
  const tree = await workspace.tree("links", settings.sharedFiles);
  const url = await postgres.createDatabase();
  await using always = new AsyncDisposableStack();
  const server = always.use(await startServer(run, url));
  always.use(await startWorker(run, url, disk));
  const rates: Rates = { one: [], two: [], four: [] };
  for (let nth = 0; nth < settings.runs; nth++) {
    await using more = new AsyncDisposableStack();
    for (const [name, workers, joining] of steps) {
      say(`more workers, ${disk.shown}, ${nth + 1} of ${settings.runs}: ${name}`);
      for (let joined = 0; joined < joining; joined++) more.use(await startWorker(run, url, disk));
      await scanChanged(server, await workspace.tree("links", workers * warmUpFiles));
      rates[name].push((tree.files / (await scanChanged(server, tree))) * 1_000);
    }
  }
  return rates;
}

let changes = 0;

/** Scans a tree of which all files have changed. @returns the milliseconds */
async function scanChanged(server: MeasuredServer, tree: Tree): Promise<number> {
  changeEach(tree, new Date(madeAt.getTime() + ++changes * 1_000));
  const { counts, durationMs } = await server.scan(tree.root);
  const { new: added, updated } = counts;
  if (added + updated !== tree.files)
    throw new Error(`${tree.files} files changed, and ${added + updated} were written`);
  return durationMs;
}
