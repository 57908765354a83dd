import fc from "fast-check";
import { expect, test } from "vitest";
import { type Diff, diff } from "./diff.ts";
import { withFile } from "./file-list.ts";
import { type KnownFile, marks } from "./known-files.ts";
import type { FileProblem, FileStat } from "./scan-library.ts";

const file: FileStat = { path: "/v/a.mp4", size: 10, modifiedUs: 1_000, disk: "a disk" };
const video: KnownFile = {
  name: "a.mp4",
  kind: "video",
  size: 10,
  modifiedUs: 1_000,
  missing: false,
  disk: "same",
  writtenBy: "another_job",
};
const fifo: FileProblem = {
  path: "/v/f.mp4",
  stat: { size: 0, modifiedUs: 5 },
  isPresent: true,
  code: "not_regular_file",
  message: "is a FIFO",
};
const remembered: KnownFile = { ...video, name: "f.mp4", kind: "problem", size: 0, modifiedUs: 5 };
const nothing: Diff = {
  changed: [],
  videosAtPaths: new Map(),
  problems: [],
  present: [],
  readable: [],
  unlisted: [],
  showsKnownVideo: false,
  skipped: 0,
  unreadable: 0,
  handledBefore: 0,
  directoryWasProblem: false,
};

function compare(
  { files = [], problems = [] }: { files?: readonly FileStat[]; problems?: readonly FileProblem[] },
  known: readonly KnownFile[],
  { retryErrors = false, full = false, directory = "/v" } = {},
): Diff {
  const names = files.map((each) => ({ ...each, name: each.path.slice(each.path.lastIndexOf("/") + 1) }));
  const list = names.reduce(withFile, "");
  const section = {
    isUnchanged: false,
    token: null,
    files: known.reduce(withFile, ""),
    marks: known.map(marksOf).join(""),
    upTo: null,
    directories: [],
  };
  const fileNumbers = Float64Array.from(files, ({ fileNumber }) => fileNumber ?? 0);
  const bornUs = Float64Array.from(files, ({ bornUs: us }) => us ?? 0);
  return diff({ directory, disk: "a disk", files: list, fileNumbers, bornUs, count: files.length, problems }, section, {
    retryErrors,
    full,
  });
}

function marksOf({ kind, missing, disk, writtenBy }: KnownFile): string {
  const writers = {
    this_job: marks.writtenBy.thisJob,
    resumed_job: marks.writtenBy.resumedJob,
    another_job: marks.writtenBy.anotherJob,
    older_program: marks.writtenBy.olderProgram,
  };
  const videos = { same: marks.kind.video, other: marks.kind.onAnotherDisk, unknown: marks.kind.onUnknownDisk };
  if (missing) return writers[writtenBy] + marks.kind.missing;
  return writers[writtenBy] + (kind === "problem" ? marks.kind.problem : videos[disk]);
}

test("a file that the library does not know is to be probed", () => {
  expect(compare({ files: [file] }, [])).toEqual({ ...nothing, changed: [file] });
});

test("a file with the same size and time is skipped", () => {
  expect(compare({ files: [file] }, [video])).toEqual({ ...nothing, showsKnownVideo: true, skipped: 1 });
});

test("a file with another size or another time is to be probed", () => {
  for (const changed of [
    { ...file, size: 11 },
    { ...file, modifiedUs: 1_001 },
  ]) {
    expect(compare({ files: [changed] }, [video])).toEqual({
      ...nothing,
      showsKnownVideo: true,
      changed: [changed],
      videosAtPaths: new Map([["/v/a.mp4", "different"]]),
    });
  }
});

test("a file that an earlier run of this job has handled is not counted again", () => {
  expect(compare({ files: [file] }, [{ ...video, writtenBy: "this_job" }])).toEqual({
    ...nothing,
    showsKnownVideo: true,
    handledBefore: 1,
  });
});

test("a missing video that is there again, unchanged, has returned", () => {
  expect(compare({ files: [file] }, [{ ...video, missing: true }])).toEqual({
    ...nothing,
    skipped: 1,
    present: [{ path: file.path }],
    showsKnownVideo: true,
  });
});

test("an unreadable file is skipped while it is unchanged, and tried again on request", () => {
  const broken: KnownFile = { ...video, kind: "problem" };
  expect(compare({ files: [file] }, [broken])).toEqual({ ...nothing, unreadable: 1 });
  expect(compare({ files: [file] }, [broken], { retryErrors: true })).toEqual({ ...nothing, changed: [file] });
  expect(compare({ files: [file] }, [{ ...broken, size: 9 }])).toEqual({ ...nothing, changed: [file] });
});

