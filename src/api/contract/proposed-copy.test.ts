import { expect, test } from "vitest";
import type { DuplicateVideoJson } from "./duplicates.ts";
import { proposedCopy } from "./proposed-copy.ts";

const at = (second: number) => `2026-11-30T09:44:0${second}.000Z`;

function file(path: string, modified: number, added: number, copy: number): DuplicateVideoJson {
  const video = { path, modified_at: at(modified), created_at: at(added) } as DuplicateVideoJson["video"];
  return { video, content: 1, copy, sha256: "a".repeat(64), file: `1:${copy}` };
}

test.each([
  ["the oldest", [file("/a", 2, 0, 1), file("/b", 1, 1, 2), file("/c", 3, 0, 3)], "/b", "oldest"],
  ["the one that was added first", [file("/a", 1, 2, 1), file("/b", 1, 1, 2)], "/b", "added"],
  ["the first by path", [file("/b", 1, 1, 1), file("/a", 1, 1, 2)], "/a", "path"],
  [
    "a hard link of the oldest is as old",
    [file("/a", 1, 1, 1), file("/b", 1, 1, 1), file("/c", 2, 0, 2)],
    "/a",
    "oldest",
  ],
] as const)("proposes %s", (_, videos, path, reason) => {
  const proposed = proposedCopy(videos);
  expect([proposed?.one.video.path, proposed?.reason]).toEqual([path, reason]);
});

test("proposes nothing of nothing", () => expect(proposedCopy([])).toBeNull());
