/** What calls that do not come back do to the threads: real ones, on pipes that nobody writes to. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hangingCalls, makeSilent } from "../../../test/scanning/hanging-calls-under-test.ts";
import { listedPlace } from "../../../test/scanning/listed-place.ts";
import { defaultWalkRules } from "../../../test/scanning/walk-rules.ts";
import { filesIn } from "../file-list.ts";
import { FileThreads } from "./file-threads.ts";
import { ScanRootUnreadable } from "./scan-root-unreadable.ts";
import { SilentThreads } from "./silent-threads.ts";
import { SpareThreads } from "./spare-threads.ts";
import type { WalkOptions } from "./walk-events.ts";

let root: string;
let threads: FileThreads;
let silentThreads: SilentThreads;
let silent: { letGo(): void }[];
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "gleaner-hanging-")));
  silent = [];
});
afterEach(async () => {
  for (const { letGo } of silent) letGo();
  threads.close();
  await rm(root, { recursive: true, force: true });
});

function start(options: { threads: number; mostSilent: number }): void {
  silentThreads = new SilentThreads({ most: options.mostSilent });
  threads = new FileThreads({
    threads: options.threads,
    silent: silentThreads,
    silentMs: 100,
    spare: new SpareThreads({ execArgv: hangingCalls }),
  });
}

function options(signal = new AbortController().signal): WalkOptions {
  return { recursive: true, ...defaultWalkRules, signal };
}

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), "");
  }
}

function fallSilent(directory = root, name = "silent"): () => void {
  const one = makeSilent(directory, name);
  silent.push(one);
  return () => {
    silent = silent.filter((other) => other !== one);
    one.letGo();
  };
}

/** All files in the order in which they came. What is to be done once so many are there must let the rest come. */
async function walkUntil(expected: number, thenDo: () => void): Promise<string[]> {
  const files: string[] = [];
  for await (const event of threads.walk(root, options())) {
    if (event.kind !== "files") continue;
    files.push(...filesIn(event.files).map(({ name }) => relative(root, join(event.directory, name))));
    if (files.length === expected) thenDo();
  }
  return files;
}

describe("a directory that does not answer", () => {
  const others = Array.from({ length: 300 }, (_, index) => `${index}/a.mp4`);

  test("holds up nothing but itself, though there is one thread, and is listed when it answers after all", async () => {
    start({ threads: 1, mostSilent: 5 });
    await make(...others, "silent/b.mp4");
    const files = await walkUntil(300, fallSilent());
    expect(files.slice(0, 300).toSorted()).toEqual(others.toSorted());
    expect(files.slice(300)).toEqual(["silent/b.mp4"]);
  });

  test("may be several, as many as there are threads that can stand in", async () => {
    start({ threads: 2, mostSilent: 5 });
    await make(...others, "silent-1/b.mp4", "silent-2/b.mp4", "silent-3/b.mp4", "silent-4/b.mp4");
    const letGo = [1, 2, 3, 4].map((index) => fallSilent(root, `silent-${index}`));
    const files = await walkUntil(300, () => {
      for (const one of letGo) one();
    });
    expect(files.slice(0, 300).toSorted()).toEqual(others.toSorted());
    expect(files.slice(300).toSorted()).toEqual([
      "silent-1/b.mp4",
      "silent-2/b.mp4",
      "silent-3/b.mp4",
      "silent-4/b.mp4",
    ]);
  });

  test("that takes the last thread holds up the walk until it answers, and an abort ends it at once", async () => {
    start({ threads: 1, mostSilent: 2 });
    await make("silent-1/b.mp4", "silent-2/b.mp4", "silent-3/b.mp4");
    for (const index of [1, 2, 3]) fallSilent(root, `silent-${index}`);
    const stop = new AbortController();
    const walking = threads.walk(root, options(stop.signal));
    expect((await walking.next()).value).toMatchObject({ kind: "files", directory: root });
    expect((await walking.next()).value).toMatchObject({ kind: "directory", path: root });
    const next = walking.next();
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(next).rejects.toBe(reason);
  });
});

