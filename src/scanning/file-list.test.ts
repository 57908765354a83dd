import fc from "fast-check";
import { expect, test } from "vitest";
import { filesIn, withFile } from "./file-list.ts";

const number = fc.option(fc.maxSafeInteger(), { nil: null });
const file = fc.record(
  {
    name: fc.string({ unit: "binary" }).map((name) => name.replaceAll("/", "")),
    size: number,
    modifiedUs: number,
    subtitles: fc.constantFrom("\n.srt", "\n.de.ass\n.en.srt"),
  },
  { requiredKeys: ["name", "size", "modifiedUs"] },
);

test("a list has all files that were added to it, with any names", () => {
  fc.assert(
    fc.property(fc.array(file), (files) => {
      expect(filesIn(files.reduce(withFile, ""))).toEqual(files);
    }),
  );
});
