/**
 * Makes notices of the jobs that end, and sends them.
 *
 * Nothing waits for it. The rows of the jobs say which of them have ended, and the cursor in the database up to where
 * notices were made of them. So no end is lost, whenever a process is killed, and a job ends without a word about notices.
 * A notice is in the database before it is sent, and is sent until the receiver has taken it or too much time has passed.
 */
import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import { hasEnded } from "../jobs/job.ts";
import type { JobFeed } from "../jobs/job-feed.ts";
import type { JobStore } from "../jobs/job-store.ts";
import { within } from "../within.ts";
import type { Deliveries, Delivery, Notice } from "./deliveries.ts";
import { type NoticeChoice, noticeOfJob } from "./notice-of-job.ts";
import { type Receiver, sendWebhook } from "./send-webhook.ts";

export interface NoticeRunnerOptions {
  readonly jobs: Pick<JobStore, "changedSince" | "latestRevision">;
  readonly deliveries: Deliveries;
  readonly feed: Pick<JobFeed, "subscribe">;
  /** Where notices go now, and which; null: nowhere. */
  readonly wish: () => NoticeWish | null;
  /** After how long a notice is sent again: one time for each attempt that failed, in milliseconds. Then it is given up. */
  readonly retriesMs?: readonly number[];
  /** How often to look for the ends of jobs of other processes, and for notices that they have left, in milliseconds. */
  readonly everyMs: number;
  readonly now?: () => Date;
  readonly onError: (error: unknown) => void;
}

export interface NoticeWish extends NoticeChoice {
  /** Of the webhook. */
  readonly address: string;
  readonly receiver: () => Promise<Receiver>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** As the specification of Standard Webhooks proposes, for 18 hours. */
const usualRetriesMs: readonly number[] = [
  5_000,
  30_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
];

/** For how long nobody else sends a notice that one process has taken, in milliseconds. It takes 10 seconds at most. */
const leaseMs = 30_000;

/** Nobody wants to hear of the end of a job that was so long ago, in milliseconds. */
const longestAgoMs = 24 * hourMs;

/** How long notices stay in the list of the last ones, in milliseconds. */
const keptMs = 7 * 24 * hourMs;

/** How many changed jobs are read at a time. */
const pageSize = 200;

export class NoticeRunner {
  readonly #options: NoticeRunnerOptions;
  readonly #stopping = new AbortController();
  /** Ends attempts. */
  readonly #leaving = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake = Promise.withResolvers<void>();
  /** How far the changes of jobs were read. Null: not since the start, or since there was no wish. */
  #readTo: number | null = null;
  #prunedAt = -Infinity;
  #hadWish = false;

  constructor(options: NoticeRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
    void this.#listen();
  }

  /** Call this when the wish has changed. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Sends what is due by now, for so long at most, and then stops. What is left is sent by the next process. */
  async stop(ms: number): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await within(ms, this.#running).catch(this.#options.onError);
    this.#leaving.abort();
    await within(ms, this.#running).catch(this.#options.onError);
  }

  async #listen(): Promise<void> {
    const { feed } = this.#options;
    for await (const _ of feed.subscribe({ endsOnly: true, signal: this.#stopping.signal })) this.wake();
  }

  async #run(): Promise<void> {
    const { everyMs, onError } = this.#options;
    for (let isLast = false; ; ) {
      this.#wake = Promise.withResolvers();
      let waitMs = everyMs;
      try {
        const dueMs = await this.#turn();
        waitMs = Math.min(everyMs, dueMs ?? everyMs);
      } catch (error) {
        if (this.#leaving.signal.aborted) return;
        onError(error);
      }
      if (isLast) return;
      isLast = this.#stopping.signal.aborted;
      if (isLast) continue;
      await this.#pause(waitMs);
    }
  }

  async #pause(ms: number): Promise<void> {
    const over = new AbortController();
    // A timer that nobody waits for any more must not stay.
    await Promise.race([
      this.#wake.promise,
      delay(Math.max(ms, 1), undefined, { ref: false, signal: over.signal }).catch(() => {}),
    ]);
    over.abort();
  }

  /** @returns in how many milliseconds something is due; null if nothing is */
  async #turn(): Promise<number | null> {
    const { deliveries, wish } = this.#options;
    const begun = wish();
    if (begun === null) {
      this.#readTo = null;
      // Whoever takes the webhook away wants to hear nothing of what is left.
      if (this.#hadWish) await deliveries.end();
      this.#hadWish = false;
      return null;
    }
    this.#hadWish = true;
    await deliveries.begin(begun.address);
    await this.#collect();
    await this.#prune();
    for (;;) {
      const wished = wish();
      // The next turn begins with the other address.
      if (wished !== null && wished.address !== begun.address) return 0;
      const delivery = wished === null ? null : await deliveries.claim({ leaseMs });
      if (wished === null || delivery === null) return deliveries.nextDueMs();
      await this.#send(delivery, await wished.receiver());
    }
  }

  /** Makes notices of the jobs that have ended since the last time. */
  async #collect(): Promise<void> {
    const { jobs, deliveries, wish, now = () => new Date() } = this.#options;
    let cursor = await deliveries.cursor();
    if (cursor === null) {
      // Nobody has asked for notices before, so they begin here.
      const latest = await jobs.latestRevision();
      await deliveries.add([], { from: null, to: latest });
      cursor = (await deliveries.cursor()) ?? latest;
    }
    let from = Math.max(cursor, this.#readTo ?? 0);
    for (;;) {
      const changed = await jobs.changedSince(from, { limit: pageSize });
      const choice = wish();
      if (choice === null) return;
      const oldest = now().getTime() - longestAgoMs;
      const ended = changed.jobs.filter(hasEnded);
      const notices = ended
        .filter(({ finishedAt }) => finishedAt.getTime() >= oldest)
        .map((job) => noticeOfJob(job, choice))
        .filter((notice): notice is Notice => notice !== null);
      // Other changes of jobs are read again after the next start, which does no harm, and need no write.
      if (ended.length > 0) {
        await deliveries.add(notices, { from: cursor, to: changed.next });
        cursor = changed.next;
      }
      from = changed.next;
      this.#readTo = from;
      if (!changed.more) return;
    }
  }

  async #send(delivery: Delivery, receiver: Receiver): Promise<void> {
    const { deliveries, retriesMs = usualRetriesMs } = this.#options;
    const { signal } = this.#leaving;
    const answer = await abortable(sendWebhook(delivery, receiver, { signal }), signal);
    if (answer.kind === "delivered") return deliveries.settle(delivery, { kind: "delivered" });
    const { message: problem, sentence, isGone } = answer;
    const retryMs = isGone ? null : (retriesMs[delivery.attempts - 1] ?? null);
    await deliveries.settle(delivery, { kind: "failed", problem, sentence, retryMs });
  }

  async #prune(): Promise<void> {
    if (performance.now() - this.#prunedAt < hourMs) return;
    this.#prunedAt = performance.now();
    await this.#options.deliveries.prune(keptMs);
  }
}
