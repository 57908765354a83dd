/**
 * First scans beside the programs that would be used instead, in turn within a run.
 *
 * The rates of the other programs are known long before they have read all files. So each reads a part of the directories
 * in each run, and another part in the next. All directories have the same mixture.
 */
import { openLibrary } from "../test/library-rows.ts";
import type { BenchRun } from "./bench-run.ts";
import { type Usage, withUsage } from "./children-usage.ts";
import { partOf, type Tree } from "./make-trees.ts";
import { count, withSpread } from "./quantities.ts";
import type { Goal, Row } from "./row.ts";
import { runScanProcess } from "./scan-process.ts";
import { ratioOf, spreadOf } from "./statistics.ts";
import { timeFindXargs } from "./time-command.ts";

export interface OtherProgram {
  readonly name: string;
  /** The words after `xargs -0`. */
  readonly command: readonly string[];
  /** About how many files it reads in a run. */
  readonly files: number;
}

/** How one program read files in one run. */
export interface Reading {
  readonly filesPerSecond: number;
  /** Of one file, with the start and the end of all processes; null on systems without /proc. */
  readonly usage: Usage | null;
}

export interface Comparison {
  /** The scans themselves, and the processes from start to end, in the order of the runs. */
  readonly scans: readonly Reading[];
  readonly processes: readonly Reading[];
  readonly others: ReadonlyMap<string, readonly Reading[]>;
}

const ffprobe = ["-n1", "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams"];
const mediainfo = ["-n50", "mediainfo", "--Output=JSON"];

export function ffprobeAtATime(processes: number): readonly string[] {
  return [`-P${processes}`, ...ffprobe];
}

export function mediainfoAtATime(processes: number): readonly string[] {
  return [`-P${processes}`, ...mediainfo];
}

/**
 * @param options.title for progress
 * @param options.prepare runs before each measured program
 */
export async function compareFirstScans(
  run: BenchRun,
  tree: Tree,
  programs: readonly OtherProgram[],
  { title, prepare = async () => {} }: { readonly title: string; readonly prepare?: () => Promise<void> },
): Promise<Comparison> {
  const { settings, say, signal } = run;
  const scans: Reading[] = [];
  const processes: Reading[] = [];
  const others = new Map<string, Reading[]>(programs.map(({ name }) => [name, []]));
  for (let nth = 0; nth < settings.runs; nth++) {
    const saying = `${title}, ${nth + 1} of ${settings.runs}`;
    await prepare();
    say(`${saying}: Gleaner`);
    const { result, usage } = await scanAll(run, tree);
    const used = perFile(usage, tree.files);
    scans.push({ filesPerSecond: perSecond(tree.files, result.durationMs), usage: used });
    processes.push({ filesPerSecond: perSecond(tree.files, result.processMs), usage: used });
    for (const { name, command, files } of programs) {
      const part = partOf(tree, files, nth);
      await prepare();
      say(`${saying}: ${name} on ${count(part.files)}`);
      const read = await withUsage(() => timeFindXargs(part.directories, command, { signal }));
      const reading = {
        filesPerSecond: perSecond(part.files, read.result),
        usage: perFile(read.usage, part.files),
      };
      others.get(name)?.push(reading);
    }
  }
  return { scans, processes, others };
}

/**
 * Scans a tree into a new library.
 *
 * @throws Error unless every file is in the library then
 */
export async function scanAll(
  { workspace, signal }: BenchRun,
  tree: Pick<Tree, "root" | "files">,
  options: Pick<Parameters<typeof runScanProcess>[2], "environment" | "preload"> = {},
) {
  const data = workspace.freshData();
  const measured = await withUsage(() => runScanProcess(tree.root, data, { signal, ...options }));
  const library = openLibrary(data);
  const videos = library.paths().length;
  library.close();
  if (videos !== tree.files) throw new Error(`${tree.files} videos were scanned, but ${videos} are in the database`);
  await workspace.removeData(data);
  return measured;
}

/** How many times as fast as another program. */
export function rateRow(
  what: string,
  own: readonly Reading[],
  [name, others]: readonly [string, readonly Reading[]],
  goal: Goal | null,
): Row {
  const [ownRates, otherRates] = [own, others].map((readings) => readings.map(({ filesPerSecond }) => filesPerSecond));
  const ratio = ratioOf(ownRates ?? [], otherRates ?? []);
  return {
    what,
    gleaner: withSpread(spreadOf(ownRates ?? []), "files/s"),
    instead: `${name}: ${withSpread(spreadOf(otherRates ?? []), "files/s")}`,
    figure: ratio.median,
    figureText: withSpread(ratio, "times"),
    goal,
  };
}

function perSecond(files: number, tookMs: number): number {
  return (files / tookMs) * 1_000;
}

function perFile(usage: Usage | null, files: number): Usage | null {
  if (usage === null) return null;
  const { processorMs, diskBytes, readBytes } = usage;
  return { processorMs: processorMs / files, diskBytes: diskBytes / files, readBytes: readBytes / files };
}
