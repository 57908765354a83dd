import { expect, test } from "vitest";
import type { JobId } from "../jobs/job.ts";
import type { FileProblem, FileStat, KnownFile } from "../library/scan-library.ts";
import { diff } from "./diff.ts";

const jobId = "this job" as JobId;
const file: FileStat = { path: "/v/a.mp4", size: 10, modifiedUs: 1_000 };
const video: KnownFile = {
  kind: "video",
  path: "/v/a.mp4",
  size: 10,
  modifiedUs: 1_000,
  missing: false,
  jobId: "earlier",
};
const fifo: FileProblem = {
  path: "/v/f.mp4",
  stat: { size: 0, modifiedUs: 5 },
  code: "not_regular_file",
  message: "is a FIFO",
};
const remembered: KnownFile = {
  kind: "problem",
  path: "/v/f.mp4",
  size: 0,
  modifiedUs: 5,
  missing: false,
  jobId: "earlier",
};
const nothing = { changed: [], problems: [], returned: [], readable: [], skipped: 0, handledBefore: 0 };

const compare = (listed: Partial<Parameters<typeof diff>[0]>, known: readonly KnownFile[], retryErrors = false) =>
  diff({ files: [], problems: [], ...listed }, known, { jobId, resumes: "resumed" as JobId, retryErrors });

test("a file that the library does not know is to be probed", () => {
  expect(compare({ files: [file] }, [])).toEqual({ ...nothing, changed: [file] });
});

test("a file with the same size and time is skipped", () => {
  expect(compare({ files: [file] }, [video])).toEqual({ ...nothing, skipped: 1 });
});

test("a file with another size or another time is to be probed", () => {
  for (const changed of [
    { ...file, size: 11 },
    { ...file, modifiedUs: 1_001 },
  ]) {
    expect(compare({ files: [changed] }, [video])).toEqual({ ...nothing, changed: [changed] });
  }
});

test("a file that an earlier run of this job has handled is not counted again", () => {
  expect(compare({ files: [file] }, [{ ...video, jobId }])).toEqual({ ...nothing, handledBefore: 1 });
});

test("a missing video that is there again, unchanged, has returned", () => {
  expect(compare({ files: [file] }, [{ ...video, missing: true }])).toEqual({
    ...nothing,
    skipped: 1,
    returned: [file.path],
  });
});

test("an unreadable file is skipped while it is unchanged, and tried again on request", () => {
  const broken: KnownFile = { ...video, kind: "problem" };
  expect(compare({ files: [file] }, [broken])).toEqual({ ...nothing, skipped: 1 });
  expect(compare({ files: [file] }, [broken], true)).toEqual({ ...nothing, changed: [file] });
  expect(compare({ files: [file] }, [{ ...broken, size: 9 }])).toEqual({ ...nothing, changed: [file] });
});

test("a file that this job found unreadable is not tried again by its next run", () => {
  expect(compare({ files: [file] }, [{ ...video, kind: "problem", jobId }], true)).toEqual({
    ...nothing,
    handledBefore: 1,
  });
});

test("a video that became unreadable is known by the problem of its present size and time", () => {
  const problem: KnownFile = { ...video, kind: "problem", size: 12, jobId: "later" };
  expect(compare({ files: [{ ...file, size: 12 }] }, [video, problem])).toEqual({ ...nothing, skipped: 1 });
});

test("what could not be probed is a problem once, and skipped after that", () => {
  expect(compare({ problems: [fifo] }, [])).toEqual({ ...nothing, problems: [fifo] });
  expect(compare({ problems: [fifo] }, [remembered])).toEqual({ ...nothing, skipped: 1 });
});

test("what could not even be looked at is a problem every time", () => {
  const blind = { ...fifo, stat: null };
  expect(compare({ problems: [blind] }, [{ ...remembered, size: null, modifiedUs: null }])).toEqual({
    ...nothing,
    problems: [blind],
  });
});
