import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { JobJson } from "../api/contract/jobs.ts";
import { frame } from "./moving-scan-view.ts";
import { ownCommand } from "./own-command.ts";
import { isIncomplete, problemsHeading, scanProblems, scanSummary } from "./scan-summary.ts";

const counts = {
  found: 5_128,
  scanned: 2_410,
  new: 2_104,
  updated: 0,
  moved: 0,
  skipped: 296,
  unreadable: 0,
  missing: 0,
  excluded: 0,
  error_count: 10,
  directory_errors: 0,
};

function job(changes: Partial<JobJson> = {}): JobJson {
  return {
    job_id: "11111111-1111-4111-8111-111111111111",
    job_type: "scan",
    status: "running",
    progress: 0.47,
    result: null,
    error: null,
    counts,
    payload: { path: "/media/Videos", recursive: true, accept_empty: false },
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

  test("a bar whose width depends on the terminal alone", () => {
    const barOf = (changes: Partial<JobJson>, columns: number) =>
      /[█░]+/.exec(shown(changes, columns)[0] ?? "")?.[0].length;
    for (const [columns, width] of [
      [40, 5],
      [65, 13],
      [80, 25],
      [120, 25],
    ] as const) {
      const many = { ...counts, found: 5_128_000, scanned: 2_410_000 };
      expect([barOf({}, columns), barOf({ counts: many }, columns), barOf({ progress: null }, columns)]).toEqual([
        width,
        width,
        width,
      ]);
    }
  });

  test("on a narrow terminal fewer parts, each of them whole", () => {
    expect(shown({}, 40)).toEqual(["  ██░░░   47%  2,410 of 5,128 files", "  new 2,104   unchanged 296   errors 10"]);
  });

  test("never more than the terminal is wide, with the end of the path", () => {
    for (const columns of [20, 40, 60, 80]) {
      for (const line of shown({}, columns)) expect(stripVTControlCharacters(line).length).toBeLessThan(columns);
    }
    expect(shown({}, 60)[1]).toMatch(/….*harbour\.mov$/);
    const sentence = "worker nas (process 12) leaves /media to others: /media/a.mp4 is not there on this machine.";
    expect(shown({ current_path: sentence }, 100)[1]).toMatch(/ worker nas .*…$/);
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
    const all = {
      ...counts,
      scanned: 5_128,
      new: 4_800,
      updated: 20,
      skipped: 300,
      error_count: 8,
      missing: 2,
      excluded: 3,
    };
    expect(
      summaryOf(job({ status: "completed", counts: all, result: { ...result, ...all, stopped_early: false } })),
    ).toBe(
      "Scanned 5,128 files in 12 s: 4,800 new, 20 updated, 300 unchanged, 8 errors, 2 missing, 3 removed, because they are left out.",
    );
  });

  test("cancelled: after how many of how many, what was kept, and how to resume", () => {
    expect(summaryOf(job({ status: "cancelled", result }))).toBe(
      "Cancelled after 2,410 of 5,128 files. 2,104 videos were added and are in your library.\nResume with: gleaner resume 11111111",
    );
  });

  test("cancelled: what was kept, in the words of the page", () => {
    const updated = job({ status: "cancelled", counts: { ...counts, new: 0, updated: 2_104 } });
    expect(summaryOf(updated)).toContain("files. 2,104 videos were updated in your library.\n");
  });

  test("cancelled before anything was found", () => {
    const none = { ...counts, scanned: 0, new: 0, skipped: 0, error_count: 0 };
    expect(
      summaryOf(
        job({
          status: "cancelled",
          progress: null,
          counts: none,
          result,
        }),
      ),
    ).toBe("Cancelled after 0 files. No videos were added.\nResume with: gleaner resume 11111111");
  });

  test("cancelled, when it was started by another name", () => {
    const options = { ownCommand: ownCommand("./gleaner", { data: "/a b" }) };
    expect(scanSummary(job({ status: "cancelled", result }), options)).toContain(
      "Resume with: ./gleaner resume 11111111 --data '/a b'",
    );
  });

  test("waiting, with the flags that it was started with", () => {
    const waiting = job({ status: "pending", started_at: null });
    const flags = { follow_links: false, include_hidden: true, max_rate: 0.5, exclude: ["*.ts"] };
    expect(summaryOf({ ...waiting, payload: { ...waiting.payload, ...flags } })).toContain(
      "--exclude '*.ts' --no-follow-links --include-hidden --max-rate 0.5",
    );
  });

  test("cancelled just as it ended", () => {
    expect(summaryOf(job({ status: "cancelled", result: { ...result, stopped_early: false } }))).toContain(
      "The cancel arrived when all 2,410 files had already been scanned. 2,104 videos were added",
    );
  });

  test("failed and stalled: why, and what was kept", () => {
    expect(summaryOf(job({ status: "failed", error: "Cannot read /media/Videos: it is not there.", result }))).toBe(
      "The scan failed after 2,410 of 5,128 files: Cannot read /media/Videos: it is not there.\n" +
        "2,104 videos were added and are in your library.\nResume with: gleaner resume 11111111",
    );
    expect(summaryOf(job({ status: "timeout", error: "Nothing has moved for 600 seconds.", result }))).toContain(
      "The scan timed out after 2,410 of 5,128 files: ",
    );
  });

  test("waiting and paused: a scan that has not begun, and one that continues with the server", () => {
    const waiting = { status: "pending", progress: null, started_at: null } as const;
    const payload = { path: "/media/My Videos", recursive: false, accept_empty: false };
    expect(summaryOf(job({ ...waiting, payload }))).toBe(
      "The scan is waiting. It starts by itself while `gleaner serve` runs.\n" +
        "Run it here with: gleaner scan '/media/My Videos' --no-recursive",
    );
    expect(summaryOf(job({ status: "pending" }))).toBe(
      "Paused at 2,410 of 5,128 files. It continues while `gleaner serve` runs.\n" +
        "Continue it here with: gleaner scan /media/Videos",
    );
  });

  test("the first files that could not be read are named, as seen from the directory", () => {
    const first = Array.from({ length: 12 }, (_, index) => ({
      path: `/media/Videos/${index}\u0007.mp4`,
      error: "is\u001b[2J empty",
      code: "not_video",
    }));
    const text = scanProblems(job(), { first, total: 12 }, terminal);
    expect(text.split("\n")).toHaveLength(12);
    expect(text).toContain("12 files could not be read:\n  0\\x07.mp4: is\\x1b[2J empty\n");
    expect(text).toMatch(/ {2}and 2 more: gleaner jobs 11111111-1111-4111-8111-111111111111$/);
    expect(scanProblems(job(), { first: [], total: 0 }, terminal)).toBe("");
  });

  test("a directory that could not be read is not called a file, and makes the scan incomplete", () => {
    const locked = { path: "/media/Videos/locked", error: "permission denied", code: "directory_unreadable" };
    const broken = { path: "/media/Videos/a.mp4", error: "is empty", code: "not_video" };
    const heading = (errors: (typeof locked)[]) => problemsHeading({ first: errors, total: errors.length });
    expect(heading([locked])).toBe("1 directory could not be read:");
    expect(heading([locked, broken, broken])).toBe("1 directory and 2 files could not be read:");
    const found = { ...counts, directory_errors: 1 };
    expect(isIncomplete({ counts: found }, { first: [locked, broken], total: 2 })).toBe(true);
    expect(isIncomplete({ counts: found }, { first: [{ ...locked, code: "root_empty" }], total: 1 })).toBe(true);
    // Only the first errors are read, and those of directories may come later.
    expect(isIncomplete({ counts: found }, { first: [broken], total: 2_000 })).toBe(true);
    expect(isIncomplete({ counts }, { first: [broken], total: 1 })).toBe(false);
    expect(isIncomplete({ counts: found }, { first: [{ ...locked, code: "link_loop" }], total: 1 })).toBe(false);
  });

  test("a terminal of 40 columns says in fewer words how many files are done", () => {
    const [line = ""] = frame(job({ progress: 0 }), { columns: 38, filesPerSecond: null, now: 0 });
    expect(stripVTControlCharacters(line).trim()).toBe("░░░░░    0%  2,410 of 5,128 so far");
  });

  test("a number of files that is an estimate is called so, on the page and here", () => {
    const listing = { ...counts, found: 3_000 };
    const half = job({ counts: listing, progress: counts.scanned / 5_128 });
    const [line = ""] = frame(half, { columns: 100, filesPerSecond: null, now: 0 });
    expect(stripVTControlCharacters(line)).toContain("2,410 of about 5,128 files");
    expect(summaryOf({ ...half, status: "cancelled" })).toContain("Cancelled after 2,410 of about 5,128 files.");
    expect(summaryOf(half)).toBe("The scan is running: 2,410 of about 5,128 files so far.");
  });

  test("directories that could not be read are in no number of files", () => {
    const found = { ...counts, found: 344, scanned: 344, new: 341, skipped: 0, error_count: 3, directory_errors: 2 };
    const ended = job({ status: "completed", progress: 1, counts: found, result: { ...result, ...found } });
    expect(summaryOf(ended)).toBe("Scanned 342 files in 12 s: 341 new, 1 error, 2 directory errors.");
    const half = { ...found, scanned: 172, new: 170, error_count: 2 };
    expect(summaryOf(job({ counts: half, progress: 0.5 }))).toBe("The scan is running: 170 of 342 files so far.");
    const [line = ""] = frame(job({ counts: half, progress: 0.5 }), { columns: 100, filesPerSecond: null, now: 0 });
    expect(stripVTControlCharacters(line)).toContain("50%  170 of 342 files");
  });
});
