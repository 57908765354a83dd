import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { jobWith } from "../../../test/page/job-under-test.ts";
import type { Connection, FeedState, JobFeed } from "./job-feed.ts";
import { JobFeedContext } from "./use-jobs.ts";
import { changeBetween, libraryKey, useLibraryRefresh } from "./use-library-refresh.ts";

function state(jobs: readonly JobJson[], connection: Connection = "live", gone: readonly string[] = []): FeedState {
  return {
    jobs: new Map(jobs.map((job) => [job.job_id, job])),
    active: jobs.filter(({ status }) => status === "running"),
    rates: new Map(),
    gone: new Set(gone),
    connection,
    problem: null,
  };
}

describe("the library and the history", () => {
  it("have changed when a scan started or ended, even if it was never seen running", () => {
    expect(changeBetween(state([]), state([jobWith()]))).toBe("turned");
    expect(changeBetween(state([jobWith()]), state([jobWith({ status: "completed" })]))).toBe("turned");
    expect(changeBetween(state([]), state([jobWith({ status: "completed" })]))).toBe("turned");
  });

  it("have changed when the server was away, and when a scan is gone", () => {
    expect(changeBetween(state([], "unreachable"), state([], "polling"))).toBe("turned");
    expect(changeBetween(state([jobWith()]), state([], "live", [jobWith().job_id]))).toBe("turned");
  });

  it("change during a scan only by what it writes", () => {
    const before = state([jobWith({ counts: { scanned: 1 } })]);
    expect(changeBetween(before, state([jobWith({ counts: { scanned: 9, skipped: 8 } })]))).toBe("none");
    expect(changeBetween(before, state([jobWith({ counts: { scanned: 9, new: 1 } })]))).toBe("wrote");
    expect(changeBetween(before, before)).toBe("none");
  });
});

describe("what is shown of the library", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Shows something of the library. Returns how often it was asked for, and a function that brings the next state. */
  function show(first: FeedState) {
    let now = first;
    const listeners = new Set<() => void>();
    const feed: Pick<JobFeed, "state" | "subscribe"> = {
      state: () => now,
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const asked = vi.fn<() => Promise<number>>(async () => 1);
    const { unmount } = renderHook(
      () => {
        useLibraryRefresh();
        useQuery({ queryKey: [libraryKey, "facets"], queryFn: asked });
      },
      {
        wrapper: ({ children }) => (
          <QueryClientProvider client={new QueryClient()}>
            <JobFeedContext value={feed as JobFeed}>{children}</JobFeedContext>
          </QueryClientProvider>
        ),
      },
    );
    const bring = (next: FeedState) => {
      now = next;
      for (const listener of listeners) listener();
    };
    return { asked, bring, unmount };
  }

  const wrote = (count: number, ...more: JobJson[]) => state([jobWith({ counts: { new: count } }), ...more]);

  it("is loaded every two seconds while a scan writes, and once more when no answer is old", async () => {
    vi.useFakeTimers();
    const { asked, bring } = show(state([jobWith()]));
    await vi.advanceTimersByTimeAsync(0);
    for (let count = 1; count <= 55; count += 1) {
      bring(wrote(count));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(asked).toHaveBeenCalledTimes(1 + 2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toHaveBeenCalledTimes(1 + 3);
    // The server may answer until then what it has counted before.
    await vi.advanceTimersByTimeAsync(9_000);
    expect(asked).toHaveBeenCalledTimes(1 + 3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1 + 4);
  });

  it("is loaded once more after another scan has started, but not after the last one has ended", async () => {
    vi.useFakeTimers();
    const { asked, bring } = show(state([jobWith()]));
    await vi.advanceTimersByTimeAsync(0);
    const other = "0198c0de-0000-7000-8000-000000000002";
    bring(wrote(1, jobWith({ job_id: other })));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1 + 2);
    bring(state([jobWith({ status: "completed" }), jobWith({ job_id: other, status: "completed" })]));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1 + 3);
  });

  it("is not asked for after it is no longer shown", async () => {
    vi.useFakeTimers();
    const { asked, bring, unmount } = show(state([jobWith()]));
    await vi.advanceTimersByTimeAsync(0);
    bring(wrote(1));
    unmount();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
