/** For tests: durable queues, each test with its own database, and work for them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { DurableQueue, type DurableQueueOptions } from "../../src/jobs/durable-queue.ts";
import type { EndedJob, JobId, JsonObject } from "../../src/jobs/job.ts";
import type { JobContext, JobHandler, JobOutcome } from "../../src/jobs/job-handler.ts";
import type { Store } from "../../src/store/store.ts";
import { openNewSqlite } from "../store/open-new-sqlite.ts";

export type Work = (context: JobContext, payload: JsonObject) => Promise<JobOutcome>;

/** Call this once in a test file. Every test then has its own database. */
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
    this.store = await openNewSqlite({ path: join(this.directory, "gleaner.db") });
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((queue) => queue.stop()));
    await this.store.close();
    await rm(this.directory, { recursive: true });
  }

  /** Starts a queue for jobs of the type `work`. */
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
  };
}

/** The job after its end. */
export async function end(queue: DurableQueue, id: JobId): Promise<EndedJob> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

export const finished: JobOutcome = { stoppedEarly: false };
export const partial: JobOutcome = { stoppedEarly: true };

/** Work that goes on until its signal aborts. */
export function untilStopped() {
  const started = Promise.withResolvers<JobContext>();
  const work: Work = async (context) => {
    started.resolve(context);
    await aborted(context.signal);
    return partial;
  };
  return { started: started.promise, work };
}

/** Work that ignores its signal and goes on until it is released. */
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
