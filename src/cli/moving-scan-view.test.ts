import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { JobJson } from "../api/contract.ts";
import { frame } from "./moving-scan-view.ts";
import { ownCommand } from "./own-command.ts";
import { scanProblems, scanSummary } from "./scan-summary.ts";

const counts = { found: 5_128, scanned: 2_410, new: 2_104, updated: 0, skipped: 296, missing: 0, error_count: 10 };

function job(changes: Partial<JobJson> = {}): JobJson {
  return {
    job_id: "11111111-1111-4111-8111-111111111111",
    job_type: "scan",
    status: "running",
    progress: 0.47,
    result: null,
    error: null,
    counts,
    payload: { path: "/media/Videos", recursive: true },
    attempt: 0,
    worker: "w",
    current_path: "/media/Videos/Clips/2019/harbour.mov",
    cancel_requested_at: null,
    cancel_reason: null,
    resumes: null,
    submitted_at: "2026-01-02T03:04:05.000Z",
    started_at: "2026-01-02T03:04:05.000Z",
    finished_at: null,
    ...changes,
  };
}

const result = { ...counts, errors: [], stopped_early: true, duration_ms: 12_000 };

describe("what the terminal shows while a scan goes on", () => {
  const shown = (changes: Partial<JobJson> = {}, columns = 100) =>
    frame(job(changes), { columns, filesPerSecond: 812, now: 0 });

  test("a bar, how many of how many, the rate, the time left, the counts and the file at hand", () => {
    expect(shown()).toEqual([
      "  ███████████░░░░░░░░░░░░░░   47%  2,410 of 5,128 files   812 files/s   3 s left",
      "  new 2,104   unchanged 296   errors 10     Clips/2019/harbour.mov",
    ]);
  });

  test("no percentage and no time left until there is an estimate", () => {
    const [first] = shown({ progress: null });
    expect(first).toBe("  █████░░░░░░░░░░░░░░░░░░░░  2,410 of 5,128 files found so far   812 files/s");
  });

  test("never more than the terminal is wide, with the end of the path", () => {
    for (const columns of [20, 40, 60, 80]) {
      for (const line of shown({}, columns)) expect(stripVTControlCharacters(line).length).toBeLessThan(columns);
    }
    expect(shown({}, 60)[1]).toMatch(/….*harbour\.mov$/);
  });

  test("a name that would move the cursor is shown, not obeyed", () => {
    const [, second] = shown({ current_path: "/media/Videos/a\u001b[2Jb\n.mov" });
    expect(second).toContain("a\\x1b[2Jb\\n.mov");
  });
});

const terminal = { ownCommand: ownCommand("gleaner") };
const summaryOf = (job: JobJson) => scanSummary(job, terminal);

describe("what is said when a scan has ended", () => {
  test("done", () => {
    const all = { ...counts, scanned: 5_128, new: 4_800, updated: 20, skipped: 300, error_count: 8, missing: 2 };
    expect(
      summaryOf(job({ status: "completed", counts: all, result: { ...result, ...all, stopped_early: false } })),
    ).toBe("Scanned 5,128 files in 12 s: 4,800 new, 20 updated, 300 unchanged, 8 errors, 2 gone missing.");
  });

  test("cancelled: after how many of how many, what was kept, and how to go on", () => {
    expect(summaryOf(job({ status: "cancelled", result }))).toBe(
      "Stopped after 2,410 of 5,128 files. 2,104 new videos are in your library.\nGo on with: gleaner scan /media/Videos",
    );
  });

  test("cancelled before anything was found", () => {
    const none = { ...counts, scanned: 0, new: 0, skipped: 0, error_count: 0 };
    const path = "/media/My Videos";
    expect(
      summaryOf(
        job({ status: "cancelled", progress: null, counts: none, result, payload: { path, recursive: false } }),
      ),
    ).toBe(
      "Stopped after 0 files. Nothing new was found until then; your library is as it was.\n" +
        "Go on with: gleaner scan '/media/My Videos' --no-recursive",
    );
  });

  test("cancelled, when it was started with other flags and by another name", () => {
    const options = { ownCommand: ownCommand("./gleaner", { data: "/a b" }), flags: ["--max-rate", "5"] };
    expect(scanSummary(job({ status: "cancelled", result }), options)).toContain(
      "Go on with: ./gleaner scan /media/Videos --max-rate 5 --data '/a b'",
    );
  });

  test("cancelled just as it ended", () => {
    expect(summaryOf(job({ status: "cancelled", result: { ...result, stopped_early: false } }))).toContain(
      "the cancel came as it ended",
    );
  });

  test("failed and stalled: why, and what was kept", () => {
    expect(summaryOf(job({ status: "failed", error: "Cannot read /media/Videos: it is not there.", result }))).toBe(
      "The scan failed after 2,410 of 5,128 files: Cannot read /media/Videos: it is not there.\n" +
        "2,104 new videos are in your library.\nGo on with: gleaner scan /media/Videos",
    );
    expect(summaryOf(job({ status: "timeout", error: "Nothing has moved for 600 seconds.", result }))).toContain(
      "was given up after",
    );
  });

  test("the first of the files that could not be read are named, as seen from the directory", () => {
    const errors = Array.from({ length: 10 }, (_, index) => ({
      path: `/media/Videos/${index}\u0007.mp4`,
      error: "is empty",
    }));
    const text = scanProblems(job({ counts: { ...counts, error_count: 12 }, result: { ...result, errors } }), terminal);
    expect(text.split("\n")).toHaveLength(13);
    expect(text).toContain("12 files could not be read:\n  0\\x07.mp4: is empty\n");
    expect(text).toContain("  and 2 more: gleaner jobs 11111111-1111-4111-8111-111111111111\n");
    expect(scanProblems(job({ counts: { ...counts, error_count: 0 } }), terminal)).toBe("");
  });
});
