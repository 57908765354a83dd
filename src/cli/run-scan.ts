/**
 * Runs a scan in the foreground: starts it, shows it, passes Ctrl-C on as a cancel, and reports the end.
 *
 * The scan runs in the server that owns the data directory: in this process or in another one. When that other process
 * goes away, this one takes its place and goes on with the job, which is in the library.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { JobJson, ScanAcceptedJson } from "../api/contract/jobs.ts";
import type { ScanRequestJson } from "../api/contract/scan-requests.ts";
import type { ApiClient } from "./api-client.ts";
import { isChecking } from "./check-summary.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { isComparing } from "./compare-summary.ts";
import { isForgetting } from "./forget-summary.ts";
import { goOnWithJob } from "./go-on-with-job.ts";
import { type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { plainScanView } from "./plain-scan-view.ts";
import type { Printer } from "./printer.ts";
import { countOf } from "./quantities.ts";
import { type LoadClient, newLibraryText, type Reached, reachServer } from "./reach-server.ts";
import { type EndOfScan, readEnd, sayEnd } from "./scan-end.ts";
import { type ScanView, silentView } from "./scan-view.ts";
import { cancelReason, sendCancel } from "./send-cancel.ts";
import { isServerGone } from "./server-errors.ts";
import { shownPath } from "./shown-path.ts";

export interface ForegroundScan {
  /** The command, as shown to other processes. */
  readonly command: string;
  /** A scan that the server of this process may begin at its own start. */
  readonly first?: {
    readonly request: ScanRequestJson;
    /** Called instead of `start` if the server has begun it. */
    readonly onBegun: (accepted: ScanAcceptedJson) => void;
  };
  /** Starts the scan, or finds it if it is active, and returns its id. */
  readonly start: (client: ApiClient) => Promise<string>;
  /** See `ServerOptions.scansAtOnce`. Default true. */
  readonly scansAtOnce?: boolean;
  /** Print the job as JSON at the end, and nothing before. */
  readonly json: boolean;
  /** Called once with the scan, which another process may have started. */
  readonly onFollowed?: (job: JobJson, view: ScanView) => void;
  /** Called once if the scan runs in another process. */
  readonly onJoined?: (view: ScanView, url: string) => void;
}

/** How long to look for a server that has gone away. */
const patienceMs = 30_000;

