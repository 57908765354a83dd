/**
 * Measures films of real sizes: start, first scans from memory and from the disk, what a film takes of the processors and
 * the disk, and cancels.
 *
 * From memory, a tree has many links to each film. All programs find the same pages in memory, so that is fair, and more
 * files make the start of processes count as little as it does in a large library. From the disk, every file is a copy
 * of its own: of a link, only the first name would have to be read.
 */
import type { BenchRun, Findings } from "../bench-run.ts";
import type { Usage } from "../children-usage.ts";
import {
  type Comparison,
  compareFirstScans,
  ffprobeAtATime,
  mediainfoAtATime,
  type OtherProgram,
  type Reading,
  rateRow,
  scanAll,
} from "../compare-first-scans.ts";
import { partOf, sampleClips } from "../make-trees.ts";
import { emptyPageCache, readAheadOf } from "../page-cache.ts";
import { count, figure, scaled, withSpread } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { ratioOf, spreadOf } from "../statistics.ts";
import { timeCommand, timeFindXargs } from "../time-command.ts";
import { measureCancelOf } from "./cancel.ts";
import { type KindsOfFilms, measureKinds } from "./kinds-of-films.ts";
import { measureStart } from "./start.ts";

const againstFfprobe: Goal = { better: "higher", reach: 40, goFor: 60 };
const againstMediainfo: Goal = { better: "higher", reach: 12, goFor: 20 };
/** Milliseconds a film. */
const processorTime: Goal = { better: "lower", reach: 2, goFor: 1.3 };
/** Of the bytes that ffprobe lets the disk read. */
const bytesRead: Goal = { better: "lower", reach: 1, goFor: 0.5 };
/** Milliseconds. */
const promptness: Goal = { better: "lower", reach: 30, goFor: 20 };

/** Files of the cancelled scans. */
const cancelledFilms = 400;

/** What the other programs read in each run. */
const ffprobeFilms = 80;
const mediainfoFilms = 400;
const coldFilms = 40;

export async function measureFilms(run: BenchRun): Promise<Findings> {
  const films = await run.workspace.films();
  const start = await measureStart(run);
  const warm = await measureWarm(run);
  const cold = await measureCold(run);
  const cancel = await measureCancelOf(run, "film links", cancelledFilms, promptness);
  const kinds = await measureKinds(run);
  const findings = [start, warm, cold, cancel];
  return {
    rows: [...findings.flatMap(({ rows }) => rows), ...(kinds === null ? [] : [wholeFilmRow(kinds)])],
    notes: [
      `**Films.** ${films.names.length} files of 4 to 20 MB, together ${count(films.bytes / 1e6)} MB, made by ffmpeg ${films.madeBy}: parts of ten noisy test pictures at the bit rates of real films. They are only seconds long, so their indexes are short. A whole film in an mp4 or mov has an index of some megabytes, which every program reads: see the last kind of the table.`,
      ...(kinds === null
        ? []
        : [
            `**Kinds of films.** What a film takes in the process that reads it, without the rest of the scan: processor time from memory, the bytes that it gets from calls to read, and what the disk has to deliver from a cold page cache.`,
            kinds.table,
          ]),
      ...findings.flatMap(({ notes }) => notes),
    ],
  };
}

function wholeFilmRow({ twoHours: { gleaner, ffprobe, mediainfo } }: KindsOfFilms): Row {
  return {
    what: "processor time of an mp4 of two hours, whose index has 5 MB",
    gleaner: `${figure(gleaner)} ms`,
    instead: `ffprobe: ${figure(ffprobe)} ms, mediainfo: ${figure(mediainfo)} ms`,
    figure: ffprobe / gleaner,
    figureText: `${figure(ffprobe / gleaner)} times ffprobe`,
    goal: null,
  };
}

function programs(cores: number, most: number): readonly OtherProgram[] {
  return [
    { name: "ffprobe", command: ffprobeAtATime(cores), files: Math.min(ffprobeFilms, most) },
    { name: "ffprobe, 8 at a time", command: ffprobeAtATime(8), files: Math.min(ffprobeFilms, most) },
    { name: "mediainfo", command: mediainfoAtATime(cores), files: Math.min(mediainfoFilms, most) },
  ];
}

async function measureWarm(run: BenchRun): Promise<Findings> {
  const { settings, machine, workspace, say, signal } = run;
  const tree = await workspace.tree("film links", await wholeDirectories(run, settings.films));
  const others = programs(machine.cores, Number.POSITIVE_INFINITY);
  say("films from memory: one run to warm up");
  await scanAll(run, tree);
  // The scan reads only parts of them. The other programs may read other parts.
  const [directory = tree.root] = tree.directories;
  await timeCommand("sh", ["-c", 'cat "$1"/* > /dev/null', "sh", directory], { signal });
  const compared = await compareFirstScans(run, tree, others, { title: "films from memory" });
  const besides = besidesOf(compared);
  const what = `first scan of ${count(tree.files)} films, from memory`;
  const { scans, processes } = compared;
  const [ffprobe, eight, mediainfo] = others;
  return {
    rows: [
      rateRow(what, scans, besides("ffprobe"), againstFfprobe),
      rateRow("· the whole process", processes, besides("ffprobe"), null),
      rateRow(what, scans, besides("ffprobe, 8 at a time"), null),
      rateRow(what, scans, besides("mediainfo"), againstMediainfo),
      rateRow("· the whole process", processes, besides("mediainfo"), null),
      ...processorRows(compared),
    ],
    notes: [
      `**First scan of films, from memory.** Directories with a link to each of the forty films, ${count(settings.runs)} runs of each program in turn, each scan into a library of its own; every time as many videos are in the database as there are files. The rate of the scan counts from the claim of its job to its end (start of the probers, walk, probe, commit); that of the whole process from the start of \`gleaner scan\` to its exit. In each run, other directories were read by ${others.map(({ name, files }) => `${name} (${count(partOf(tree, files, 0).files)} files)`).join(", ")}: \`find DIR… -type f -print0 | xargs -0 ${ffprobe?.command.join(" ")}\`, the same with \`${eight?.command[0]}\`, and \`… | xargs -0 ${mediainfo?.command.join(" ")}\`.`,
      `**Processor time a film.** In user and kernel mode, of the whole command with all of its processes (for Gleaner: from the start of \`gleaner scan\` to its exit, with probers, walk, database and Node's start), divided by the number of files; from \`/proc/self/stat\` of the process that waits for them, which counts in steps of 10 ms.`,
    ],
  };
}

