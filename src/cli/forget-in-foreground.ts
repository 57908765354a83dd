import type { JobJson } from "../api/contract/jobs.ts";
import type { ForgetAnswerJson } from "../api/contract/videos.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { forgetView } from "./forget-view.ts";
import { type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { countOf } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { scanSummary } from "./scan-summary.ts";
import { type ScanView, silentView } from "./scan-view.ts";
import { cancelReason, sendCancel } from "./send-cancel.ts";

/**
 * Forgets videos, and stays until it is done. If the server ends meanwhile, goes on in this process.
 *
 * @param request.command the command, as shown to other processes
 * @param request.begin begins to forget. Called again if the job that it has begun has ended with its server
 */
export async function forgetInForeground(
  context: CommandContext,
  request: {
    readonly command: string;
    readonly json: boolean;
    readonly begin: (client: ApiClient) => Promise<ForgetAnswerJson>;
  },
): Promise<ExitCode> {
  const { command, json: isJson, begin } = request;
  const { out, err, config } = context;
  let cancelAnswered = Promise.resolve();
  const interrupts = listenForInterrupts({
    cancelGraceMs: config.cancelGraceMs,
    cancelAnswered: () => cancelAnswered,
  });
  const view = isJson ? silentView : forgetView(err);
  const cancel = (client: ApiClient, id: string, followed: AbortSignal) => {
    const send = () => client.cancel(id, cancelReason);
    cancelAnswered = sendCancel(send, { say: (text) => view.say(text), followed });
  };
  let jobId: string | null = null;
  try {
    const end = await withServer<ForgetAnswerJson | JobJson>(
      { ...context, joinable: true },
      command,
      async (client) => {
        if (jobId !== null) {
          const job = await client.job(jobId);
          if (job.finished_at !== null) return job;
        }
        // Again, if another process had the job that has ended: it continues here.
        const answer = await begin(client);
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
    readonly cancel: (client: ApiClient, id: string, followed: AbortSignal) => void;
    readonly view: ScanView;
  },
): Promise<JobJson> {
  const { interrupts, cancel, view } = options;
  const { cancelled, terminated } = interrupts;
  const followed = new AbortController();
  const onCancel = () => {
    view.cancelling();
    cancel(client, id, followed.signal);
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
    followed.abort();
  }
}
