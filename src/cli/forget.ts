import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { JobJson } from "../api/contract/jobs.ts";
import type { ForgetAnswerJson, VideoFilterJson } from "../api/contract/videos.ts";
import { within } from "../within.ts";
import { type ApiClient, ApiError, isServerGone } from "./api-client.ts";
import { askOnTerminal } from "./ask-on-terminal.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { chosenVideos } from "./forget-summary.ts";
import { forgetView } from "./forget-view.ts";
import { type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { countOf } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { scanSummary } from "./scan-summary.ts";
import { type ScanView, silentView } from "./scan-view.ts";

export interface ForgetFlags {
  /** Only videos below this directory. */
  readonly under?: string;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `gleaner forget --missing`: removes missing videos from the library, and leaves files alone. Says how many there are,
 * and asks first.
 */
export async function forget(context: CommandContext, flags: ForgetFlags): Promise<ExitCode> {
  const { out, err } = context;
  const filter = { missing: true, ...(flags.under !== undefined && { path: await asInLibrary(flags.under, context) }) };
  const count = async (client: ApiClient) => client.forget({ filter, dry_run: true });
  const chosen = await withServer({ ...context, readsOnly: flags.dryRun }, "gleaner forget", count);
  if (flags.dryRun || chosen.count === 0) {
    if (flags.json) out.json({ count: chosen.count });
    else if (chosen.count === 0) out.say(`There are no ${chosenVideos(filter)}.`);
    else out.say(`${chosenVideos(filter, chosen.count)} would be forgotten. Files are never touched.`);
    return 0;
  }
  if (!flags.yes) {
    const question =
      `Forget ${chosenVideos(filter, chosen.count)}? Files are not touched: ` +
      "a scan adds what is there again. This cannot be undone otherwise.";
    const answer = flags.json ? null : await askOnTerminal(question, err);
    if (answer === null) {
      err.say(
        `${chosenVideos(filter, chosen.count)} would be forgotten. To forget without being asked, as there is nobody to ask, add --yes.`,
      );
      return 2;
    }
    if (!answer) {
      err.say("Nothing was forgotten.");
      return 130;
    }
  }
  return forgetChosen(context, { filter, as_of: chosen.as_of }, flags);
}

/** How long the disk of a directory may take to answer, in milliseconds. It may be the reason why videos are missing. */
const linksMs = 1_000;

/**
 * The directory as the library names it: absolute, and without links as far as they can be followed. A server at another
 * address may be another machine, so links are not followed for it.
 */
async function asInLibrary(directory: string, { serverUrl }: CommandContext): Promise<string> {
  let path = resolve(directory);
  if (serverUrl !== undefined) return path;
  const followed = realpath(path).then(
    (real) => {
      path = real;
    },
    () => {},
  );
  await within(linksMs, followed);
  return path;
}

/** Forgets the videos, and stays until it is done. If the server ends meanwhile, goes on in this process. */
async function forgetChosen(
  context: CommandContext,
  request: { readonly filter: VideoFilterJson; readonly as_of: string },
  { json: isJson }: { readonly json: boolean },
): Promise<ExitCode> {
  const { out, err, config } = context;
  let cancelAnswered = Promise.resolve();
  const interrupts = listenForInterrupts({
    cancelGraceMs: config.cancelGraceMs,
    cancelAnswered: () => cancelAnswered,
  });
  const cancel = (client: ApiClient, id: string) => {
    cancelAnswered = cancelJob(client, id);
  };
  const view = isJson ? silentView : forgetView(err);
  let jobId: string | null = null;
  try {
    const end = await withServer<ForgetAnswerJson | JobJson>(
      { ...context, joinable: true },
      "gleaner forget",
      async (client) => {
        if (jobId !== null) {
          const job = await client.job(jobId);
          if (job.finished_at !== null) return job;
        }
        // Again, if another process had the job that has ended: it continues here.
        const answer = await client.forget(request);
        if (!("job_id" in answer)) return jobId === null ? answer : client.job(jobId);
        jobId = answer.job_id;
        return followToEnd(client, answer.job_id, { interrupts, cancel, view });
      },
    );
    if (isJson) out.json("job_id" in end ? end : { count: end.count });
    else out.say("status" in end ? scanSummary(end, context) : `Forgot ${countOf(end.count, "video")}.`);
    if (!("status" in end) || end.status === "completed") return 0;
    return end.status === "cancelled" ? 130 : 1;
  } catch (error) {
    if (!interrupts.terminated.aborted) throw error;
    err.say("Paused. What was forgotten stays forgotten. To continue, run the same command again.");
    return 1;
  } finally {
    interrupts.close();
  }
}

async function followToEnd(
  client: ApiClient,
  id: string,
  options: {
    readonly interrupts: Interrupts;
    readonly cancel: (client: ApiClient, id: string) => void;
    readonly view: ScanView;
  },
): Promise<JobJson> {
  const { interrupts, cancel, view } = options;
  const { cancelled, terminated } = interrupts;
  const onCancel = () => {
    view.cancelling();
    cancel(client, id);
  };
  if (cancelled.aborted) onCancel();
  else cancelled.addEventListener("abort", onCancel, { once: true });
  try {
    for await (const job of client.follow(id, { signal: terminated })) {
      if (job.finished_at !== null) return job;
      if (!cancelled.aborted) view.show(job);
    }
    throw new Error("A stream of events ended before its job");
  } finally {
    view.close();
    cancelled.removeEventListener("abort", onCancel);
  }
}

async function cancelJob(client: ApiClient, id: string): Promise<void> {
  try {
    await client.cancel(id, "Ctrl-C");
  } catch (error) {
    // Following the job tells whether it has ended, or its server has gone.
    if (isServerGone(error) || (error instanceof ApiError && error.status === 409)) return;
    throw error;
  }
}
