/**
 * Measures what each kind of film takes by itself, without the rest of a scan: a prober in this process, and ffprobe, read
 * the films of the kind.
 */
import { dirname, join } from "node:path";
import { createLibavProber } from "../../src/scanning/probe/libav-prober.ts";
import type { ProbeOutcome } from "../../src/scanning/probe/prober.ts";
import { childOf } from "../../test/scanning/processes-under-test.ts";
import type { BenchRun } from "../bench-run.ts";
import { type Usage, usageOf, withUsage } from "../children-usage.ts";
import { filmKinds, filmsOf } from "../films/film-kinds.ts";
import { filmOfTwoHours } from "../films/make-films.ts";
import { emptyPageCache } from "../page-cache.ts";
import { figure } from "../quantities.ts";
import { timeCommand } from "../time-command.ts";

/** The clock of processor time has steps of 10 ms. */
const readings = 300;
const readingsOfOthers = 16;

export interface KindsOfFilms {
  /** In Markdown. */
  readonly table: string;
  /** The film of two hours, in milliseconds of processor time. */
  readonly twoHours: ProcessorTimes;
}

/** In milliseconds a film. */
interface ProcessorTimes {
  readonly gleaner: number;
  readonly ffprobe: number;
  readonly mediainfo: number;
}

/** @returns null on systems without /proc */
export async function measureKinds(run: BenchRun): Promise<KindsOfFilms | null> {
  const prober = createLibavProber({ concurrency: 1, timeoutMs: 30_000, memoryBytes: 1024 ** 3 });
  try {
    await prober.check();
    const reader = { probe: (path: string) => prober.probe(path), pid: await childOf(process.pid, "libav-child") };
    const films = await run.workspace.films();
    const lines: string[] = [];
    for (const kind of filmKinds) {
      run.say(`kinds of films: ${kind.shown}`);
      const paths = filmsOf(kind).map(({ name }) => join(films.directory, name));
      const measured = await measureKind(run, paths, reader);
      if (measured === null) return null;
      lines.push(lineOf(kind.shown, String(kind.films), measured));
    }
    run.say("kinds of films: two hours");
    const whole = await measureKind(run, [await filmOfTwoHours(films, run)], reader);
    if (whole === null) return null;
    lines.push(lineOf("beside them: mp4 of two hours, whose index has 5 MB, H.264 1080p, AAC", "", whole));
    const head =
      "| kind | of 40 | Gleaner, ms | ffprobe, ms | mediainfo, ms | Gleaner reads, kB | Gleaner, from the disk, kB | ffprobe, from the disk, kB |";
    const rule = "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
    return { table: [head, rule, ...lines].join("\n"), twoHours: whole.processor };
  } finally {
    await prober.close();
  }
}

function lineOf(shown: string, count: string, { processor, readBytes, disk }: Measured): string {
  const { gleaner, ffprobe, mediainfo } = processor;
  const kilobytes = [readBytes, disk?.gleaner, disk?.ffprobe].map((bytes) =>
    bytes === undefined ? "" : figure(bytes / 1_000),
  );
  return `| ${[shown, count, ...[gleaner, ffprobe, mediainfo].map(figure), ...kilobytes].join(" | ")} |`;
}

/** Of one film. */
interface Measured {
  readonly processor: ProcessorTimes;
  readonly readBytes: number;
  /** The bytes that the disk delivers; null where the page cache cannot be emptied. */
  readonly disk: { readonly gleaner: number; readonly ffprobe: number } | null;
}

interface Prober {
  readonly probe: (path: string) => Promise<ProbeOutcome>;
  readonly pid: number;
}

async function measureKind(
  { workspace, signal }: BenchRun,
  films: readonly string[],
  { probe, pid }: Prober,
): Promise<Measured | null> {
  const probeAll = async (paths: readonly string[]) => {
    for (const path of paths) {
      const { kind } = await probe(path);
      if (kind !== "video") throw new Error(`${path} could not be read as a video`);
    }
  };
  const command = (script: string, paths: readonly string[]) => () =>
    timeCommand("sh", ["-c", script, "sh", ...paths], { signal });
  const ffprobe = 'for film; do ffprobe -v error -show_format -show_streams "$film"; done';
  const [directory = ""] = films.map(dirname);

  // The code that reads this kind is in memory then.
  await probeAll(films);
  const isCold = (await emptyPageCache(directory, { signal })) === null;
  const fromDisk = await difference(pid, () => probeAll(films));
  await emptyPageCache(directory, { signal });
  // The program itself is in memory again.
  const tiny = await workspace.tree("copies", 1);
  await command('ffprobe "$1"/*', [tiny.directories[0] ?? ""])();
  const ffprobeFromDisk = (await withUsage(command(ffprobe, films))).usage;

  const again = Array.from({ length: readings }, (_, index) => films[index % films.length] ?? "");
  const fromMemory = await difference(pid, () => probeAll(again));
  const few = again.slice(0, readingsOfOthers);
  const ffprobeFromMemory = (await withUsage(command(ffprobe, few))).usage;
  const mediainfo = (await withUsage(command('mediainfo --Output=JSON "$@"', few))).usage;
  if (fromDisk === null || ffprobeFromDisk === null || fromMemory === null) return null;
  if (ffprobeFromMemory === null || mediainfo === null) return null;
  return {
    processor: {
      gleaner: fromMemory.processorMs / again.length,
      ffprobe: ffprobeFromMemory.processorMs / few.length,
      mediainfo: mediainfo.processorMs / few.length,
    },
    readBytes: fromMemory.readBytes / again.length,
    disk: isCold
      ? { gleaner: fromDisk.diskBytes / films.length, ffprobe: ffprobeFromDisk.diskBytes / films.length }
      : null,
  };
}

/** What a process takes during a task. */
async function difference(pid: number, task: () => Promise<void>): Promise<Usage | null> {
  const before = await usageOf(pid);
  await task();
  const after = await usageOf(pid);
  if (before === null || after === null) return null;
  return {
    processorMs: after.processorMs - before.processorMs,
    diskBytes: after.diskBytes - before.diskBytes,
    readBytes: after.readBytes - before.readBytes,
  };
}
