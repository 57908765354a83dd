import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { JobJson } from "../api/contract/jobs.ts";
import { plainScanView } from "./plain-scan-view.ts";
import { Printer } from "./printer.ts";

const counts = {
  found: 10_000,
  scanned: 0,
  new: 0,
  updated: 0,
  moved: 0,
  skipped: 0,
  unreadable: 0,
  missing: 0,
  error_count: 0,
  directory_errors: 0,
};

/** What a log says of a scan of 100 files a second that lists for 40 s. The clock adds `asleepMs` after 62 s. */
async function logOf(seconds: number, asleepMs = 0): Promise<string> {
  const stream = new PassThrough({ encoding: "utf8" });
  let now = 0;
  const view = plainScanView(await Printer.on(stream as unknown as NodeJS.WriteStream), () => now);
  for (let second = 0; second <= seconds; second += 1) {
    now = second * 1_000 + (second > 62 ? asleepMs : 0);
    const scanned = second * 100;
    view.show({
      payload: {},
      progress: second < 40 ? null : scanned / 10_000,
      counts: { ...counts, scanned },
    } as JobJson);
  }
  view.close();
  return String(stream.read());
}

const lines = "  3,000 of 10,000 files found so far, 100 files/s\n  6,000 of 10,000 files, 100 files/s, 40 s left\n";

test("a scan in a log says now and then how far it is", async () => {
  expect(await logOf(65)).toBe(lines);
});

test("the time that a process was suspended says nothing about the rate of its scan", async () => {
  // The first line after the pause is due at once, before there is a new rate.
  const after = "  6,300 of 10,000 files\n  9,300 of 10,000 files, 100 files/s, 7 s left\n";
  expect(await logOf(95, 60_000)).toBe(lines + after);
});
