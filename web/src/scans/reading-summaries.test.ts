import { expect, test } from "vitest";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { checking } from "../texts/de/checking.ts";
import { comparing } from "../texts/de/comparing.ts";
import { checkSummary } from "./checking/check-summary.ts";
import { comparisonSummary } from "./comparing/comparison-summary.ts";

/** A job of two files or videos that ended early, with a part of the first read. */
const job = (status: string, counts: object) =>
  ({
    status,
    progress: 0.45,
    cancel_requested_at: null,
    counts: { found: 2, error_count: 0, ...counts },
  }) as unknown as JobJson;
const check = (status: string, checked: number) => checkSummary(job(status, { checked }), { brokenBefore: 0 });
const comparison = (status: string, compared: number) => comparisonSummary(job(status, { compared }));

test("a comparison or a check that has finished nothing says so, and that the next one begins anew", () => {
  expect(comparison("cancelled", 0)).toBe(
    "Cancelled before a file was finished. The next comparison begins these files again.",
  );
  expect(comparison("failed", 0)).toBe(
    "Failed before a file was finished. The next comparison begins these files again.",
  );
  expect(comparison("cancelled", 1)).toBe(
    "Cancelled after comparing 1 of 2 files. The results of finished files are kept.",
  );
  expect(check("cancelled", 0)).toBe(
    "Cancelled before a video was finished. The next check begins these videos again.",
  );
  expect(check("failed", 0)).toBe("Failed before a video was finished. The next check begins these videos again.");
  expect(check("cancelled", 1)).toBe(
    "Cancelled after checking 1 of 2 videos. The results of finished videos are kept.",
  );
  expect(comparing.summary.cancelledUnfinished).toBe(
    "Abgebrochen, bevor eine Datei fertig war. Der nächste Vergleich beginnt diese Dateien von vorn.",
  );
  expect(checking.summary.cancelledUnfinished).toBe(
    "Abgebrochen, bevor ein Video fertig war. Die nächste Prüfung beginnt diese Videos von vorn.",
  );
});
