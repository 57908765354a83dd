/**
 * Measures what each kind of film takes by itself, without the rest of a scan: a prober in this process, and ffprobe, read
 * the films of the kind.
 */
import { join } from "node:path";
import { createLibavProber } from "../../src/scanning/probe/libav-prober.ts";
import type { ProbeOutcome } from "../../src/scanning/probe/prober.ts";
import { childOf } from "../../test/scanning/processes-under-test.ts";
import type { BenchRun } from "../bench-run.ts";
import { type Usage, usageOf, withUsage } from "../children-usage.ts";
import { type FilmKind, filmKinds, filmsOf } from "../films/film-kinds.ts";
import { emptyPageCache } from "../page-cache.ts";
import { figure } from "../quantities.ts";
import { timeCommand } from "../time-command.ts";

/** The clock of processor time has steps of 10 ms. */
const readings = 300;
const readingsOfFfprobe = 8;

/** @returns a table in Markdown; null on systems without /proc */
export async function measureKinds(run: BenchRun): Promise<string | null> {
  const prober = createLibavProber({ concurrency: 1, timeoutMs: 30_000, memoryBytes: 1024 ** 3 });
  try {
    await prober.check();
    const pid = await childOf(process.pid, "libav-child");
    const lines: string[] = [];
    for (const kind of filmKinds) {
      run.say(`kinds of films: ${kind.shown}`);
      const line = await measureKind(run, kind, { probe: (path) => prober.probe(path), pid });
      if (line === null) return null;
      lines.push(line);
    }
    return [
      "| kind | of 40 | Gleaner, ms | ffprobe, ms | Gleaner reads, kB | Gleaner, from the disk, kB | ffprobe, from the disk, kB |",
      "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
      ...lines,
    ].join("\n");
  } finally {
    await prober.close();
  }
}

interface Prober {
  readonly probe: (path: string) => Promise<ProbeOutcome>;
  readonly pid: number;
}

async function measureKind(run: BenchRun, kind: FilmKind, { probe, pid }: Prober): Promise<string | null> {
  const { workspace, signal } = run;
  const { directory } = await workspace.films();
  const tiny = await workspace.tree("copies", 1);
  const films = filmsOf(kind).map(({ name }) => join(directory, name));
  const probeAll = async (paths: readonly string[]) => {
    for (const path of paths) {
      const { kind: outcome } = await probe(path);
      if (outcome !== "video") throw new Error(`${path} could not be read as a video`);
    }
  };
  const ffprobeAll = (paths: readonly string[]) =>
    timeCommand(
      "sh",
      ["-c", 'for film; do ffprobe -v error -show_format -show_streams "$film"; done', "sh", ...paths],
      {
        signal,
      },
    );

  // The code that reads this kind is in memory then.
  await probeAll(films);
  const isCold = (await emptyPageCache(directory, { signal })) === null;
  const fromDisk = await difference(pid, () => probeAll(films));
  await emptyPageCache(directory, { signal });
  // The program itself is in memory again.
  await timeCommand("sh", ["-c", 'ffprobe "$1"/*', "sh", tiny.directories[0] ?? ""], { signal });
  const ffprobeFromDisk = (await withUsage(() => ffprobeAll(films))).usage;

  const again = Array.from({ length: readings }, (_, index) => films[index % films.length] ?? "");
  const fromMemory = await difference(pid, () => probeAll(again));
  const few = again.slice(0, readingsOfFfprobe);
  const ffprobeFromMemory = (await withUsage(() => ffprobeAll(few))).usage;
  if (fromDisk === null || ffprobeFromDisk === null || fromMemory === null || ffprobeFromMemory === null) return null;

  const cells = [
    kind.shown,
    String(kind.films),
    figure(fromMemory.processorMs / again.length),
    figure(ffprobeFromMemory.processorMs / few.length),
    figure(fromMemory.readBytes / again.length / 1_000),
    isCold ? figure(fromDisk.diskBytes / films.length / 1_000) : "",
    isCold ? figure(ffprobeFromDisk.diskBytes / films.length / 1_000) : "",
  ];
  return `| ${cells.join(" | ")} |`;
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
