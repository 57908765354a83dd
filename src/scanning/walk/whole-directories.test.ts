/** Directories that come without their files, and are listed once more where these are wanted after all. */
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { hangingCalls, makeSilent } from "../../../test/scanning/hanging-calls-under-test.ts";
import { treeUnderTest, walkOptions } from "../../../test/scanning/tree-under-test.ts";
import { filesIn } from "../file-list.ts";
import { FileThreads } from "./file-threads.ts";
import { ScanRootUnreadable } from "./scan-root-unreadable.ts";
import { SpareThreads } from "./spare-threads.ts";
import type { WalkEvent, WalkOptions } from "./walk-events.ts";

const tree = treeUnderTest();

type Whole = Extract<WalkEvent, { kind: "whole" }>;

interface Wishes {
  readonly threads?: FileThreads;
  readonly only?: readonly string[] | null;
  readonly options?: Partial<WalkOptions>;
}

/**
 * Walks a tree in brief, and tells what came: `a: 2` for a directory with two files that came without them, `a/1.mp4` for a
 * file, `a.` for the end of a directory, and `a! code` for a problem.
 *
 * @param answer whether the files of a directory are known
 */
async function told(answer: (whole: Whole, path: string) => boolean | Promise<boolean>, wishes: Wishes = {}) {
  const { threads = tree.threads, only = null, options = {} } = wishes;
  const all: string[] = [];
  const at = (path: string): string => relative(tree.root, path) || "root";
  for await (const event of threads.walk(tree.root, walkOptions(options), only, () => "digest")) {
    if (event.kind === "silent") all.push(`${at(event.directory)} is silent`);
    else if (event.kind === "whole") {
      all.push(`${at(event.directory)}: ${event.count}`);
      event.answer(await answer(event, at(event.directory)));
    } else if (event.kind === "files") {
      all.push(...filesIn(event.files).map(({ name }) => at(join(event.directory, name))));
      all.push(...event.problems.map(({ path, code }) => `${at(path)}! ${code}`));
    } else all.push(event.problem === null ? `${at(event.path)}.` : `${at(event.path)}! ${event.problem.code}`);
  }
  return all;
}

const known = () => true;
const unknown = () => false;

test("a directory with files comes without them, and those below it come when it is known", async () => {
  await tree.make("1.mp4", "a/2.mp4", "a/3.mp4", "a/b/4.mp4");
  await mkdir(join(tree.root, "empty"));
  const all = await told(known);
  expect(all.filter((one) => one !== "empty.")).toEqual(["root: 1", "a: 2", "a/b: 1"]);
  expect(all).toContain("empty.");
});

test("a directory that is not known is listed once more with its files, before those below it", async () => {
  await tree.make("1.mp4", "a/2.mp4", "a/3.mp4", "a/b/4.mp4");
  const root = ["root: 1", "1.mp4", "root."];
  const a = ["a: 2", "a/2.mp4", "a/3.mp4", "a."];
  expect(await told(unknown)).toEqual([...root, ...a, "a/b: 1", "a/b/4.mp4", "a/b."]);
});

test("a directory has the digest of its files, their disk and their subtitles, in whichever way it is listed", async () => {
  await tree.make("a/1.mp4", "a/2.mp4", "b/1.mp4");
  const digests = async (detail: "digest" | "files-and-digest" | "files") => {
    const found: Record<string, string | null> = {};
    for await (const event of tree.threads.walk(tree.root, walkOptions(), null, () => detail)) {
      if (event.kind !== "files" && event.kind !== "whole") continue;
      found[relative(tree.root, event.directory)] = event.digest;
      if (event.kind === "whole") event.answer(true);
    }
    return found;
  };
  const before = await digests("digest");
  expect(Object.keys(before).toSorted()).toEqual(["", "a", "b"]);
  expect(await digests("files-and-digest")).toEqual(before);
  expect(await digests("files")).toEqual({ "": null, a: null, b: null });
  await writeFile(join(tree.root, "a/1.en.srt"), "");
  const withSubtitles = await digests("digest");
  expect(withSubtitles["a"]).not.toBe(before["a"]);
  expect(withSubtitles["b"]).toBe(before["b"]);
});

test.each([
  ["a problem", () => symlink("nowhere", join(tree.root, "a/link.mp4")), "a/link.mp4! dangling_link"],
  ["more names than a section has", () => tree.make(...many), "a/0000.mp4"],
])("a directory with %s comes with its files", async (_, change, expected) => {
  await tree.make("a/1.mp4");
  await change();
  const all = await told(unknown);
  expect(all).toContain("a/1.mp4");
  expect(all).toContain(expected);
  expect(all.filter((one) => one.startsWith("a:"))).toEqual([]);
});

const many = Array.from({ length: 1_200 }, (_, index) => `a/${String(index).padStart(4, "0")}.mp4`);

