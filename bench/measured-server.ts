/** Runs `gleaner serve` as a process and reads its figures. */
import { once } from "node:events";
import type { JobJson } from "../src/api/contract/jobs.ts";
import { type GleanerServer, startGleanerServer } from "../test/gleaner-process.ts";
import { memoryOf, type ProcessMemory } from "./process-memory.ts";
import { count } from "./quantities.ts";
import type { ProcessFigures } from "./report-figures.ts";

export interface MeasuredServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Starts a scan, and resolves with its id when the server has answered. */
  startScan(path: string): Promise<string>;
  /** Resolves with the scan when it has ended. */
  ended(jobId: string): Promise<JobJson>;
  /** Scans to the end. @throws Error when the scan does not complete */
  scan(path: string): Promise<CompletedScan>;
  call: GleanerServer["call"];
  memory(): Promise<ProcessMemory>;
  /** Resets the measured delay of the event loop. This and `figures` need the option `measuresDelay`. */
  beginDelay(): void;
  figures(): Promise<ProcessFigures>;
}

export interface CompletedScan {
  readonly jobId: string;
  readonly counts: JobJson["counts"];
  /** From the start of the scan to its end, by the times of the scan itself. */
  readonly durationMs: number;
}

/** Node's fetch gives up a request after five minutes, and a scan of a million files takes longer. */
const waitSeconds = 30;

/** @param options.environment settings of the server */
export async function startMeasuredServer(
  dataDirectory: string,
  options: {
    readonly say: (text: string) => void;
    readonly signal: AbortSignal;
    readonly measuresDelay?: boolean;
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<MeasuredServer> {
  const { say, signal, measuresDelay = false, environment = {} } = options;
  signal.throwIfAborted();
  // The measurement itself takes memory, in every thread.
  const preload = measuresDelay ? { preload: new URL("./report-figures.ts", import.meta.url) } : {};
  const server = await startGleanerServer(dataDirectory, environment, preload);
  const { call, child } = server;
  // The request in flight then fails, which ends the run.
  const kill = () => server.kill("SIGTERM");
  signal.addEventListener("abort", kill, { once: true });

  const died = server.exit.then(({ code, stderr }): never => {
    throw new Error(`The server that was measured has ended (${code}): ${stderr}`);
  });
  // Only a caller that waits for figures needs this error. In the end, the server is killed anyway.
  died.catch(() => {});

  const startScan = async (path: string) => {
    const { status, body } = await call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path });
    if (status !== 202) throw new Error(`The scan of ${path} was refused with ${status}: ${JSON.stringify(body)}`);
    return body.job_id;
  };
  const ended = async (jobId: string) => {
    for (;;) {
      signal.throwIfAborted();
      const { status, body } = await call("GET", `/api/v1/jobs/${jobId}/wait?timeout=${waitSeconds}`);
      if (status === 200) return body;
      if (status !== 408) throw new Error(`Waiting for a scan was answered with ${status}: ${JSON.stringify(body)}`);
      const { counts } = (await call("GET", `/api/v1/jobs/${jobId}`)).body;
      say(`… ${count(counts.scanned)} files`);
    }
  };
  return {
    url: server.url,
    pid: server.pid,
    call,
    startScan,
    ended,
    scan: async (path) => completedScan(await ended(await startScan(path))),
    memory: () => memoryOf(server.pid),
    beginDelay: () => void child.send("begin"),
    figures: async () => {
      const answer = once(child, "message", { signal }) as Promise<[ProcessFigures]>;
      child.send("figures");
      const [figures] = await Promise.race([answer, died]);
      return figures;
    },
    async [Symbol.asyncDispose]() {
      signal.removeEventListener("abort", kill);
      server.kill("SIGTERM");
      await server.exit;
    },
  };
}

/** @throws Error when the scan did not complete */
export function completedScan(job: JobJson): CompletedScan {
  if (job.status !== "completed" || job.result === null) {
    throw new Error(`The scan of ${job.payload.path} ended ${job.status}, so its time means nothing: ${job.error}`);
  }
  return { jobId: job.job_id, counts: job.counts, durationMs: job.result.duration_ms };
}
