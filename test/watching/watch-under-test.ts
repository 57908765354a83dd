/** Watches a directory for a test, and returns its reports. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { RootWatch } from "../../src/watching/root-watch.ts";
import type { WatchTimes } from "../../src/watching/watch-messages.ts";
import { defaultWalkRules } from "../scanning/walk-rules.ts";

const shortTimes: WatchTimes = { quietMs: 60, mostWaitMs: 60_000, stillMs: 100, lookMs: 30 };

export function watchUnderTest() {
  let watches: RootWatch[];
  const test = {
    /** A directory that is not watched, around the watched one. */
    base: "",
    root: "",

    async write(...names: string[]): Promise<void> {
      for (const name of names) {
        await mkdir(join(test.root, name, ".."), { recursive: true });
        await writeFile(join(test.root, name), "x");
      }
    },

    /** Watches, and returns what is reported, one report at a time. The first one, of the whole tree, is taken already. */
    async watched(
      options: {
        readonly times?: Partial<WatchTimes>;
        readonly recursive?: boolean;
        readonly followLinks?: boolean;
        readonly exclude?: readonly string[];
      } = {},
    ) {
      const { root } = test;
      const reports: (readonly string[] | null)[] = [];
      /** Of each report, the files that were still being written. */
      const growing: (readonly string[])[] = [];
      let news = Promise.withResolvers<void>();
      const watch = new RootWatch({
        root,
        recursive: options.recursive ?? true,
        includeHidden: false,
        followLinks: options.followLinks ?? false,
        exclude: options.exclude ?? [],
        extensions: defaultWalkRules.extensions,
        times: { ...shortTimes, ...options.times },
        onChanged: (changes) => {
          const inRoot = (path: string) => path.slice(root.length + 1);
          reports.push(changes?.directories.map(inRoot) ?? null);
          growing.push(changes?.growing.map(inRoot) ?? []);
          news.resolve();
        },
        onError: (error) => expect.fail(String(error)),
      });
      watches.push(watch);
      const next = async () => {
        for (;;) {
          const report = reports.shift();
          if (report !== undefined) return report;
          await news.promise;
          news = Promise.withResolvers();
        }
      };
      /** Reports until they have these directories, which may come in several. */
      const all = async (count: number) => {
        const found = new Set<string>();
        while (found.size < count)
          for (const directory of (await next()) ?? expect.fail("Anything may have changed")) found.add(directory);
        return [...found].toSorted();
      };
      expect(await next()).toBeNull();
      return { watch, next, all, reports, growing };
    },
  };
  beforeEach(async () => {
    test.base = await realpath(await mkdtemp(join(tmpdir(), "gleaner-watch-")));
    test.root = join(test.base, "films");
    watches = [];
    await mkdir(test.root);
  });
  afterEach(async () => {
    for (const each of watches) each.close();
    await rm(test.base, { recursive: true });
  });
  return test;
}
