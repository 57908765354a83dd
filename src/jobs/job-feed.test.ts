import { describe, expect, test, vi } from "vitest";
import type { Job, JobId, JobStatus } from "./job.ts";
import { JobFeed, type JobSnapshot } from "./job-feed.ts";

function snapshot(name: string, revision: number, status: JobStatus = "running"): JobSnapshot {
  const job = { id: name as JobId, revision, status } as Job;
  return { job, activity: null };
}

async function read(heard: AsyncIterator<JobSnapshot>): Promise<[string, number]> {
  const { value } = await heard.next();
  return [value.job.id, value.job.revision];
}

describe("the job feed", () => {
  test("publishes changes from the moment of subscribing, not of the first read", async () => {
    const feed = new JobFeed();
    const { signal } = new AbortController();
    feed.publish(snapshot("a", 1));
    const heard = feed.subscribe({ signal });
    feed.publish(snapshot("a", 2));
    feed.publish(snapshot("b", 3));
    expect([await read(heard), await read(heard)]).toEqual([
      ["a", 2],
      ["b", 3],
    ]);
  });

  test("a listener that does not read keeps one snapshot of each job, the newest", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal });
    for (let revision = 1; revision <= 10_000; revision++)
      feed.publish(snapshot(revision % 2 === 0 ? "a" : "b", revision));
    expect([await read(heard), await read(heard)].toSorted()).toEqual([
      ["a", 10_000],
      ["b", 9_999],
    ]);
  });

  test("an older state that arrives later is not published", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal });
    feed.publish(snapshot("a", 5, "cancelled"));
    expect(await read(heard)).toEqual(["a", 5]);
    feed.publish(snapshot("a", 4));
    feed.publish(snapshot("b", 6));
    expect(await read(heard)).toEqual(["b", 6]);
  });

  test("a listener to one job hears of no other job", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal, jobId: "b" as JobId });
    feed.publish(snapshot("a", 1));
    feed.publish(snapshot("b", 2));
    expect(await read(heard)).toEqual(["b", 2]);
  });

  test("the interval lies between two snapshots of a job, but its end does not wait", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal, minIntervalMs: 3_600_000 });
    feed.publish(snapshot("a", 1));
    expect(await read(heard)).toEqual(["a", 1]);
    feed.publish(snapshot("a", 2));
    const next = read(heard);
    feed.publish(snapshot("a", 3));
    feed.publish(snapshot("a", 4, "completed"));
    expect(await next).toEqual(["a", 4]);
  });

  test("a change within the interval is published after it", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal, minIntervalMs: 5 });
    feed.publish(snapshot("a", 1));
    await read(heard);
    feed.publish(snapshot("a", 2));
    expect(await read(heard)).toEqual(["a", 2]);
  });

  test("a listener to ends hears of nothing else", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal, endsOnly: true });
    const next = read(heard);
    feed.publish(snapshot("a", 1));
    feed.publish(snapshot("a", 2, "failed"));
    expect(await next).toEqual(["a", 2]);
  });

  test("a listener that waits for its interval is not woken by every change", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal, minIntervalMs: 3_600_000 });
    feed.publish(snapshot("a", 1));
    await read(heard);
    feed.publish(snapshot("a", 2));
    const next = read(heard);
    const timers = vi.spyOn(globalThis, "setTimeout");
    try {
      for (let revision = 3; revision < 1_000; revision++) {
        feed.publish(snapshot("a", revision));
        await Promise.resolve();
      }
      expect(timers).not.toHaveBeenCalled();
    } finally {
      timers.mockRestore();
    }
    feed.publish(snapshot("a", 1_000, "completed"));
    expect(await next).toEqual(["a", 1_000]);
  });

  test("aborting ends the iteration, even while it waits, and removes the listener", async () => {
    const feed = new JobFeed();
    const listening = new AbortController();
    const heard = feed.subscribe({ signal: listening.signal });
    const next = heard.next();
    expect(feed.size).toBe(1);
    listening.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(feed.size).toBe(0);
    expect(await feed.subscribe({ signal: listening.signal }).next()).toEqual({ done: true, value: undefined });
    expect(feed.size).toBe(0);
  });

  test("leaving the loop removes the listener", async () => {
    const feed = new JobFeed();
    const heard = feed.subscribe({ signal: new AbortController().signal });
    feed.publish(snapshot("a", 1));
    for await (const { job } of heard) {
      expect(job.revision).toBe(1);
      break;
    }
    expect(feed.size).toBe(0);
  });
});
