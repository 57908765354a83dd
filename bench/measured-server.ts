/** A `gleaner serve` of its own process, whose figures can be asked for. */
import { once } from "node:events";
import type { JobJson } from "../src/api/contract.ts";
import { type GleanerServer, startGleanerServer } from "../test/gleaner-process.ts";
import { memoryOf, type ProcessMemory } from "./process-memory.ts";
import { count } from "./quantities.ts";
import type { ProcessFigures } from "./report-figures.ts";

export interface MeasuredServer extends AsyncDisposable {
  readonly url: string;
  /** Starts a scan, and gives its job's id once the server has answered. */
  startScan(path: string): Promise<string>;
  /** The job once it has ended. */
  ended(jobId: string): Promise<JobJson>;
  /** Scans to the end. @throws Error where it does not complete */
  scan(path: string): Promise<CompletedScan>;
  call: GleanerServer["call"];
  memory(): Promise<ProcessMemory>;
  /** Begins to measure the delay of the event loop anew. Only where `measuresDelay` was asked for, as is `figures`. */
  beginDelay(): void;
  figures(): Promise<ProcessFigures>;
}

export interface CompletedScan {
  readonly jobId: string;
  readonly counts: JobJson["counts"];
  /** From the claim of the job to its end, as the job itself says. */
  readonly durationMs: number;
}

/** Also as a request of Node's fetch ends after five minutes, which a scan of a million files does not. */
const waitSeconds = 30;

export async function startMeasuredServer(
  dataDirectory: string,
  options: { readonly say: (text: string) => void; readonly signal: AbortSignal; readonly measuresDelay?: boolean },
): Promise<MeasuredServer> {
  const { say, signal, measuresDelay = false } = options;
  signal.throwIfAborted();
  // It takes memory itself, in every thread.
  const preload = measuresDelay ? { preload: new URL("./report-figures.ts", import.meta.url) } : {};
  const server = await startGleanerServer(dataDirectory, {}, preload);
  const { call, child } = server;
  // A request that is under way then fails, which is the end of the run.
  const kill = () => server.kill("SIGTERM");
  signal.addEventListener("abort", kill, { once: true });

  const died = server.exit.then(({ code, stderr }): never => {
    throw new Error(`The server that was measured has ended (${code}): ${stderr}`);
  });
  // Only who waits for its figures wants to know; in the end it is stopped.
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

/** @throws Error where it did not complete */
export function completedScan(job: JobJson): CompletedScan {
  if (job.status !== "completed" || job.result === null) {
    throw new Error(`The scan of ${job.payload.path} ended ${job.status}, so its time means nothing: ${job.error}`);
  }
  return { jobId: job.job_id, counts: job.counts, durationMs: job.result.duration_ms };
}