test("a file that a stopped job has tried again is not tried once more by the job that resumes it", () => {
  const tried: KnownFile = { ...video, kind: "problem", writtenBy: "resumed_job" };
  expect(compare({ files: [file] }, [tried], { retryErrors: true })).toEqual({ ...nothing, unreadable: 1 });
});

const sameVideo = new Map([["/v/a.mp4", "same" as const]]);

test("a full scan reads unchanged files again, but none that it has read already", () => {
  const read = { ...nothing, showsKnownVideo: true, changed: [file], videosAtPaths: sameVideo };
  expect(compare({ files: [file] }, [video], { full: true })).toEqual(read);
  expect(compare({ files: [file] }, [{ ...video, kind: "problem" }], { full: true })).toEqual({
    ...nothing,
    changed: [file],
  });
  for (const writtenBy of ["this_job", "resumed_job"] as const) {
    expect(compare({ files: [file] }, [{ ...video, writtenBy }], { full: true }).changed).toEqual([]);
  }
});

test("an unchanged video with other subtitle files beside it is not read, and the library learns of them", () => {
  const subtitled: FileStat = { ...file, subtitles: "\n.en.srt" };
  const skipped = { ...nothing, showsKnownVideo: true, skipped: 1 };
  const there = { path: file.path, subtitles: "\n.en.srt" };
  expect(compare({ files: [subtitled] }, [video])).toEqual({ ...skipped, present: [there] });
  expect(compare({ files: [file] }, [{ ...video, subtitles: "\n.en.srt" }])).toEqual({
    ...skipped,
    present: [{ path: file.path }],
  });
  expect(compare({ files: [subtitled] }, [{ ...video, subtitles: "\n.en.srt" }])).toEqual(skipped);
  expect(compare({ files: [subtitled] }, [])).toEqual({ ...nothing, changed: [subtitled] });
});

test("a file whose change time is another one on the same disk is to be probed", () => {
  const there = { ...nothing, showsKnownVideo: true };
  const touched = { ...file, changedUs: 6_000, fileNumber: 3 };
  const known: KnownFile = { ...video, changedUs: 5_000 };
  const videosAtPaths = new Map([["/v/a.mp4", "different"]]);
  expect(compare({ files: [touched] }, [known])).toEqual({ ...there, changed: [touched], videosAtPaths });
  expect(compare({ files: [touched] }, [{ ...known, missing: true }])).toEqual({
    ...there,
    changed: [touched],
    videosAtPaths: new Map([["/v/a.mp4", "returned"]]),
  });
  expect(compare({ files: [touched] }, [{ ...known, kind: "problem" }])).toEqual({ ...nothing, changed: [touched] });
  expect(compare({ files: [{ ...touched, changedUs: 5_000 }] }, [known])).toEqual({ ...there, skipped: 1 });
});

test("a change time that cannot be compared is only remembered", () => {
  const skipped = { ...nothing, showsKnownVideo: true, skipped: 1 };
  const touched = { ...file, changedUs: 6_000, fileNumber: 3 };
  const present = [{ path: file.path, changedUs: 6_000, fileNumber: 3 }];
  expect(compare({ files: [touched] }, [video])).toEqual({ ...skipped, present });
  expect(compare({ files: [touched] }, [{ ...video, changedUs: 5_000, disk: "other" }])).toEqual({
    ...skipped,
    present,
  });
  expect(compare({ files: [file] }, [{ ...video, changedUs: 5_000 }])).toEqual({
    ...skipped,
    present: [{ path: file.path }],
  });
});

test("a video that an older program wrote is read again, and is not missing meanwhile", () => {
  const old: KnownFile = { ...video, writtenBy: "older_program" };
  const read = { ...nothing, showsKnownVideo: true, changed: [file], videosAtPaths: sameVideo };
  expect(compare({ files: [file] }, [old])).toEqual(read);
  expect(compare({ files: [file] }, [{ ...old, missing: true }])).toEqual({ ...read, present: [{ path: file.path }] });
});

test("a video that an older program wrote, and that cannot be read now, is not tried by every scan", () => {
  const known: KnownFile[] = [
    { ...video, writtenBy: "older_program" },
    { ...video, kind: "problem" },
  ];
  expect(compare({ files: [file] }, known)).toEqual({ ...nothing, showsKnownVideo: true, unreadable: 1 });
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
  expect(compare({ files: [{ ...file, size: 12 }] }, [video, problem])).toEqual({
    ...nothing,
    showsKnownVideo: true,
    unreadable: 1,
  });
});

