/** Measures a scan of unchanged files, and `find -printf`, which only lists the files and reads their status. */
import { openLibrary } from "../../test/library-rows.ts";
import type { BenchRun, Findings } from "../bench-run.ts";
import { type KnownAs, makeKnownLibrary } from "../known-library.ts";
import type { Tree } from "../make-trees.ts";
import type { CompletedScan, MeasuredServer } from "../measured-server.ts";
import { count, scaled, withSpread } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { runScanProcess } from "../scan-process.ts";
import { ratioOf, spreadOf } from "../statistics.ts";
import { timeCommand } from "../time-command.ts";

const againstFind: Goal = { better: "lower", reach: 1.5, goFor: 1.2 };

/** A data directory whose library knows every file of a tree. */
export interface KnownLibrary {
  readonly tree: Tree;
  readonly data: string;
}

/** @returns also the library, which has only gained scans */
export async function measureRescan(run: BenchRun): Promise<Findings & { readonly library: KnownLibrary }> {
  const { settings, say, signal } = run;
  const library = await makeUnchanged(run);
  const { tree, data: videos } = library;
  const problems = await knownLibrary(run, tree, "problems");
  const finds: number[] = [];
  const scans: number[] = [];
  const processes: number[] = [];
  const scansOfProblems: number[] = [];
  for (let nth = 0; nth < settings.runs; nth++) {
    say(`rescan, ${nth + 1} of ${settings.runs}: find`);
    finds.push(await timeFind(tree, { signal }));
    say(`rescan, ${nth + 1} of ${settings.runs}: Gleaner`);
    const known = await runScanProcess(tree.root, videos, { signal });
    expectUnchanged(tree, known, videos);
    scans.push(known.durationMs);
    processes.push(known.processMs);
    const unreadable = await runScanProcess(tree.root, problems, { signal });
    expectUnchanged(tree, unreadable, problems);
    scansOfProblems.push(unreadable.durationMs);
  }
  const row = (what: string, own: readonly number[], goal: Goal | null): Row => {
    const ratio = ratioOf(own, finds);
    return {
      what,
      gleaner: withSpread(scaled(spreadOf(own), 1_000), "s"),
      instead: `find -printf: ${withSpread(scaled(spreadOf(finds), 1_000), "s")}`,
      figure: ratio.median,
      figureText: withSpread(ratio, "times"),
      goal,
    };
  };
  return {
    rows: [
      row(`rescan of ${count(tree.files)} unchanged files`, scans, againstFind),
      row("· the whole process", processes, null),
      row("· where all are known as unreadable", scansOfProblems, null),
    ],
    notes: [
      `**Rescan.** ${count(tree.files)} empty files in ${count(tree.directories.length)} directories, of which the library knows size and time; \`find DIR -printf '%s %T@ %p\\n'\` and \`gleaner scan\` in turn, from the page cache. In every run all files were passed over as unchanged, and none was probed or written.`,
    ],
    library,
  };
}

/** The time of `find -printf` in milliseconds. */
export function timeFind(tree: Tree, options: { readonly signal: AbortSignal }): Promise<number> {
  return timeCommand("find", [tree.root, "-printf", String.raw`%s %T@ %p\n`], options);
}

/** A library after one rescan, from which it knows the number of files. */
async function knownLibrary({ workspace, say, signal }: BenchRun, tree: Tree, knownAs: KnownAs): Promise<string> {
  const data = workspace.freshData();
  say(`writing a library that knows ${count(tree.files)} files as ${knownAs}`);
  await makeKnownLibrary(tree, data, knownAs, { signal });
  expectUnchanged(tree, await runScanProcess(tree.root, data, { signal }), data);
  return data;
}

/** Rescans a known tree, and checks that every file was known. */
export async function rescan(server: MeasuredServer, { tree, data }: KnownLibrary): Promise<CompletedScan> {
  const scan = await server.scan(tree.root);
  expectUnchanged(tree, scan, data);
  return scan;
}

function expectUnchanged(tree: Tree, { jobId, counts }: CompletedScan, data: string): void {
  const library = openLibrary(data);
  const { written, errors, missing } = library.rowsOf(jobId);
  library.close();
  const passedOver = counts.skipped + counts.unreadable;
  if (passedOver === tree.files && written + errors + missing === 0) return;
  throw new Error(
    `A rescan of ${tree.files} unchanged files passed over ${passedOver} and wrote ${written + errors + missing}. ` +
      "Does bench/known-library.ts write sizes and times as the program does?",
  );
}

/** The tree of the rescan, and its library. */
export async function makeUnchanged(run: BenchRun): Promise<KnownLibrary> {
  const tree = await run.workspace.tree("empty", run.settings.unchangedFiles);
  return { tree, data: await knownLibrary(run, tree, "videos") };
}