describe("between the two listings", () => {
  /** Does something to `a` after its first listing. */
  const afterFirst = async (change: () => Promise<unknown>, wishes: Wishes = {}) => {
    let listings = 0;
    return told(async (_, path) => {
      if (path !== "a") return true;
      listings += 1;
      if (listings > 1) throw new Error("The directory came twice without its files");
      await change();
      return false;
    }, wishes);
  };

  test("a directory may change: then it comes as it is by then", async () => {
    await tree.make("a/1.mp4", "a/2.mp4", "a/old/3.mp4");
    const all = await afterFirst(async () => {
      await rm(join(tree.root, "a/1.mp4"));
      await rename(join(tree.root, "a/old"), join(tree.root, "a/new"));
      await tree.make("a/4.mp4");
    });
    expect(all).toEqual(["root.", "a: 2", "a/2.mp4", "a/4.mp4", "a.", "a/new: 1"]);
  });

  test("a directory may get more names than a section has: then they come in several, each once", async () => {
    await tree.make("a/1.mp4");
    const all = await afterFirst(() => tree.make(...many));
    expect(all).toEqual(["root.", "a: 1", ...[...many, "a/1.mp4"].toSorted(), "a."]);
  });

  test("a directory may lose its files: then it comes without any", async () => {
    await tree.make("a/1.mp4");
    expect(await afterFirst(() => rm(join(tree.root, "a/1.mp4")))).toEqual(["root.", "a: 1", "a."]);
  });

  test("a directory may go: then it is a problem, and nothing below it comes", async () => {
    await tree.make("a/1.mp4", "a/b/2.mp4", "c/3.mp4");
    const all = await afterFirst(() => rm(join(tree.root, "a"), { recursive: true }));
    expect(all.toSorted()).toEqual(["a! directory_unreadable", "a: 1", "c: 1", "root."]);
  });

  test("a directory may be exchanged for a link, which leads nowhere", async () => {
    await tree.make("a/1.mp4", "b/2.mp4");
    const change = async () => {
      await rm(join(tree.root, "a"), { recursive: true });
      await symlink("b", join(tree.root, "a"));
    };
    const all = await afterFirst(change, { options: { followLinks: false } });
    expect(all.filter((one) => one.startsWith("a"))).toEqual(["a: 1", "a! directory_unreadable"]);
  });

  test("a directory may be exchanged for a link to one above it, which is seen as such", async () => {
    await tree.make("a/1.mp4");
    const change = async () => {
      await rm(join(tree.root, "a"), { recursive: true });
      await symlink(".", join(tree.root, "a"));
    };
    expect(await afterFirst(change, { options: { followLinks: true } })).toEqual(["root.", "a: 1", "a! link_loop"]);
  });

  test("a directory may get patterns that leave out some of it", async () => {
    await tree.make("a/1.mp4", "a/2.mp4", "a/b/3.mp4");
    const all = await afterFirst(() => writeFile(join(tree.root, "a/.gleanerignore"), "2.mp4\nb/\n"));
    expect(all).toEqual(["root.", "a: 2", "a/1.mp4", "a."]);
  });

  test("the scanned directory may go, which ends the walk", async () => {
    await tree.make("1.mp4");
    const answer = async () => {
      await rm(tree.root, { recursive: true });
      return false;
    };
    await expect(told(answer)).rejects.toThrow(ScanRootUnreadable);
  });

  test("a disk may stop answering: then other directories go on, and this one comes when it answers after all", async () => {
    const spare = new SpareThreads({ execArgv: hangingCalls });
    const threads = new FileThreads({ threads: 1, silentMs: 100, spare });
    const others = Array.from({ length: 300 }, (_, index) => `${index}/1.mp4`);
    await tree.make(...others, "silent/1.mp4");
    let letGo = (): void => {};
    let rest = others.length;
    try {
      const all = await told(
        (_, path) => {
          if (path === "silent") ({ letGo } = makeSilent(tree.root));
          else rest -= 1;
          if (rest === 0) letGo();
          return path !== "silent";
        },
        { threads },
      );
      expect(all.slice(-2)).toEqual(["silent/1.mp4", "silent."]);
      expect(all.filter((one) => one.endsWith(": 1"))).toHaveLength(others.length + 1);
    } finally {
      if (rest > 0) letGo();
      threads.close();
    }
  });
});

test("a walk of some directories tells nothing of those on the way to them", async () => {
  await tree.make("1.mp4", "a/2.mp4", "a/b/3.mp4", "c/4.mp4");
  const only = [join(tree.root, "a/b")];
  expect(await told(known, { only })).toEqual(["a/b: 1"]);
  expect(await told(unknown, { only })).toEqual(["a/b: 1", "a/b/3.mp4", "a/b."]);
});

test("a walk does not end before its directories are known, and an abort ends it", async () => {
  await tree.make("1.mp4");
  const walk = async (act: (whole: Whole, stop: AbortController) => void) => {
    const stop = new AbortController();
    const kinds: string[] = [];
    const options = walkOptions({ signal: stop.signal });
    for await (const event of tree.threads.walk(tree.root, options, null, () => "digest")) {
      kinds.push(event.kind);
      if (event.kind === "whole") setTimeout(() => act(event, stop), 50);
    }
    return kinds;
  };
  expect(await walk((whole) => whole.answer(true))).toEqual(["whole"]);
  expect(await walk((whole) => whole.answer(false))).toEqual(["whole", "files", "directory"]);
  const reason = new Error("enough");
  await expect(walk((_, stop) => stop.abort(reason))).rejects.toBe(reason);
  // The answer may come when nobody waits for it any more.
  const late = walk((whole, stop) => {
    stop.abort(reason);
    whole.answer(false);
  });
  await expect(late).rejects.toBe(reason);
});