test("an entry that cannot be probed is a problem once, and skipped after that", () => {
  expect(compare({ problems: [fifo] }, [])).toEqual({ ...nothing, problems: [fifo] });
  expect(compare({ problems: [fifo] }, [remembered])).toEqual({ ...nothing, unreadable: 1 });
});

test("an entry that cannot even be looked at is a problem every time", () => {
  const blind = { ...fifo, stat: null };
  expect(compare({ problems: [blind] }, [{ ...remembered, size: null, modifiedUs: null }])).toEqual({
    ...nothing,
    problems: [blind],
  });
});

test.each(["other", "unknown"] as const)("a video that was seen on an %s disk is present on this one", (disk) => {
  const known = [{ ...video, disk }];
  const there = { ...nothing, showsKnownVideo: true, present: [{ path: file.path }] };
  expect(compare({ files: [file] }, known)).toEqual({ ...there, skipped: 1 });
  const changed = { ...file, size: 11 };
  expect(compare({ files: [changed] }, known)).toEqual({
    ...there,
    changed: [changed],
    videosAtPaths: new Map([["/v/a.mp4", "different"]]),
  });
});

test("a video whose name now belongs to something other than a file may be gone", () => {
  const known = [{ ...video, name: "f.mp4" }];
  expect(compare({ problems: [fifo] }, known)).toEqual({ ...nothing, problems: [fifo], unlisted: known });
  // Also if the other thing has the size and the time of the video.
  const same = { ...fifo, stat: { size: 10, modifiedUs: 1_000 } };
  expect(compare({ problems: [same] }, known)).toEqual({ ...nothing, problems: [same], unlisted: known });
});

test("known files that are not listed may be gone, except those already marked missing", () => {
  const known = [video, { ...video, name: "b.mp4", missing: true }, remembered];
  expect(compare({}, known)).toEqual({
    ...nothing,
    unlisted: [video, remembered],
  });
});

test("a problem of the directory itself does not count as one of its files", () => {
  expect(compare({}, [{ ...remembered, name: "" }])).toEqual({ ...nothing, directoryWasProblem: true });
});

test("the root of all paths has its files, too", () => {
  const atRoot = { ...file, path: "/a.mp4" };
  const fifoAtRoot = { ...fifo, path: "/f.mp4" };
  const listed = { files: [atRoot], problems: [fifoAtRoot] };
  expect(compare(listed, [], { directory: "/" })).toEqual({ ...nothing, changed: [atRoot], problems: [fifoAtRoot] });
  expect(compare(listed, [video, remembered], { directory: "/" })).toEqual({
    ...nothing,
    showsKnownVideo: true,
    skipped: 1,
    unreadable: 1,
  });
});

test("the fast comparison of a whole directory gives the same result as that of each file", () => {
  const seen = { disk: fc.constant("a disk"), size: fc.constantFrom(1, 2), modifiedUs: fc.constantFrom(1, 2) };
  const name = fc.constantFrom("a.mp4", "b.mp4", "c.mp4");
  const subtitles = fc.constantFrom("\n.srt", "\n.en.srt");
  const listedFile = fc.record(
    { path: name.map((one) => `/v/${one}`), ...seen, subtitles },
    { requiredKeys: ["path", "disk", "size", "modifiedUs"] },
  );
  const files = fc.uniqueArray(listedFile, {
    selector: ({ path }) => path,
    maxLength: 3,
  });
  const remembers = fc.record({
    kind: fc.constantFrom("video", "problem"),
    missing: fc.boolean(),
    disk: fc.constantFrom("same", "other", "unknown"),
    writtenBy: fc.constantFrom("this_job", "resumed_job", "another_job", "older_program"),
  });
  fc.assert(
    fc.property(
      files,
      fc.infiniteStream(remembers),
      fc.boolean(),
      fc.boolean(),
      (listed, memory, changes, retryErrors) => {
        const known = listed.map((one): KnownFile => {
          const { kind, missing, writtenBy } = memory.next().value;
          const size = changes ? 1 : one.size;
          const disk = kind === "problem" || missing ? "same" : memory.next().value.disk;
          return { name: one.path.slice(3), ...one, size, kind, missing: missing && kind === "video", disk, writtenBy };
        });
        // In another order it is another text, of the same files.
        const anew = compare({ files: listed }, known.toReversed(), { retryErrors });
        expect(compare({ files: listed }, known, { retryErrors })).toEqual(anew);
      },
    ),
    { numRuns: 1_000 },
  );
});
