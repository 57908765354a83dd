import { expect, test } from "vitest";
import type { FileProblem, FileStat, KnownFile } from "../library/scan-library.ts";
import { type Diff, diff } from "./diff.ts";

const file: FileStat = { path: "/v/a.mp4", size: 10, modifiedUs: 1_000 };
const video: KnownFile = {
  name: "a.mp4",
  kind: "video",
  size: 10,
  modifiedUs: 1_000,
  missing: false,
  writtenBy: "another_job",
};
const fifo: FileProblem = {
  path: "/v/f.mp4",
  stat: { size: 0, modifiedUs: 5 },
  code: "not_regular_file",
  message: "is a FIFO",
};
const remembered: KnownFile = { ...video, name: "f.mp4", kind: "problem", size: 0, modifiedUs: 5 };
const nothing: Diff = {
  changed: [],
  problems: [],
  returned: [],
  readable: [],
  unlisted: [],
  skipped: 0,
  handledBefore: 0,
  directoryWasProblem: false,
};

function compare(
  { files = [], problems = [] }: { files?: readonly FileStat[]; problems?: readonly FileProblem[] },
  known: readonly KnownFile[],
  { retryErrors = false, directory = "/v" } = {},
): Diff {
  const columns = {
    names: files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)),
    sizes: Float64Array.from(files, ({ size }) => size),
    modifiedUs: Float64Array.from(files, ({ modifiedUs }) => modifiedUs),
  };
  return diff({ directory, files: columns, problems }, known, { retryErrors });
}

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
  expect(compare({ files: [file] }, [{ ...video, writtenBy: "this_job" }])).toEqual({ ...nothing, handledBefore: 1 });
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
  expect(compare({ files: [file] }, [broken], { retryErrors: true })).toEqual({ ...nothing, changed: [file] });
  expect(compare({ files: [file] }, [{ ...broken, size: 9 }])).toEqual({ ...nothing, changed: [file] });
});

test("a file that the stopped job has tried again is not tried once more by the one that goes on with it", () => {
  const tried: KnownFile = { ...video, kind: "problem", writtenBy: "resumed_job" };
  expect(compare({ files: [file] }, [tried], { retryErrors: true })).toEqual({ ...nothing, skipped: 1 });
});

test("a file that this job found unreadable is not tried again by its next run", () => {
  expect(
    compare({ files: [file] }, [{ ...video, kind: "problem", writtenBy: "this_job" }], { retryErrors: true }),
  ).toEqual({
    ...nothing,
    handledBefore: 1,
  });
});

test("a video that became unreadable is known by the problem of its present size and time", () => {
  const problem: KnownFile = { ...video, kind: "problem", size: 12 };
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

test("what is known and not listed may be gone, but for what is marked missing already", () => {
  const known = [video, { ...video, name: "b.mp4", missing: true }, remembered];
  expect(compare({}, known)).toEqual({
    ...nothing,
    unlisted: [
      { kind: "video", path: "/v/a.mp4" },
      { kind: "problem", path: "/v/f.mp4" },
    ],
  });
});

test("a problem of the directory itself is none of its files", () => {
  expect(compare({}, [{ ...remembered, name: "" }])).toEqual({ ...nothing, directoryWasProblem: true });
});

test("the root of all paths has its files, too", () => {
  const atRoot = { ...file, path: "/a.mp4" };
  const fifoAtRoot = { ...fifo, path: "/f.mp4" };
  const listed = { files: [atRoot], problems: [fifoAtRoot] };
  expect(compare(listed, [], { directory: "/" })).toEqual({ ...nothing, changed: [atRoot], problems: [fifoAtRoot] });
  expect(compare(listed, [video, remembered], { directory: "/" })).toEqual({ ...nothing, skipped: 2 });
});
