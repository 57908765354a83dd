/**
 * Jobs as server-sent events: `event: job`, the revision of the job as id, the job as data.
 *
 * The body is a plain stream over an async generator. The generator makes an event only when the connection has taken the
 * previous one. Meanwhile the feed keeps one snapshot per job, so a slow client costs no memory. No plugin does this:
 * @fastify/sse waits for ever for a client that leaves while its buffer is full, and writes heartbeats into full buffers.
 */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { hasEnded, type Job, type JobId } from "../jobs/job.ts";
import type { JobSnapshot } from "../jobs/job-feed.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { ChangedJobs } from "../jobs/job-store.ts";
import { activeJobs } from "./active-jobs.ts";
import type { JobJson } from "./contract/jobs.ts";
import { withSilence } from "./with-silence.ts";

/** How long a client waits before it connects again. */
const retryMs = 2_000;
/**
 * A client that takes nothing for this many heartbeats is disconnected. With one heartbeat, the connection of an idle
 * server would often end when its heartbeat was due.
 */
const deafHeartbeats = 3;
const pageSize = 100;

/** The shortest time between two events of one job. */
export const minIntervalMs = 100;

/**
 * The body of an answer of events. It ends when `snapshots` ends. Sets the headers and the time limit of `reply`.
 *
 * @param options.heartbeatMs how long a stream may be silent. Default: 15 seconds
 * @param options.settledRevision see `JobFeed.settledRevision`
 */
export function eventStream(
  reply: FastifyReply,
  snapshots: AsyncIterableIterator<JobSnapshot>,
  json: (snapshot: JobSnapshot) => Promise<JobJson>,
  {
    heartbeatMs = 15_000,
    settledRevision = () => null,
  }: { readonly heartbeatMs?: number; readonly settledRevision?: () => number | null } = {},
): Readable {
  reply.raw.setTimeout(deafHeartbeats * heartbeatMs, () => reply.raw.destroy());
  reply.headers({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  // The id from which a client misses nothing if it connects again, on whichever server.
  const idOf = ({ revision }: Job): number => Math.min(revision, settledRevision() ?? Infinity);
  return Readable.from(lines(withSilence(snapshots, heartbeatMs), json, idOf));
}

/** The present state of the job, unless the client has it, and then every change until the job ends. */
export async function* changesOfJob(
  queue: AsyncJobQueue,
  job: Job,
  start: { readonly changes: AsyncIterable<JobSnapshot>; readonly after: number | null },
): AsyncGenerator<JobSnapshot> {
  if (start.after === null || start.after < job.revision) yield queue.snapshot(job);
  if (hasEnded(job)) return;
  for await (const snapshot of start.changes) {
    if (snapshot.job.revision < job.revision) continue;
    yield snapshot;
    if (hasEnded(snapshot.job)) return;
  }
}

/**
 * The jobs that the client has missed, and then every change of any job, without an end.
 *
 * Missed jobs are those that changed after the last event of the client, and all active jobs: the feed delays changes of a
 * job for a moment, so an older change may not have been sent yet.
 */
export async function* changesOfAll(
  queue: AsyncJobQueue,
  start: { readonly changes: AsyncIterable<JobSnapshot>; readonly after: number | null; readonly signal: AbortSignal },
): AsyncGenerator<JobSnapshot> {
  const told = new Map<JobId, number>();
  for await (const job of missed(queue, start.after)) {
    if (start.signal.aborted) return;
    if ((told.get(job.id) ?? -1) >= job.revision) continue;
    told.set(job.id, job.revision);
    yield queue.snapshot(job);
  }
  for await (const snapshot of start.changes) {
    const { id, revision } = snapshot.job;
    if (revision < (told.get(id) ?? 0)) continue;
    told.delete(id);
    yield snapshot;
  }
}

async function* missed(queue: AsyncJobQueue, after: number | null): AsyncGenerator<Job> {
  let revision = after;
  while (revision !== null) {
    const changed: ChangedJobs = await queue.changedSince(revision, { limit: pageSize });
    yield* changed.jobs;
    revision = changed.more ? changed.next : null;
  }
  yield* activeJobs(queue);
}

async function* lines(
  snapshots: AsyncIterable<JobSnapshot | null>,
  json: (snapshot: JobSnapshot) => Promise<JobJson>,
  idOf: (job: Job) => number,
): AsyncGenerator<string> {
  yield `retry: ${retryMs}\n\n`;
  for await (const snapshot of snapshots) {
    if (snapshot === null) yield ": heartbeat\n\n";
    else yield `id: ${idOf(snapshot.job)}\nevent: job\ndata: ${JSON.stringify(await json(snapshot))}\n\n`;
  }
}
