import { expect, test } from "vitest";
import type { JobJson } from "../api/contract/jobs.ts";
import { checkSummary } from "./check-summary.ts";
import { compareSummary } from "./compare-summary.ts";

const options = { ownCommand: (...words: readonly string[]) => ["gleaner", ...words].join(" "), resume: "Resume." };

/** A job with two items, of which the first is read in part. */
function job(status: JobJson["status"], counts: object, startedAt: string | null = "2026-01-01T00:00:00Z"): JobJson {
  const common = { payload: { path: "/films" }, progress: 0.45, error: "The disk is full.", result: null };
  const times = { started_at: startedAt, cancel_requested_at: null };
  return { ...common, ...times, status, counts: { found: 2, error_count: 0, ...counts } } as JobJson;
}

test("a comparison that ended early counts only the files that it has finished", () => {
  const none = { compared: 0, found_bytes: 6e9, done_bytes: 0 };
  const again = "The next comparison begins these files again.";
  const summary = (...args: Parameters<typeof job>) => compareSummary(job(...args), options);
  expect(summary("running", none)).toBe("Comparing files in /films: 0 of 2 files (2.7 GB of 6.0 GB) so far.");
  expect(summary("cancelled", none)).toBe(`Cancelled before a file was finished. ${again}\nResume.`);
  expect(summary("failed", none)).toBe(
    `Comparing files in /films failed before a file was finished: The disk is full.\n${again}\nResume.`,
  );
  const one = { compared: 1, found_bytes: 6e9, done_bytes: 1e9 };
  expect(summary("cancelled", one)).toBe(
    "Cancelled after comparing 1 of 2 files (1.0 GB of 6.0 GB). The results of finished files are kept.\nResume.",
  );
  expect(summary("pending", one)).toContain("is waiting, after 1 of 2 files (1.0 GB of 6.0 GB).");
});

test("a check that ended early counts only the videos that it has finished", () => {
  const none = { checked: 0, found_seconds: 7_200, done_seconds: 0 };
  const again = "The next check begins these videos again.";
  const summary = (...args: Parameters<typeof job>) => checkSummary(job(...args), options);
  expect(summary("cancelled", none)).toBe(`Cancelled before a video was finished. ${again}\nResume.`);
  expect(summary("failed", none)).toBe(
    `Checking /films failed before a video was finished: The disk is full.\n${again}\nResume.`,
  );
  expect(summary("cancelled", { ...none, checked: 1, done_seconds: 600 })).toBe(
    "Cancelled after checking 1 of 2 videos (10:00 of 2:00:00). It is not broken. The results of finished videos are kept.\nResume.",
  );
});

test("a comparison and a check that have not begun say that they wait", () => {
  const waits = job("pending", { found: 0 }, null);
  expect(compareSummary(waits, options)).toBe(
    "Comparing files in /films is waiting for its turn. It begins while `gleaner serve` runs.",
  );
  expect(checkSummary(waits, options)).toBe(
    "Checking /films is waiting for its turn. It begins while `gleaner serve` runs.",
  );
});
