import { describe, expect, it } from "vitest";
import { jobWith } from "../../../../test/page/job-under-test.ts";
import { outcomeText } from "./outcome-text.ts";

const resultOf = (counts: object, rest: object) => ({
  ...jobWith({ counts }).counts,
  errors: [],
  stopped_early: true,
  duration_ms: 125_000,
  ...rest,
});

describe("what the dialog says of a scan that has ended", () => {
  it("says how far a cancelled scan was, and what was kept", () => {
    const counts = { found: 2000, scanned: 1240, new: 1198, skipped: 32, error_count: 10 };
    const job = jobWith({ status: "cancelled", progress: 1240 / 5100, counts });
    expect(outcomeText(job)).toEqual([
      "Cancelled after 1,240 of about 5,100 files.",
      "1,198 videos were added and are in your library.",
    ]);
  });

  it("does not say about when all files have been found", () => {
    const job = jobWith({ status: "cancelled", progress: 0.5, counts: { found: 4, scanned: 2, updated: 1, new: 1 } });
    expect(outcomeText(job)).toEqual([
      "Cancelled after 2 of 4 files.",
      "1 video was added and 1 updated. All are in your library.",
    ]);
  });

  it("says that nothing was added where nothing was", () => {
    const job = jobWith({ status: "cancelled", counts: { found: 1, scanned: 1, skipped: 1 } });
    expect(outcomeText(job)).toEqual(["Cancelled after 1 file.", "No videos were added."]);
  });

  it("says that a scan cancelled while waiting never started", () => {
    expect(outcomeText(jobWith({ status: "cancelled", started_at: null }))[0]).toBe("Cancelled before it started.");
  });

  it("says that the cancel came at the end, where it did", () => {
    const job = jobWith({
      status: "cancelled",
      counts: { scanned: 2, new: 2 },
      result: resultOf({}, { stopped_early: false }),
    });
    expect(outcomeText(job)[0]).toBe("The cancel arrived when all 2 files had already been scanned.");
  });

  it("names what a completed scan has found and how long it took", () => {
    const counts = { found: 5128, scanned: 5128, new: 5100, skipped: 28, missing: 2 };
    const job = jobWith({ status: "completed", progress: 1, counts, result: resultOf(counts, {}) });
    expect(outcomeText(job)).toEqual([
      "Scanned 5,128 files in 2 min 5 s.",
      "5,100 videos were added and are in your library.",
      "2 videos are missing: their files are gone.",
    ]);
  });

  it("says how many videos were removed because they are left out", () => {
    const counts = { found: 1, scanned: 1, skipped: 1, excluded: 3 };
    expect(outcomeText(jobWith({ status: "completed", counts, result: resultOf(counts, {}) })).slice(1)).toEqual([
      "No videos were added.",
      "3 videos were removed from your library, because scans leave them out now.",
    ]);
  });

  it("does not call a library up to date with files that could not be read, or are gone", () => {
    const ended = (counts: object) => outcomeText(jobWith({ status: "completed", counts }))[1];
    expect(ended({ scanned: 2, skipped: 2 })).toBe("Nothing new was found. Your library is unchanged.");
    expect(ended({ scanned: 2, unreadable: 2 })).toBe("No videos were added.");
    expect(ended({ scanned: 2, skipped: 1, error_count: 1 })).toBe("No videos were added.");
    expect(ended({ scanned: 2, skipped: 2, missing: 315 })).toBe("No videos were added.");
  });

  it("says that nothing could be read if everything is an error, also if that is an empty mount point", () => {
    const counts = { found: 1, scanned: 1, error_count: 1 };
    const text = outcomeText(jobWith({ status: "completed", counts }));
    expect(text).toEqual(["Nothing in this directory could be read."]);
  });

  it("mentions subdirectories that were left out when there are no videos", () => {
    const job = jobWith({ status: "completed", payload: { path: "/films", recursive: false, accept_empty: false } });
    expect(outcomeText(job).slice(1)).toEqual([
      "There are no videos in this directory.",
      "Subdirectories were not included.",
    ]);
    expect(outcomeText(jobWith({ status: "completed" }))).toHaveLength(2);
  });

  it("says how far a failed scan and a scan that timed out were, and what was kept", () => {
    const counts = { found: 10, scanned: 3, new: 3 };
    expect(outcomeText(jobWith({ status: "failed", progress: 0.3, counts }))).toEqual([
      "The scan failed after 3 of 10 files.",
      "3 videos were added and are in your library.",
    ]);
    expect(outcomeText(jobWith({ status: "timeout", progress: 0.3, counts }))).toEqual([
      "The scan timed out after 3 of 10 files: it made no more progress.",
      "3 videos were added and are in your library.",
    ]);
  });
});
