/** Measures the memory of every process as a scan with four workers grows, and the time of the scan and of the next one. */
import { setTimeout as delay } from "node:timers/promises";
import type { BenchRun, Findings } from "../bench-run.ts";
import type { DurablePostgres } from "../postgres/durable-postgres.ts";
import { startServer, startWorker } from "../postgres/processes.ts";
import { memoryOf } from "../process-memory.ts";
import { count, figure } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";

const growth: Goal = { better: "lower", reach: 30, goFor: 10 };

/** The larger size is compared with this one. */
const baseFiles = 10_000;
const workers = 4;

interface Cost {
  readonly firstScanMs: number;
  readonly rescanMs: number;
  /** The most that each was during the first scan, in MB. */
  readonly server: number;
  /** Of the worker that took most. */
  readonly worker: number;
  /** What the session of Postgres that took most has for itself, a second after the scan, in MB. */
  readonly session: number;
  /** How many sessions of Postgres all processes have then. */
  readonly sessions: number;
}

export async function measureSizeWithWorkers(run: BenchRun, postgres: DurablePostgres): Promise<Findings> {
  const { files } = run.settings;
  const base = await measureOnce(run, postgres, Math.min(baseFiles, files));
  const large = await measureOnce(run, postgres, files);
  const row = (what: string, of: (cost: Cost) => number): Row => ({
    what,
    gleaner: `${count(Math.min(baseFiles, files))}: ${figure(of(base))} MB, ${count(files)}: ${figure(of(large))} MB`,
    instead: "",
    figure: of(large) - of(base),
    figureText: `${figure(of(large) - of(base))} MB more at ${count(files)}`,
    goal: growth,
  });
  return {
    rows: [
      row(`memory of the server, scan with ${workers} workers, at most`, ({ server }) => server),
      row("memory of the largest worker, at most", ({ worker }) => worker),
      row("memory of the largest session of Postgres", ({ session }) => session),
    ],
    notes: [
      `**Size with workers.** Links to the sample clips, scanned once by a server that reads no files and ${workers} workers, all new for each size. ${count(files)} files took ${figure(large.firstScanMs / 1_000)} s, and the next scan, which finds nothing changed, ${figure(large.rescanMs / 1_000)} s (${count(files / (large.rescanMs / 1_000))} files/s). Memory is the most that was resident (\`VmHWM\`) of a process with its threads and without its probers. That of a session of Postgres is its own memory (\`RssAnon\`), a second after the scan, when the server and its workers had ${large.sessions} sessions.${files < 1_000_000 ? " The goal is meant for 1,000,000 files, which `npm run bench -- --postgres --files 1000000` scans." : ""}`,
    ],
  };
}

async function measureOnce(run: BenchRun, postgres: DurablePostgres, files: number): Promise<Cost> {
  const { workspace, say, signal } = run;
  const tree = await workspace.tree("links", files);
  const url = await postgres.createDatabase();
  const cost = await scanTwice();
  await postgres.dropDatabase(url);
  return cost;

  async function scanTwice(): Promise<Cost> {
    await using processes = new AsyncDisposableStack();
    const server = processes.use(await startServer(run, url));
    const pids: number[] = [];
    for (let nth = 0; nth < workers; nth++) pids.push(processes.use(await startWorker(run, url)).pid);
    say(`size with workers: ${count(files)} files`);
    const first = await server.scan(tree.root);
    if (first.counts.new !== files) throw new Error(`${files} files were scanned, and ${first.counts.new} found new`);
    await delay(1_000, undefined, { signal });
    const peaks = await Promise.all([server.pid, ...pids].map(async (pid) => (await memoryOf(pid)).peak / 1e6));
    const [serverPeak = 0, ...workerPeaks] = peaks;
    const session = (await postgres.largestSession()) / 1e6;
    const sessions = await postgres.sessions(url);
    const again = await server.scan(tree.root);
    if (again.counts.skipped !== files)
      throw new Error(`Of ${files} known files, ${again.counts.skipped} were skipped`);
    return {
      // Scans count whole milliseconds.
      firstScanMs: Math.max(1, first.durationMs),
      rescanMs: Math.max(1, again.durationMs),
      server: serverPeak,
      worker: Math.max(...workerPeaks),
      session,
      sessions,
    };
  }
}
