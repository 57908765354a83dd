import { expect, test } from "vitest";
import { rateLimits } from "./rate-limit.ts";

test("a file that waits follows another limit, and none at all", async () => {
  let maxRate = 0.001;
  const waiting = Promise.withResolvers<void>();
  const stop = new AbortController();
  const keepRate = rateLimits<{ path: string }>({ maxRate: () => maxRate, parts: [], stop: stop.signal }, () => {
    waiting.resolve();
  });
  await keepRate({ path: "/a" });
  const second = keepRate({ path: "/b" });
  await waiting.promise;
  // It would have to wait for a quarter of an hour.
  maxRate = 1_000;
  await second;
  maxRate = 0;
  await keepRate({ path: "/c" });
  maxRate = 0.001;
  await keepRate({ path: "/d" });
  const late = keepRate({ path: "/e" });
  stop.abort(new Error("stopped"));
  await expect(late).rejects.toThrow("stopped");
});
