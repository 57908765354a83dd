import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { startApi } from "../../../test/api/start-api.ts";
import { FaultProxy } from "../../../test/page/fault-proxy.ts";
import { jobWith } from "../../../test/page/job-under-test.ts";
import { createApiClient } from "../api/api-client.ts";
import { Refused, Unreachable } from "../api/failures.ts";
import { type FeedState, JobFeed, type JobFeedOptions } from "./job-feed.ts";

const running = jobWith();
const id = running.job_id;

/** Resolves when the state of the feed passes the test. */
function until(feed: JobFeed, isSo: (state: FeedState) => boolean): Promise<void> {
  if (isSo(feed.state())) return Promise.resolve();
  return new Promise((resolve) => {
    const unsubscribe = feed.subscribe(() => {
      if (!isSo(feed.state())) return;
      unsubscribe();
      resolve();
    });
  });
}

interface Following extends AsyncDisposable {
  readonly api: Awaited<ReturnType<typeof startApi>>;
  readonly proxy: FaultProxy;
  readonly feed: JobFeed;
}

async function follow(options: JobFeedOptions = { pollMs: 100, notifyMs: 10 }): Promise<Following> {
  const api = await startApi();
  const proxy = await FaultProxy.start(await api.listen());
  const feed = new JobFeed(createApiClient({ baseUrl: proxy.url }), options);
  const stop = feed.start();
  return {
    api,
    proxy,
    feed,
    async [Symbol.asyncDispose]() {
      stop();
      await proxy[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

describe("the page's feed of jobs, over a real server", () => {
  it("tells of a scan from its beginning to its end", async () => {
    await using following = await follow({ pollMs: 60_000, notifyMs: 10 });
    const { api, feed } = following;
    await until(feed, (state) => state.connection === "live");
    const jobId = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ videos: [join(api.directory, "a.mp4")] });
    await until(feed, (state) => state.jobs.get(jobId)?.counts.new === 1);
    expect(feed.state().active.map((job) => job.job_id)).toEqual([jobId]);
    scan.finish();
    await until(feed, (state) => state.jobs.get(jobId)?.status === "completed");
    expect(feed.state().active).toEqual([]);
  });

  it("says that the server cannot be reached, and what has happened meanwhile when it can", async () => {
    await using following = await follow();
    const { api, proxy, feed } = following;
    const jobId = await api.scan();
    const scan = await api.nextScan();
    await until(feed, (state) => state.active.length === 1);
    proxy.down();
    await until(feed, (state) => state.connection === "unreachable");
    expect(feed.state().active).toHaveLength(1);
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
    proxy.up();
    await until(feed, (state) => state.jobs.get(jobId)?.status === "completed");
    await until(feed, (state) => state.connection === "live");
    expect(feed.state().active).toEqual([]);
  });

  it("polls where there is no stream, and where a stream says nothing", async () => {
    for (const streams of ["refuse", "withhold"] as const) {
      await using following = await follow();
      const { api, proxy, feed } = following;
      proxy.setStreams(streams);
      const jobId = await api.scan();
      const scan = await api.nextScan();
      feed.follow(jobId);
      await scan.commit({ videos: [join(api.directory, "a.mp4")] });
      await until(feed, (state) => state.jobs.get(jobId)?.counts.new === 1);
      if (streams === "refuse") expect(feed.state().connection).toBe("polling");
      scan.finish();
      await until(feed, (state) => state.jobs.get(jobId)?.status === "completed");
    }
  });

  it("says what is wrong when the server answers with errors, and when it is over", async () => {
    await using following = await follow();
    const { api, proxy, feed } = following;
    const jobId = await api.scan();
    const scan = await api.nextScan();
    await until(feed, (state) => state.active.length === 1);
    const detail = { code: "STORE_FULL", message: "The disk is full. Make room." };
    const end = proxy.answerAll("GET /api/v1/jobs?", 503, { detail });
    proxy.setStreams("refuse");
    await until(feed, (state) => state.connection === "failing");
    end();
    expect(feed.state().problem).toBe("The disk is full. Make room.");
    expect(feed.state().jobs.has(jobId)).toBe(true);
    await until(feed, (state) => state.connection === "polling");
    expect(feed.state().problem).toBeNull();
    scan.finish();
    await until(feed, (state) => state.jobs.get(jobId)?.status === "completed");
  });

  it("finds a job that has ended before, and says which ones the server does not know", async () => {
    await using following = await follow();
    const { api, feed } = following;
    const jobId = await api.scan();
    (await api.nextScan()).finish();
    await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
    feed.follow(jobId);
    feed.follow(id);
    await until(feed, (state) => state.jobs.get(jobId)?.status === "completed");
    await until(feed, (state) => state.gone.has(id));
    expect(feed.state().jobs.has(id)).toBe(false);
  });

  it("says that a scan is gone when another server takes the place of its server", async () => {
    await using following = await follow();
    await using other = await startApi();
    const { api, proxy, feed } = following;
    const jobId = await api.scan();
    await until(feed, (state) => state.active.length === 1);
    proxy.target = await other.listen();
    proxy.cutStreams();
    await until(feed, (state) => state.gone.has(jobId));
    expect(feed.state().active).toEqual([]);
  });

  it("asks again for a job that was gone when somebody wants to see it", async () => {
    await using following = await follow();
    const { api, proxy, feed } = following;
    const jobId = await api.scan();
    const unfollow = feed.follow(jobId);
    proxy.setStreams("refuse");
    feed.putGone(jobId);
    expect(feed.state().gone.has(jobId)).toBe(false);
    unfollow();
    feed.follow(jobId);
    await until(feed, (state) => state.jobs.has(jobId));
    expect(feed.state().gone.has(jobId)).toBe(false);
  });
});

describe("the page's feed of jobs", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** An event stream that the test controls. */
  class Stream extends EventTarget {
    static readonly CLOSED = 2;
    static last: Stream;
    readonly readyState = 1;
    constructor() {
      super();
      Stream.last = this;
    }
    close(): void {}
    tell(job: JobJson): void {
      this.dispatchEvent(new MessageEvent("job", { data: JSON.stringify(job) }));
    }
  }

  interface Answers {
    jobs: (signal: AbortSignal | undefined) => Promise<readonly JobJson[]>;
    job: (id: string) => Promise<JobJson>;
  }

  function startFeed(answers: Answers): { feed: JobFeed; stop: () => void } {
    vi.stubGlobal("EventSource", Stream);
    const feed = new JobFeed({
      eventsUrl: "",
      jobs: async (_, options) => ({ jobs: [...(await answers.jobs(options?.signal))], next_cursor: null }),
      job: (jobId) => answers.job(jobId),
    });
    return { feed, stop: feed.start() };
  }

  const nothing: Answers = { jobs: async () => [], job: async () => running };

  it("tells its listeners at most ten times a second, and always what came last", async () => {
    vi.useFakeTimers();
    const { feed, stop } = startFeed(nothing);
    await vi.advanceTimersByTimeAsync(200);
    const calls = vi.fn<() => void>();
    feed.subscribe(calls);
    // Four thousand files a second.
    for (let scanned = 1; scanned <= 4_000; scanned++) {
      Stream.last.tell(jobWith({ counts: { scanned } }));
      if (scanned % 4 === 0) await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(calls.mock.calls.length).toBeGreaterThan(5);
    expect(calls.mock.calls.length).toBeLessThanOrEqual(12);
    expect(feed.state().jobs.get(id)?.counts.scanned).toBe(4_000);
    stop();
  });

  it("takes what an event has said over the answer to a poll that began before it", async () => {
    vi.useFakeTimers();
    const answer = Promise.withResolvers<readonly JobJson[]>();
    const { feed, stop } = startFeed({ ...nothing, jobs: () => answer.promise });
    Stream.last.tell(jobWith({ counts: { scanned: 50 } }));
    answer.resolve([jobWith({ counts: { scanned: 20 } })]);
    await vi.advanceTimersByTimeAsync(200);
    expect(feed.state().jobs.get(id)?.counts.scanned).toBe(50);
    stop();
  });

  it("does not wake a job again that has ended, whatever answers are still on their way", async () => {
    vi.useFakeTimers();
    const { feed, stop } = startFeed(nothing);
    feed.put(jobWith({ status: "cancelled" }));
    feed.put(running);
    await vi.advanceTimersByTimeAsync(200);
    expect(feed.state().jobs.get(id)?.status).toBe("cancelled");
    stop();
  });

  it("asks every two seconds while a scan runs of which the stream says nothing, and seldom while none does", async () => {
    vi.useFakeTimers();
    const jobs = vi.fn<Answers["jobs"]>(async () => []);
    const { stop } = startFeed({ jobs, job: async () => jobWith({ status: "completed" }) });
    Stream.last.dispatchEvent(new Event("open"));
    await vi.advanceTimersByTimeAsync(0);
    jobs.mockClear();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(jobs.mock.calls.length).toBe(0);
    jobs.mockImplementation(async () => [running]);
    Stream.last.tell(running);
    await vi.advanceTimersByTimeAsync(10_500);
    expect(jobs.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(jobs.mock.calls.length).toBeLessThanOrEqual(5);
    stop();
  });

  it("distinguishes a server that answers with an error from one that does not answer in time", async () => {
    vi.useFakeTimers();
    const answers: Answers = {
      ...nothing,
      jobs: () => Promise.reject(new Refused("It stops.", { status: 503, code: "SERVER_STOPPING" })),
    };
    const { feed, stop } = startFeed(answers);
    await vi.advanceTimersByTimeAsync(200);
    expect(feed.state().connection).toBe("failing");
    answers.jobs = () => Promise.reject(new Unreachable("It does not answer."));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(feed.state().connection).toBe("unreachable");
    answers.jobs = async () => [];
    await vi.advanceTimersByTimeAsync(4_000);
    expect(feed.state().connection).toBe("polling");
    stop();
  });

  it("does not take a 404 of a proxy for the server's own", async () => {
    vi.useFakeTimers();
    const answers: Answers = {
      jobs: async () => [],
      job: () => Promise.reject(new Refused("Not here", { status: 404, code: "HTTP_404" })),
    };
    const { feed, stop } = startFeed(answers);
    feed.follow(id);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(feed.state().gone.has(id)).toBe(false);
    answers.job = () => Promise.reject(new Refused("No such job", { status: 404, code: "NOT_FOUND" }));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(feed.state().gone.has(id)).toBe(true);
    stop();
  });

  it("measures how fast a scan goes, and that it has come to a halt", async () => {
    vi.useFakeTimers();
    const { feed, stop } = startFeed({ ...nothing, jobs: async () => [jobWith({ counts: { scanned: 400 } })] });
    for (let scanned = 0; scanned <= 400; scanned += 20) {
      Stream.last.tell(jobWith({ counts: { scanned } }));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(feed.state().rates.get(id)).toBeCloseTo(200, -2);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(feed.state().rates.get(id)).toBe(0);
    stop();
  });
});