/** No row on systems that do not tell. */
function processorRows({ processes, others }: Comparison): readonly Row[] {
  const own = usageOf(processes, "processorMs");
  if (own === null) return [];
  const theirs = ["ffprobe", "mediainfo"].map(
    (name) => `${name}: ${withSpread(spreadOf(usageOf(others.get(name), "processorMs") ?? []), "ms")}`,
  );
  return [
    {
      what: "· processor time a film, all processes",
      gleaner: withSpread(spreadOf(own), "ms"),
      instead: theirs.join(", "),
      figure: spreadOf(own).median,
      figureText: withSpread(spreadOf(own), "ms"),
      goal: processorTime,
    },
  ];
}

function usageOf(readings: readonly Reading[] = [], figureOf: keyof Usage): readonly number[] | null {
  const usages = readings.map(({ usage }) => usage).filter((usage) => usage !== null);
  return usages.length === 0 ? null : usages.map((usage) => usage[figureOf]);
}

async function measureCold(run: BenchRun): Promise<Findings> {
  const { settings, machine, workspace, say, signal } = run;
  const films = await wholeDirectories(run, settings.coldFilms);
  const what = `first scan of ${count(films)} films, from a cold page cache`;
  const problem = await emptyPageCache(workspace.path, { signal });
  if (problem !== null) return impossible(what, problem);
  const tree = await workspace.tree("film copies", films);
  const readAhead = await readAheadOf(workspace.path);
  const tiny = await workspace.tree("copies", (await sampleClips()).names.length);
  const others = programs(machine.cores, coldFilms);
  /** The programs themselves stay in memory, as only their reading of films is compared. */
  const prepare = async () => {
    await emptyPageCache(workspace.path, { signal });
    await scanAll(run, tiny);
    for (const program of ["ffprobe", "mediainfo"]) {
      await timeFindXargs(tiny.directories, ["-n1", program], { signal });
    }
  };
  try {
    const compared = await compareFirstScans(run, tree, others, { title: "films from the disk", prepare });
    const besides = besidesOf(compared);
    const { scans } = compared;
    return {
      rows: [
        rateRow(what, scans, besides("ffprobe"), null),
        rateRow(what, scans, besides("ffprobe, 8 at a time"), null),
        rateRow(what, scans, besides("mediainfo"), null),
        ...bytesRows(compared),
      ],
      notes: [
        `**From a cold page cache.** Before each program of each run, \`sync\`, and \`3\` into \`/proc/sys/vm/drop_caches\`, which forgets directories, too. Then every program ran once on the tiny clips of all kinds, so that its own files are in memory again. Every film is a copy of its own on the disk. The host of a virtual machine may still have some of them in its memory. ${others.map(({ name, files }) => `${name} read ${count(partOf(tree, files, 0).files)} of the films in each run`).join(", ")}.`,
        `**Bytes a film, from the disk.** The growth of \`read_bytes\` in \`/proc/self/io\` of the process that waits for the program, which is what the disk had to deliver for all processes, with what the kernel read ahead${readAhead === null ? "" : ` (here up to ${count(readAhead / 1024)} kB at a time, so that small reads are large ones of the disk)`}. The figure is the share of what ffprobe let the disk deliver, which decodes the first pictures of every film.`,
      ],
    };
  } finally {
    say("removing the copies of the films");
    await workspace.removeTree(tree);
  }
}

function bytesRows({ processes, others }: Comparison): readonly Row[] {
  const own = usageOf(processes, "diskBytes");
  const ffprobe = usageOf(others.get("ffprobe"), "diskBytes");
  const mediainfo = usageOf(others.get("mediainfo"), "diskBytes");
  if (own === null || ffprobe === null || mediainfo === null) return [];
  const ratio = ratioOf(own, ffprobe);
  return [
    {
      what: "· bytes a film, from the disk",
      gleaner: megabytes(own),
      instead: `ffprobe: ${megabytes(ffprobe)}, mediainfo: ${megabytes(mediainfo)}`,
      figure: ratio.median,
      figureText: withSpread(ratio, "of ffprobe's"),
      goal: bytesRead,
    },
  ];
}

function megabytes(bytes: readonly number[]): string {
  return withSpread(scaled(spreadOf(bytes), 1e6), "MB");
}

function impossible(what: string, problem: string): Findings {
  const figureText = `not possible here: ${problem}`;
  return { rows: [{ what, gleaner: "", instead: "", figure: Number.NaN, figureText, goal: null }], notes: [] };
}

function besidesOf({ others }: Comparison): (name: string) => readonly [string, readonly Reading[]] {
  return (name) => [name, others.get(name) ?? []];
}

/** The number of files, rounded up to whole directories, so that every directory has the same mixture. */
async function wholeDirectories({ workspace }: BenchRun, files: number): Promise<number> {
  const perDirectory = (await workspace.films()).names.length;
  return Math.ceil(files / perDirectory) * perDirectory;
}