/** @returns the exit code, and whether the command may continue with another directory */
export async function runScan(
  context: CommandContext,
  scan: ForegroundScan,
): Promise<{ readonly exitCode: ExitCode; readonly mayGoOn: boolean }> {
  let watch: ScanWatch | null = null;
  const interrupts = listenForInterrupts({
    cancelGraceMs: context.config.cancelGraceMs,
    cancelAnswered: () => watch?.cancelAnswered ?? Promise.resolve(),
  });
  watch = new ScanWatch(context, scan, interrupts);
  try {
    const end = await watch.toItsEnd();
    watch.close();
    if (end === null) {
      context.err.say(watch.hasJoined ? leftText : pausedText);
      return { exitCode: 1, mayGoOn: false };
    }
    return { exitCode: sayEnd(context, scan, end), mayGoOn: !interrupts.cancelled.aborted };
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
  /** Settles when a cancel can be sent. The scan may have begun before. */
  #starting: PromiseWithResolvers<void> | null = null;

  constructor(context: CommandContext, scan: ForegroundScan, interrupts: Interrupts) {
    this.#context = context;
    this.#scan = scan;
    this.#interrupts = interrupts;
  }

  /** Null if this process was told to end before the scan did. */
  async toItsEnd(): Promise<EndOfScan | null> {
    let lostAt: number | null = null;
    for (;;) {
      try {
        return await this.#attend((own) => {
          if (lostAt !== null)
            this.#view?.say(
              own ? "The process that ran the scan has ended. This terminal continues the scan." : "Connected again.",
            );
          lostAt = null;
        });
      } catch (error) {
        if (this.#interrupts.terminated.aborted) return null;
        if (!isServerGone(error) || (this.#context.serverUrl !== undefined && this.#jobId === null)) throw error;
        if (lostAt === null) this.#view?.say("The process that runs the scan does not answer. Connecting again…");
        lostAt ??= performance.now();
        if (performance.now() - lostAt > patienceMs) throw error;
        await delay(200);
      }
    }
  }

  /** Settles when no cancel is on its way. */
  get cancelAnswered(): Promise<void> {
    return Promise.resolve(this.#starting?.promise).then(() => this.#cancelAnswered);
  }

  /** Whether the scan runs in another process. */
  get hasJoined(): boolean {
    return this.#joined;
  }

  close(): void {
    this.#view?.close();
    this.#view = null;
  }

  /** Reaches a server and follows the scan there. */
  async #attend(onReached: (own: boolean) => void): Promise<EndOfScan> {
    // A scan that was begun before may have ended meanwhile.
    const firstScan = this.#jobId === null ? this.#scan.first?.request : undefined;
    if (firstScan !== undefined) this.#starting = Promise.withResolvers();
    try {
      return await this.#attendFrom(firstScan, onReached);
    } finally {
      this.#starting?.resolve();
    }
  }

  async #attendFrom(firstScan: ScanRequestJson | undefined, onReached: (own: boolean) => void): Promise<EndOfScan> {
    const { config, serverUrl, ownCommand, onError, err } = this.#context;
    const reached = await reachServer(config, {
      command: this.#scan.command,
      ownCommand,
      serverUrl,
      onError,
      err,
      joinable: true,
      scansAtOnce: this.#scan.scansAtOnce ?? true,
      firstScan,
    });
    const { loadClient, own } = reached;
    if (own?.isNewLibrary === true && !this.#scan.json) err.say(newLibraryText(config));
    try {
      const begun = this.#jobId;
      const goesOn = begun !== null && (await goOnWithJob(begun, reached));
      const jobId = goesOn ? begun : await this.#begin(loadClient, (await own?.firstScan) ?? null);
      onReached(own !== null);
      this.#jobId = jobId;
      this.#joined = own === null;
      const job = await this.#follow(reached, jobId);
      return await readEnd(loadClient, job);
    } finally {
      await reached.close();
    }
  }

  async #begin(loadClient: LoadClient, begun: ScanAcceptedJson | null): Promise<string> {
    if (begun === null) return this.#scan.start(await loadClient());
    this.#scan.first?.onBegun(begun);
    return begun.job_id;
  }

  async #follow(reached: Reached, jobId: string): Promise<JobJson> {
    const { cancelled, terminated } = this.#interrupts;
    const followed = new AbortController();
    const onCancel = () => {
      this.#view?.cancelling();
      this.#cancelAnswered = this.#cancel(reached, jobId, followed.signal);
    };
    if (cancelled.aborted) onCancel();
    else cancelled.addEventListener("abort", onCancel, { once: true });
    this.#starting?.resolve();
    const { own, loadClient } = reached;
    try {
      const states =
        own === null ? (await loadClient()).follow(jobId, { signal: terminated }) : own.jobs.follow(jobId, terminated);
      for await (const job of states) {
        await this.#show(reached, job);
        if (job.finished_at !== null) return job;
      }
      throw new Error("A stream of events ended before its job");
    } finally {
      cancelled.removeEventListener("abort", onCancel);
      followed.abort();
    }
  }

  #cancel({ own, loadClient }: Reached, jobId: string, followed: AbortSignal): Promise<void> {
    const send = async () => {
      if (own === null) await (await loadClient()).cancel(jobId, cancelReason);
      else await own.jobs.cancel(jobId, cancelReason);
    };
    return sendCancel(send, { say: (text) => this.#view?.say(text), followed });
  }

  async #show({ loadClient }: Reached, job: JobJson): Promise<void> {
    if (this.#view === null) {
      this.#view = this.#scan.json ? silentView : await openView(job, this.#context.err);
      this.#scan.onFollowed?.(job, this.#view);
      if (this.#joined) this.#scan.onJoined?.(this.#view, (await loadClient()).url);
      if (this.#interrupts.cancelled.aborted) this.#view.cancelling();
    }
    if (job.finished_at === null) this.#view.show(job);
    else this.close();
  }
}

/** On a terminal a moving bar. Elsewhere lines of text. What measures the width of text takes a while to load. */
async function openView(job: JobJson, printer: Printer): Promise<ScanView> {
  // `gleaner resume` also continues these.
  if (isForgetting(job)) return (await import("./forget-view.ts")).forgetView(printer);
  if (isComparing(job)) return (await import("./compare-view.ts")).compareView(printer);
  if (isChecking(job)) return (await import("./check-view.ts")).checkView(printer);
  const { path, video_count: chosen } = job.payload;
  const some = chosen === undefined ? "" : `${countOf(chosen, "video")} in `;
  printer.say(`Scanning ${some}${shownPath(path)}`);
  if (!printer.canMoveCursor) return plainScanView(printer);
  const { movingScanView } = await import("./moving-scan-view.ts");
  return movingScanView(printer);
}

/** For a process that was told to end before its job did. */
const pausedText = "Paused. The results are kept. To continue, run the same command again.";
const leftText = "The other Gleaner process goes on with it. To follow it, run the same command again.";
