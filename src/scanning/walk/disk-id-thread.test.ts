import { spawnSync } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../../test/clip-tree.ts";
import { mayMount } from "../../../test/scanning/disks.ts";
import { DiskIds } from "./disk-id-thread.ts";

function idOf(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    return new DiskIds().idOf({ identity: `${dev}:${ino}`, descriptor });
  } finally {
    closeSync(descriptor);
  }
}

test.runIf(mayMount())(
  "of two file systems in memory, one mounted after the other, each has an id of its own",
  async () => {
    await using directory = await temporaryDirectory();
    const ids = [1, 2].map(() => {
      spawnSync("mount", ["-t", "tmpfs", "gleaner-test", directory.path]);
      try {
        const before = idOf(directory.path);
        // Changes the time of the directory, but not the time at which it was made.
        mkdirSync(join(directory.path, "deep"));
        expect(idOf(join(directory.path, "deep"))).toBe(before);
        return before;
      } finally {
        spawnSync("umount", [directory.path]);
      }
    });
    expect(new Set(ids).size).toBe(2);
  },
);

test.runIf(mayMount())(
  "a directory of the same disk that is mounted at a path has another id than the path",
  async () => {
    await using directory = await temporaryDirectory();
    const [shown, at] = [join(directory.path, "shown"), join(directory.path, "at")];
    await mkdir(join(shown, "deep"), { recursive: true });
    await mkdir(at);
    const before = idOf(at);
    expect(idOf(shown)).toBe(before);
    spawnSync("mount", ["--bind", shown, at]);
    try {
      const mounted = idOf(at);
      expect(mounted).not.toBe(before);
      expect(idOf(join(at, "deep"))).toBe(mounted);
      expect(idOf(join(shown, "deep"))).toBe(before);
    } finally {
      spawnSync("umount", [at]);
    }
    expect(idOf(at)).toBe(before);
  },
);
