import type { JobJson } from "../../api/contract/jobs.ts";
import type { RootJson } from "../../api/contract/roots.ts";
import type { ApiClient } from "../api-client.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { type Interrupts, listenForInterrupts } from "../interrupts.ts";
import { LiveLines } from "../live-lines.ts";
import type { Printer } from "../printer.ts";
import { requireLibrary, withServer } from "../reach-server.ts";
import { runScan } from "../run-scan.ts";
import { type EndOfScan, readEnd, sayEnd } from "../scan-end.ts";
import { filesDone } from "../scan-summary.ts";
import { cancellingText } from "../scan-view.ts";
import { cancelReason, sendCancel } from "../send-cancel.ts";
import { shownPath } from "../shown-path.ts";
import { findRoot } from "./find-root.ts";

export interface ScanRootsFlags {
  readonly all: boolean;
  readonly retryErrors: boolean;
  readonly full: boolean;
  readonly json: boolean;
}

const command = "gleaner roots scan";

/** `gleaner roots scan [ROOT...|--all]`: scans directories of the library with their settings. Ctrl-C cancels all of them. */
export async function scanRoots(
  context: CommandContext,
  names: readonly string[],
  flags: ScanRootsFlags,
): Promise<ExitCode> {
  const roots = await withServer({ ...context, readsOnly: true }, command, async (client) => {
    const { roots: all } = await client.roots();
    if (flags.all) return all;
    const chosen: RootJson[] = [];
    for (const name of names) chosen.push(await findRoot(all, name, context));
    return all.filter((root) => chosen.includes(root));
  });
  const wishes = { retry_errors: flags.retryErrors, full: flags.full };
  const [only, ...others] = roots;
  if (only === undefined) {
    context.out.say(`The library has no directories yet. Scan one with: ${context.ownCommand("scan", "DIR")}`);
    return 0;
  }
  if (others.length > 0) return scanSeveral(context, roots, { wishes, json: flags.json });
  await requireLibrary(context);
  const { exitCode } = await runScan(context, {
    command,
    json: flags.json,
    start: async (client) => (await client.scanRoot(only.root_id, wishes)).job_id,
  });
  return exitCode;
}

interface Wishes {
  readonly retry_errors: boolean;
  readonly full: boolean;
}

/** A scan of one of several directories. */
interface ScanOfRoot {
  readonly root: RootJson;
  jobId: string | null;
  exitCode: ExitCode | null;
}

/** Scans directories at the same time, as far as they are on different disks. If the server ends meanwhile, goes on in this process. */
async function scanSeveral(
  context: CommandContext,
  roots: readonly RootJson[],
  { wishes, json }: { readonly wishes: Wishes; readonly json: boolean },
): Promise<ExitCode> {
  const { config, err } = context;
  let cancelsAnswered: Promise<unknown> = Promise.resolve();
  const interrupts = listenForInterrupts({
    cancelGraceMs: config.cancelGraceMs,
    cancelAnswered: async () => void (await cancelsAnswered),
  });
  const scans: readonly ScanOfRoot[] = roots.map((root) => ({ root, jobId: null, exitCode: null }));
  const view = json ? null : new SeveralScansView(err);
  let hasJoined = false;
  const follow = async (client: ApiClient, scan: ScanOfRoot, jobId: string) => {
    const end = await endOf(client, jobId, { interrupts, onChange: (job) => view?.show(job) });
    view?.ended(jobId);
    const subject = shownPath(scan.root.path);
    scan.exitCode = sayEnd(context, { json, subject }, end);
  };
  try {
    await withServer({ ...context, joinable: true, scansAtOnce: true }, command, async (client, own) => {
      hasJoined = own === null;
      await submit(client, scans, wishes);
      const left = scans.filter(({ exitCode }) => exitCode === null);
      const followed = new AbortController();
      const cancel = () => {
        view?.say(cancellingText);
        const say = (text: string) => view?.say(text);
        cancelsAnswered = Promise.all(
          left.map(({ jobId }) => {
            const send = () => (jobId === null ? Promise.resolve() : client.cancel(jobId, cancelReason));
            return sendCancel(send, { say, followed: followed.signal });
          }),
        );
      };
      if (interrupts.cancelled.aborted) cancel();
      else interrupts.cancelled.addEventListener("abort", cancel, { once: true });
      try {
        await Promise.all(left.map(async (scan) => scan.jobId === null || follow(client, scan, scan.jobId)));
      } finally {
        interrupts.cancelled.removeEventListener("abort", cancel);
        followed.abort();
      }
    });
    return scans.find(({ exitCode }) => exitCode !== 0 && exitCode !== null)?.exitCode ?? 0;
  } catch (error) {
    if (!interrupts.terminated.aborted) throw error;
    err.say(
      hasJoined
        ? "The scans go on in the other Gleaner process. To follow them, run the same command again."
        : "Paused. The results are kept. To continue the scans, run the same command again.",
    );
    return 1;
  } finally {
    view?.close();
    interrupts.close();
  }
}

/** Submits the scans. After their server has ended, again those that have not ended. */
async function submit(client: ApiClient, scans: readonly ScanOfRoot[], wishes: Wishes): Promise<void> {
  const open: ScanOfRoot[] = [];
  for (const scan of scans.filter(({ exitCode }) => exitCode === null)) {
    const job = scan.jobId === null ? null : await client.job(scan.jobId);
    if (job === null || job.finished_at === null) open.push(scan);
  }
  if (open.length === 0) return;
  const { scans: submitted } = await client.scanRoots({ root_ids: open.map(({ root }) => root.root_id), ...wishes });
  for (const { root_id: rootId, job_id: jobId } of submitted) {
    const scan = open.find(({ root }) => root.root_id === rootId);
    if (scan !== undefined) scan.jobId = jobId;
  }
}

async function endOf(
  client: ApiClient,
  jobId: string,
  { interrupts, onChange }: { readonly interrupts: Interrupts; readonly onChange: (job: JobJson) => void },
): Promise<EndOfScan> {
  for await (const job of client.follow(jobId, { signal: interrupts.terminated })) {
    if (job.finished_at !== null) return readEnd(async () => client, job);
    onChange(job);
  }
  throw new Error("A stream of events ended before its job");
}

/** A line for each scan that runs, on a terminal. Elsewhere a line at the start of each. */
class SeveralScansView {
  readonly #printer: Printer;
  readonly #lines: LiveLines | null;
  readonly #running = new Map<string, JobJson>();
  readonly #told = new Set<string>();

  constructor(printer: Printer) {
    this.#printer = printer;
    this.#lines = printer.canMoveCursor ? new LiveLines(printer.stream) : null;
  }

  show(job: JobJson): void {
    if (job.status !== "running") return;
    if (!this.#told.has(job.job_id)) {
      this.#told.add(job.job_id);
      this.say(`Scanning ${shownPath(job.payload.path)}`);
    }
    this.#running.set(job.job_id, job);
    this.#draw();
  }

  /** What follows is printed in place of the lines. */
  ended(jobId: string): void {
    this.#running.delete(jobId);
    this.#lines?.clear();
  }

  say(text: string): void {
    this.#lines?.clear();
    this.#printer.say(text);
  }

  close(): void {
    this.#lines?.clear();
  }

  #draw(): void {
    const lines = [...this.#running.values()].map((job) => `  ${shownPath(job.payload.path)}: ${filesDone(job)}`);
    // A line that wraps could not be drawn again in its place.
    this.#lines?.draw(lines.map((line) => line.slice(0, this.#printer.columns - 1)));
  }
}
