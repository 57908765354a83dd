/**
 * Measures the first scan of clips of a few kilobytes. Nearly nothing is in them, so this is what a file costs besides
 * the reading of it: for Gleaner the walk, messages and the row, for ffprobe the start of a process.
 */
import type { BenchRun, Findings } from "../bench-run.ts";
import { compareFirstScans, ffprobeAtATime, mediainfoAtATime, rateRow, scanAll } from "../compare-first-scans.ts";
import { partOf, sampleClips } from "../make-trees.ts";
import { count } from "../quantities.ts";
import type { Goal } from "../row.ts";
import { spreadOf } from "../statistics.ts";

const againstFfprobe: Goal = { better: "higher", reach: 50, goFor: 100 };
const againstMediainfo: Goal = { better: "higher", reach: 2, goFor: 5 };

/** The files a second of the compared programs. */
export interface RatesInstead {
  readonly ffprobe: number;
  readonly mediainfo: number;
}

export async function measureOverhead(run: BenchRun): Promise<Findings & { readonly rates: RatesInstead }> {
  const { settings, machine, workspace, say } = run;
  // Whole directories, so that every part has the same mixture.
  const perDirectory = (await sampleClips()).names.length;
  const tree = await workspace.tree("copies", Math.ceil(settings.mixedFiles / perDirectory) * perDirectory);
  const ffprobe = {
    name: "ffprobe",
    command: ffprobeAtATime(machine.cores),
    files: settings.ffprobeFiles,
  };
  const mediainfo = {
    name: "mediainfo",
    command: mediainfoAtATime(machine.cores),
    files: settings.mediainfoFiles,
  };
  say("overhead of a file: one run to warm up");
  await scanAll(run, tree);
  const { scans, processes, others } = await compareFirstScans(run, tree, [ffprobe, mediainfo], {
    title: "overhead of a file",
  });
  const besides = (name: string) => [name, others.get(name) ?? []] as const;
  const what = `overhead of a file: first scan of ${count(tree.files)} tiny clips`;
  const rate = (name: string) => spreadOf(besides(name)[1].map(({ filesPerSecond }) => filesPerSecond)).median;
  return {
    rows: [
      rateRow(what, scans, besides("ffprobe"), againstFfprobe),
      rateRow("· the whole process", processes, besides("ffprobe"), null),
      rateRow(what, scans, besides("mediainfo"), againstMediainfo),
      rateRow("· the whole process", processes, besides("mediainfo"), null),
    ],
    notes: [
      `**Overhead of a file.** Copies of the sample clips, which have a few kilobytes each, ${count(settings.runs)} runs of each program in turn, all from the page cache, each scan into a library of its own; every time as many videos are in the database as there are files. These rates say how much a file costs besides the reading of what is in it, and nothing about films. The rate of the scan counts from the claim of its job to its end (start of the probers, walk, probe, commit); that of the whole process from the start of \`gleaner scan\` to its exit. ffprobe read ${count(partOf(tree, ffprobe.files, 0).files)} of the files in each run and mediainfo ${count(partOf(tree, mediainfo.files, 0).files)}, other directories of the same mixture every time: \`find DIR… -type f -print0 | xargs -0 ${ffprobe.command.join(" ")}\` and \`… | xargs -0 ${mediainfo.command.join(" ")}\`.`,
    ],
    rates: { ffprobe: rate("ffprobe"), mediainfo: rate("mediainfo") },
  };
}
