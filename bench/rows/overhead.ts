/**
 * Measures the first scan of mixed videos, and ffprobe and mediainfo on the same files.
 *
 * The rate of ffprobe is known long before it has read all files. So ffprobe and mediainfo read a part of the directories
 * in each run, and another part in the next. All directories have the same mixture.
 */
import { clipNames } from "../../test/clip-tree.ts";
import { openLibrary } from "../../test/library-rows.ts";
import type { BenchRun, Findings } from "../bench-run.ts";
import type { Tree } from "../make-trees.ts";
import { count, withSpread } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { runScanProcess } from "../scan-process.ts";
import { ratioOf, spreadOf } from "../statistics.ts";
import { timeFindXargs } from "../time-command.ts";

const againstFfprobe: Goal = { better: "higher", reach: 50, goFor: 100 };
const againstMediainfo: Goal = { better: "higher", reach: 2, goFor: 5 };

/** The files a second of the compared programs. */
export interface RatesInstead {
  readonly ffprobe: number;
  readonly mediainfo: number;
}

export async function measureFirstScan(run: BenchRun): Promise<Findings & { readonly rates: RatesInstead }> {
  const { settings, machine, workspace, say, signal } = run;
  // Whole directories, so that every part has the same mixture.
  const perDirectory = (await clipNames()).length;
  const tree = await workspace.tree("copies", Math.ceil(settings.mixedFiles / perDirectory) * perDirectory);
  const ffprobe = [
    `-P${machine.cores}`,
    "-n1",
    "ffprobe",
    "-v",
    "error",
    "-of",
    "json",
    "-show_format",
    "-show_streams",
  ];
  const mediainfo = [`-P${machine.cores}`, "-n50", "mediainfo", "--Output=JSON"];

  say("first scan: one run to warm up");
  await scanAll(run, tree);
  const scans: number[] = [];
  const processes: number[] = [];
  const ffprobes: number[] = [];
  const mediainfos: number[] = [];
  for (let nth = 0; nth < settings.runs; nth++) {
    say(`first scan, ${nth + 1} of ${settings.runs}: Gleaner`);
    const { durationMs, processMs } = await scanAll(run, tree);
    scans.push(perSecond(tree.files, durationMs));
    processes.push(perSecond(tree.files, processMs));
    const few = part(tree, settings.ffprobeFiles, nth);
    say(`first scan, ${nth + 1} of ${settings.runs}: ffprobe on ${count(few.files)}`);
    ffprobes.push(perSecond(few.files, await timeFindXargs(few.directories, ffprobe, { signal })));
    const some = part(tree, settings.mediainfoFiles, nth);
    say(`first scan, ${nth + 1} of ${settings.runs}: mediainfo on ${count(some.files)}`);
    mediainfos.push(perSecond(some.files, await timeFindXargs(some.directories, mediainfo, { signal })));
  }

  const files = count(tree.files);
  return {
    rows: [
      row(`first scan of ${files} mixed videos`, scans, "ffprobe", ffprobes, againstFfprobe),
      row("· the whole process", processes, "ffprobe", ffprobes, null),
      row(`first scan of ${files} mixed videos`, scans, "mediainfo", mediainfos, againstMediainfo),
      row("· the whole process", processes, "mediainfo", mediainfos, null),
    ],
    notes: [
      `**First scan.** Copies of the sample clips, ${count(settings.runs)} runs of each in turn, all from the page cache, each scan into a library of its own; every time as many videos are in the database as there are files. The rate of the scan counts from the claim of its job to its end (start of the probers, walk, probe, commit); that of the whole process from the start of \`gleaner scan\` to its exit. ffprobe read ${count(part(tree, settings.ffprobeFiles, 0).files)} of the files in each run and mediainfo ${count(part(tree, settings.mediainfoFiles, 0).files)}, other directories of the same mixture every time: \`find DIR… -type f -print0 | xargs -0 ${ffprobe.join(" ")}\` and \`… | xargs -0 ${mediainfo.join(" ")}\`.`,
    ],
    rates: { ffprobe: spreadOf(ffprobes).median, mediainfo: spreadOf(mediainfos).median },
  };
}

function row(what: string, own: readonly number[], name: string, others: readonly number[], goal: Goal | null): Row {
  const ratio = ratioOf(own, others);
  return {
    what,
    gleaner: withSpread(spreadOf(own), "files/s"),
    instead: `${name}: ${withSpread(spreadOf(others), "files/s")}`,
    figure: ratio.median,
    figureText: withSpread(ratio, "times"),
    goal,
  };
}

async function scanAll({ workspace, signal }: BenchRun, tree: Tree) {
  const data = workspace.freshData();
  const scan = await runScanProcess(tree.root, data, { signal });
  const library = openLibrary(data);
  const videos = library.paths().length;
  library.close();
  if (videos !== tree.files) throw new Error(`${tree.files} videos were scanned, but ${videos} are in the database`);
  await workspace.removeData(data);
  return scan;
}

/** Whole directories with about that many files. Each run continues after the last. */
function part(tree: Tree, files: number, nth: number): Tree {
  const perDirectory = tree.files / tree.directories.length;
  const many = Math.min(tree.directories.length, Math.max(1, Math.round(files / perDirectory)));
  const directories = Array.from(
    { length: many },
    (_, index) => tree.directories[(nth * many + index) % tree.directories.length] ?? tree.root,
  );
  return { root: tree.root, directories, files: many * perDirectory };
}

function perSecond(files: number, tookMs: number): number {
  return (files / tookMs) * 1_000;
}
