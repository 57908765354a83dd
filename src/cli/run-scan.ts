/**
 * Runs a scan in the foreground: starts it, shows it, passes Ctrl-C on as a cancel, and says what became of it.
 *
 * The scan runs in the server that owns the data directory, which may be this process or another. When that other one
 * goes away, this process takes its place and goes on: the job stands in the library, and starting it again gives the
 * same job.
 */
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { JobJson } from "../api/contract.ts";
import { type ApiClient, ApiError, Unreachable } from "./api-client.ts";
import { type CommandContext, type ExitCode, writeJson } from "./command-context.ts";
import { type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { count, countOf } from "./quantities.ts";
import { reachServer } from "./reach-server.ts";
import { scanProblems, scanSummary } from "./scan-summary.ts";
import { createScanView, type ScanView, silentView } from "./scan-view.ts";

export interface ForegroundScan {
  /** As other processes are told. */
  readonly command: string;
  /** Starts the scan, or finds it where it is active already, and gives its job's id. */
  readonly start: (client: ApiClient) => Promise<string>;
  /** Flags with which a scan that goes on is to be started as well. */
  readonly flags: readonly string[];
  /** Print the job as JSON at the end, and nothing before. */
  readonly json: boolean;
  /** Told once which scan it is: it may be one that somebody else has started. */
  readonly onFollowed?: (job: JobJson, view: ScanView) => void;
  /** Told once the scan turns out to run in another process. */
  readonly onJoined?: (view: ScanView, url: string) => void;
}

interface EndOfScan {
  readonly job: JobJson;
  /** How many files of the directory earlier scans could not read, and this one passed over as unchanged. */
  readonly remembered: number;
}

/** For how long to look for a server that has gone away. */
const patienceMs = 30_000;

export async function runScan(context: CommandContext, scan: ForegroundScan): Promise<ExitCode> {
  let watch: ScanWatch | null = null;
  const interrupts = listenForInterrupts({ cancelAnswered: () => watch?.cancelAnswered ?? Promise.resolve() });
  watch = new ScanWatch(context, scan, interrupts);
  try {
    const end = await watch.toItsEnd();
    watch.close();
    return end === null ? sayInterrupted(context) : sayEnd(context, scan, end);
  } finally {
    watch.close();
    interrupts.close();
  }
}

class ScanWatch {
  readonly #context: CommandContext;
  readonly #scan: ForegroundScan;
  readonly #interrupts: Interrupts;
  #view: ScanView | null = null;
  #jobId: string | null = null;
  #joined = false;
  #cancelAnswered: Promise<void> = Promise.resolve();

  constructor(context: CommandContext, scan: ForegroundScan, interrupts: Interrupts) {
    this.#context = context;
    this.#scan = scan;
    this.#interrupts = interrupts;
  }

  /** Null when this process was told to end before the scan did. */
  async toItsEnd(): Promise<EndOfScan | null> {
    let lostAt: number | null = null;
    for (;;) {
      try {
        return await this.#attend((own) => {
          if (lostAt !== null) this.#view?.say(own ? "Going on with it here." : "Found it again.");
          lostAt = null;
        });
      } catch (error) {
        if (this.#interrupts.terminated.aborted) return null;
        if (!(error instanceof Unreachable) || (this.#context.serverUrl !== undefined && this.#jobId === null))
          throw error;
        if (lostAt === null) this.#view?.say("The Gleaner that ran the scan has gone away. Looking for it…");
        lostAt ??= performance.now();
        if (performance.now() - lostAt > patienceMs) throw error;
        await delay(200);
      }
    }
  }

  /** Settles when no cancel is on its way. */
  get cancelAnswered(): Promise<void> {
    return this.#cancelAnswered;
  }

  close(): void {
    this.#view?.close();
    this.#view = null;
  }

  /** Reaches a server and follows the scan there. */
  async #attend(onReached: (own: boolean) => void): Promise<EndOfScan> {
    const { config, serverUrl, ownCommand, onError } = this.#context;
    const { client, own, close } = await reachServer(config, {
      command: this.#scan.command,
      ownCommand,
      serverUrl,
      onError,
      joinable: true,
      scansAtOnce: true,
    });
    try {
      const jobId = await this.#begin(client);
      onReached(own !== null);
      this.#jobId = jobId;
      this.#joined ||= own === null;
      const job = await this.#follow(client, jobId);
      return { job, remembered: this.#scan.json ? 0 : await rememberedProblems(client, job) };
    } finally {
      await close();
    }
  }

  /** Starts the scan; when it was started before, only if it has not ended meanwhile. */
  async #begin(client: ApiClient): Promise<string> {
    if (this.#jobId !== null) {
      const job = await client.job(this.#jobId).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      });
      if (job !== null && job.finished_at !== null) return this.#jobId;
    }
    return this.#scan.start(client);
  }

  async #follow(client: ApiClient, jobId: string): Promise<JobJson> {
    const { cancelled, terminated } = this.#interrupts;
    const onCancel = () => {
      this.#view?.stopping();
      this.#cancelAnswered = this.#cancel(client, jobId);
    };
    if (cancelled.aborted) onCancel();
    else cancelled.addEventListener("abort", onCancel, { once: true });
    try {
      for await (const job of client.follow(jobId, { signal: terminated })) {
        await this.#show(client, job);
        if (job.finished_at !== null) return job;
      }
      throw new Error("A stream of events ended before its job");
    } finally {
      cancelled.removeEventListener("abort", onCancel);
    }
  }

  async #cancel(client: ApiClient, jobId: string): Promise<void> {
    try {
      await client.cancel(jobId, "Ctrl-C");
    } catch (error) {
      // That it has ended already, or that its server is gone, is seen by following it.
      if (error instanceof Unreachable || (error instanceof ApiError && error.status === 409)) return;
      this.#view?.say(`It could not be cancelled: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #show(client: ApiClient, job: JobJson): Promise<void> {
    if (this.#view === null) {
      this.#view = this.#scan.json ? silentView : await createScanView(job.payload.path, this.#context.stderr);
      this.#scan.onFollowed?.(job, this.#view);
      if (this.#joined) this.#scan.onJoined?.(this.#view, client.url);
      if (this.#interrupts.cancelled.aborted) this.#view.stopping();
    }
    if (job.finished_at === null) this.#view.show(job);
    else this.close();
  }
}

/** The most that are counted one by one. */
const mostRemembered = 1_000;

async function rememberedProblems(client: ApiClient, { job_id, status, payload }: JobJson): Promise<number> {
  if (status !== "completed") return 0;
  const { path, recursive } = payload;
  const { problems } = await client.problems({ path, limit: mostRemembered });
  return problems.filter((problem) => problem.job_id !== job_id && (recursive || dirname(problem.path) === path))
    .length;
}

function sayEnd(context: CommandContext, scan: ForegroundScan, { job, remembered }: EndOfScan): ExitCode {
  if (scan.json) {
    writeJson(context.stdout, job);
  } else {
    context.stderr.write(scanProblems(job, context));
    context.stdout.write(`${scanSummary(job, { ...context, flags: scan.flags })}\n`);
    if (remembered > 0) {
      const many = remembered < mostRemembered ? countOf(remembered, "file") : `${count(mostRemembered)} files or more`;
      context.stderr.write(
        `${many} could not be read by an earlier scan and have not changed; --retry-errors tries again.\n`,
      );
    }
  }
  if (job.status === "completed") return 0;
  return job.status === "cancelled" ? 130 : 1;
}

function sayInterrupted({ stderr }: CommandContext): ExitCode {
  stderr.write("Interrupted. What was found is kept, and the same command goes on with it.\n");
  return 1;
}
