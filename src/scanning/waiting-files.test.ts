import { expect, test } from "vitest";
import type { FileStat } from "./scan-library.ts";
import { WaitingFiles } from "./waiting-files.ts";

const version = { size: 2 ** 40, modifiedUs: 1_700_000_000_000_001, disk: "a disk" };

test("waiting files come back as they were, in their order", () => {
  const numbered: FileStat[] = [
    { path: "/d/a b.mp4", ...version, changedUs: 1_700_000_000_000_002, fileNumber: 2 ** 50, bornUs: 3, subtitles: "" },
    { path: "/d/ü.mkv", ...version, changedUs: 5, fileNumber: 6, bornUs: null, subtitles: "\n.de.srt\n.en.srt" },
  ];
  const unnumbered = { path: "/at the root.mp4", ...version, disk: null, fileNumber: null, bornUs: null };
  const waiting = new WaitingFiles();
  for (const files of [numbered, [], [unnumbered]]) waiting.add(files);
  expect(waiting.count).toBe(3);
  const [a, b] = numbered;
  const { subtitles: _, ...withoutSubtitles } = a ?? expect.fail();
  expect([...waiting.batches(2)]).toEqual([[withoutSubtitles, b], [unnumbered]]);
  expect([...waiting.batches(100)].flat()).toHaveLength(3);
  expect([...waiting.batches(1)]).toHaveLength(2);
});
