import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filesIn } from "./file-list.ts";
import { SectionFiles, type SeenFile } from "./section-files.ts";

const file: SeenFile = { name: "a.mp4", size: 1, modifiedUs: 2, changedUs: 3, subtitles: "" };

/** Each time in the same memory, as a thread does. */
const shared = new SectionFiles(10);

function filled(files: readonly SeenFile[], into = shared): SectionFiles {
  into.clear();
  for (const [index, one] of files.entries()) into.add(one, index + 1, 10 * (index + 1));
  return into;
}

test("makes the list and the numbers of the files of the last section only", () => {
  filled([file, { ...file, name: "b.mp4" }, { ...file, name: "c.mp4" }]);
  const files = filled([
    { ...file, changedUs: null },
    { ...file, name: "b.mp4", subtitles: "\n.srt" },
  ]);
  expect(files.count).toBe(2);
  expect(filesIn(files.list)).toEqual([
    { name: "a.mp4", size: 1, modifiedUs: 2 },
    { name: "b.mp4", size: 1, modifiedUs: 2, changedUs: 3, subtitles: "\n.srt" },
  ]);
  expect([...files.fileNumbers]).toEqual([1, 2]);
  expect([...files.bornUs]).toEqual([10, 20]);
});

describe("a digest", () => {
  const digest = (files: readonly SeenFile[], disk = "disk") => filled(files).digest(disk);

  test("is the same for the same files, whatever was there before", () => {
    const before = digest([file, { ...file, name: "b.mp4" }]);
    digest([{ ...file, name: "x".repeat(10_000), subtitles: "\n.srt" }]);
    expect(digest([file, { ...file, name: "b.mp4" }])).toBe(before);
    expect(filled([file, { ...file, name: "b.mp4" }], new SectionFiles(2)).digest("disk")).toBe(before);
    const files = filled([file]);
    expect([files.digest("disk"), filesIn(files.list)]).toEqual([digest([file]), filesIn(filled([file]).list)]);
  });

  test.each<[string, readonly SeenFile[], string?]>([
    ["another disk", [file], "other"],
    ["another name", [{ ...file, name: "b.mp4" }]],
    ["another size", [{ ...file, size: 2 }]],
    ["another time", [{ ...file, modifiedUs: 3 }]],
    ["another change time", [{ ...file, changedUs: 4 }]],
    ["no change time", [{ ...file, changedUs: null }]],
    ["a change time of 0", [{ ...file, changedUs: 0 }]],
    ["a change time before 1970", [{ ...file, changedUs: -1 }]],
    ["subtitles", [{ ...file, subtitles: "\n.srt" }]],
    ["a name that ends as subtitles do", [{ ...file, name: "a.mp4\n.srt" }]],
    ["one file more", [file, { ...file, name: "b.mp4" }]],
    ["no file", []],
  ])("is another one with %s", (_, files, disk = "disk") => {
    expect(digest(files, disk)).not.toBe(digest([file]));
  });

  test("is another one for other files, whatever is in their names", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "\n", ".", "\u{1F3AC}", "\0"), maxLength: 3 });
    const some = fc.record({
      name: fc.tuple(fc.constantFrom("a", "\n", "\u00FC"), text).map((parts) => parts.join("").replaceAll("\0", "b")),
      size: fc.nat(1),
      modifiedUs: fc.nat(1),
      changedUs: fc.option(fc.nat(1)),
      subtitles: text.map((end) => (end === "" ? "" : `\n${end.replaceAll("\0", "b")}`)),
    });
    const list = fc.array(some, { maxLength: 3 });
    fc.assert(
      fc.property(list, list, (one, other) => {
        expect(digest(one) === digest(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2_000 },
    );
  });
});
