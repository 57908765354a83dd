/** For tests: durable queues on a database of their own, and work for them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { DurableQueue, type DurableQueueOptions } from "../../src/jobs/durable-queue.ts";
import type { EndedJob, JobId, JsonObject } from "../../src/jobs/job.ts";
import type { JobContext, JobHandler, JobOutcome } from "../../src/jobs/job-handler.ts";
import { openSqlite, type Store } from "../../src/store/sqlite/open-sqlite.ts";

export type Work = (context: JobContext, payload: JsonObject) => Promise<JobOutcome>;

/** To be called once in a file of tests, each of which then has a database of its own. */
export function queuesUnderTest(): QueuesUnderTest {
  const queues = new QueuesUnderTest();
  beforeEach(() => queues.open());
  afterEach(() => queues.close());
  return queues;
}

class QueuesUnderTest {
  declare store: Store;
  declare directory: string;
  readonly #started: DurableQueue[] = [];

  async open(): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), "gleaner-queue-"));
    this.store = await openSqlite({ path: join(this.directory, "gleaner.db") });
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((queue) => queue.stop()));
    await this.store.close();
    await rm(this.directory, { recursive: true });
  }

  /** Starts one for jobs of the type `work`. */
  async start(work: Work, options: Partial<DurableQueueOptions> = {}): Promise<DurableQueue> {
    const queue = new DurableQueue({ store: this.store.jobs, handlers: { work: handler(work) }, ...options });
    this.#started.push(queue);
    await queue.start();
    return queue;
  }
}

export function handler(run: Work): JobHandler {
  return {
    initialCounts: { done: 0 },
    run: (job, context) => run(context, job.payload),
    salvage: (job) => Promise.resolve({ salvaged: job.id }),
  };
}

/** The job once it has ended. */
export async function end(queue: DurableQueue, id: JobId): Promise<EndedJob> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

export const finished: JobOutcome = { stoppedEarly: false, result: { finished: true } };
export const partial: JobOutcome = { stoppedEarly: true, result: { partial: true } };

/** Work that waits to be told to stop. */
export function untilStopped() {
  const started = Promise.withResolvers<JobContext>();
  const work: Work = async (context) => {
    started.resolve(context);
    await aborted(context.signal);
    return partial;
  };
  return { started: started.promise, work };
}

/** Work that goes on, whatever it is told, until it is released. */
export function untilReleased() {
  const started = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const work: Work = async () => {
    started.resolve();
    await released.promise;
    return partial;
  };
  return { started: started.promise, release: released.resolve, work };
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