describe("a file that does not answer", () => {
  test("holds up its directory only, which goes on where it was", async () => {
    start({ threads: 1, mostSilent: 2 });
    await make(...Array.from({ length: 20 }, (_, index) => `a/${index}.mp4`), "a/silent.mp4", "b/c.mp4", "d/e.mp4");
    const files = await walkUntil(2, fallSilent(join(root, "a"), "silent.mp4"));
    expect(files.slice(0, 2).toSorted()).toEqual(["b/c.mp4", "d/e.mp4"]);
    expect(new Set(files).size).toBe(23);
    expect(files).toHaveLength(23);
  });
});

describe("many walks of a directory that does not answer", () => {
  test("leave a bounded number of threads behind when they are given up, and the next is refused until it answers", async () => {
    await make("silent/b.mp4");
    const letGo = fallSilent();
    const shared = new SilentThreads({ most: 3 });
    const refused: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const walker = new FileThreads({
        silent: shared,
        silentMs: 50,
        spare: new SpareThreads({ execArgv: hangingCalls }),
      });
      const stop = new AbortController();
      const stuck = Promise.withResolvers<void>();
      const walking = (async () => {
        for await (const event of walker.walk(root, options(stop.signal))) if (event.kind === "silent") stuck.resolve();
      })();
      walking.catch(() => {});
      const outcome = await Promise.race([
        stuck.promise,
        walking.catch((error: unknown) => (error instanceof ScanRootUnreadable ? error.message : "another error")),
      ]);
      if (outcome !== undefined) {
        expect(outcome).toContain("does not answer. 3 calls of earlier scans still wait for it.");
        refused.push(round);
      }
      stop.abort(new Error("enough"));
      walker.close();
    }
    expect(refused).toEqual(Array.from({ length: 17 }, (_, index) => index + 3));
    // Threads of the last walks may still be ending.
    await expect.poll(() => shared.on(root)).toBe(3);
    letGo();
    await shared.noneOn(root, options());
    start({ threads: 1, mostSilent: 1 });
    expect(await walkUntil(1, () => {})).toEqual(["silent/b.mp4"]);
  });
});

describe("absent entries", () => {
  const find = (names: readonly string[], { signal } = new AbortController()) =>
    threads.findAbsent(
      listedPlace(root),
      names.map((name) => ({ name, wanted: "anything" })),
      options(signal),
    );

  test("are found by another thread than the one that does not come back", async () => {
    start({ threads: 1, mostSilent: 2 });
    await make("silent/b.mp4", "there.mp4");
    fallSilent();
    const walking = threads.walk(root, options());
    await walking.next();
    await walking.next();
    expect(await find(["there.mp4", "gone"])).toEqual(["gone"]);
    await walking.return(undefined);
  });

  test("one of which does not answer are waited for, until an abort", async () => {
    start({ threads: 1, mostSilent: 2 });
    fallSilent();
    const stop = new AbortController();
    const finding = find(["gone", "silent"], stop);
    expect(await find(["gone"])).toEqual(["gone"]);
    stop.abort(new Error("enough"));
    await expect(finding).rejects.toThrow("enough");
  });

  test("that had to wait are all told once they can be looked at", async () => {
    start({ threads: 1, mostSilent: 2 });
    const letGo = fallSilent();
    const finding = find(["silent", "gone"]);
    expect(await find(["gone"])).toEqual(["gone"]);
    letGo();
    expect(await finding).toEqual(["silent", "gone"]);
  });
});

describe("a count that does not come back", () => {
  test("holds up no walk, and an abort ends it at once", async () => {
    start({ threads: 1, mostSilent: 1 });
    await make("a/b.mp4", "silent/c.mp4");
    const letGo = fallSilent();
    const stop = new AbortController();
    const counting = threads.count(root, options(stop.signal));
    const first = await threads.walk(join(root, "a"), options()).next();
    expect(first.value).toMatchObject({ kind: "files", directory: join(root, "a") });
    stop.abort(new Error("enough"));
    await expect(counting).rejects.toThrow("enough");
    letGo();
    expect(await threads.count(root, options())).toBe(2);
  });
});
