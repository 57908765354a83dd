import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { JobJson } from "../api/contract/jobs.ts";
import { plainScanView } from "./plain-scan-view.ts";
import { Printer } from "./printer.ts";

test("a scan in a log says now and then how far it is", async () => {
  const stream = new PassThrough({ encoding: "utf8" });
  let now = 0;
  const view = plainScanView(await Printer.on(stream as unknown as NodeJS.WriteStream), () => now);
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
  for (let second = 0; second <= 65; second += 1) {
    now = second * 1_000;
    const scanned = second * 100;
    view.show({
      payload: {},
      progress: second < 40 ? null : scanned / 10_000,
      counts: { ...counts, scanned },
    } as JobJson);
  }
  expect(String(stream.read())).toBe(
    "  3,000 of 10,000 files found so far, 100 files/s\n  6,000 of 10,000 files, 100 files/s, 40 s left\n",
  );
});
