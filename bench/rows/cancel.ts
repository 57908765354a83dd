/**
 * Measures a cancel, from sending the request until a client that waits for the scan has read that it is cancelled.
 *
 * Before every scan, all files get another time, so that the scan probes them again. The cancel comes at a random moment
 * of the time that an undisturbed scan takes.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { BenchRun, Findings } from "../bench-run.ts";
import { changeEach, madeAt, type Tree } from "../make-trees.ts";
import { type MeasuredServer, startMeasuredServer } from "../measured-server.ts";
import { count, figure } from "../quantities.ts";
import type { Goal } from "../row.ts";
import { quantile, spreadOf } from "../statistics.ts";
import type { TreeKind } from "../workspace.ts";

const promptness: Goal = { better: "lower", reach: 50, goFor: 20 };

const files = 800;

export function measureCancel(run: BenchRun): Promise<Findings> {
  return measureCancelOf(run, "links", files, promptness);
}

/** Cancels scans of so many links, at most ten thousand to each file. */
export async function measureCancelOf(
  run: BenchRun,
  kind: Extract<TreeKind, "links" | "film links">,
  files: number,
  goal: Goal,
): Promise<Findings> {
  const { settings, workspace, say, signal } = run;
  const tree = await workspace.tree(kind, files);
  const shown = kind === "links" ? "tiny clips" : "films";
  await using server = await startMeasuredServer(workspace.freshData(), run);
  let changes = 0;
  const change = () => changeEach(tree, new Date(madeAt.getTime() + ++changes * 1_000));

  say(`cancel, ${shown}: ${settings.cancels} scans, after how long one takes`);
  const undisturbed: number[] = [];
  for (let nth = 0; nth < 4; nth++) {
    change();
    undisturbed.push((await server.scan(tree.root)).durationMs);
  }
  // The first scan also starts the probers.
  const scanMs = spreadOf(undisturbed.slice(1)).median;

  const toCancelledMs: number[] = [];
  const toAnswerMs: number[] = [];
  let tooLate = 0;
  for (let nth = 0; nth < settings.cancels; ) {
    change();
    const outcome = await cancelOne(server, tree, Math.random() * scanMs, signal);
    if (outcome === "ended before") {
      tooLate += 1;
      continue;
    }
    toCancelledMs.push(outcome.toCancelledMs);
    toAnswerMs.push(outcome.toAnswerMs);
    nth += 1;
    if (nth % 50 === 0) say(`cancel, ${shown}, ${nth} of ${settings.cancels} done`);
  }
  const p99 = quantile(toCancelledMs, 0.99);
  return {
    rows: [
      {
        what: `cancel of a scan of ${shown}, request to cancelled, p99 of ${count(settings.cancels)}`,
        gleaner: `p50 ${figure(quantile(toCancelledMs, 0.5))}, p90 ${figure(quantile(toCancelledMs, 0.9))}, max ${figure(quantile(toCancelledMs, 1))} ms`,
        instead: "",
        figure: p99,
        figureText: `${figure(p99)} ms`,
        goal,
      },
    ],
    notes: [
      `**Cancel, ${shown}.** From sending \`POST /api/v1/jobs/{id}/cancel\` to another request, \`GET /api/v1/jobs/{id}/wait\`, having brought the job as \`cancelled\`, both over HTTP from another process. Scans of ${count(files)} changed files (${shown}), of ${figure(scanMs)} ms each if nobody stops them, at a random moment of that time. The cancel itself was answered in ${figure(quantile(toAnswerMs, 0.5))} ms (p50), ${figure(quantile(toAnswerMs, 0.99))} ms (p99). ${count(tooLate)} more scans had ended before, and do not count.`,
    ],
  };
}

async function cancelOne(server: MeasuredServer, tree: Tree, atMs: number, signal: AbortSignal) {
  const jobId = await server.startScan(tree.root);
  const ended = server.ended(jobId).then((job) => ({ job, at: performance.now() }));
  // Handled below. Until then it must not count as unhandled.
  ended.catch(() => {});
  await delay(atMs, undefined, { signal });
  const sentAt = performance.now();
  const { status } = await server.call("POST", `/api/v1/jobs/${jobId}/cancel`, {});
  const toAnswerMs = performance.now() - sentAt;
  const { job, at } = await ended;
  if (status === 409) return "ended before";
  if (status !== 200 || job.status !== "cancelled") {
    throw new Error(`A cancel was answered with ${status}, and its job ended ${job.status}`);
  }
  return { toCancelledMs: at - sentAt, toAnswerMs };
}
