/**
 * Digests change nothing but the time that a scan takes. After each scan, a library agrees with one that never keeps a digest:
 * in its videos and their ids, in its problems, and in the counts of the scan. fast-check draws what happens to the files and
 * to the libraries, and prints the seed of a difference.
 */
import { deepStrictEqual } from "node:assert";
import { copyFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lengthen } from "../../test/lengthen.ts";
import {
  type ChangeOfLibraries,
  changeFiles,
  clips,
  plain,
  type ScanInParts,
  type Step,
  steps,
} from "../../test/scanning/random-steps.ts";
import { counts, ended, ScansUnderTest, type Wishes } from "../../test/scanning/scans-under-test.ts";
import { checkDigests } from "../../test/store/check-digests.ts";
import type { VideoId } from "../library/video.ts";
import { openSqlite } from "../store/sqlite/open-sqlite.ts";
import { scanRequest } from "./scan-payload.ts";

const prober = new ScansUnderTest();
beforeAll(() => prober.openProber());
afterAll(() => prober.prober.close());

/** Two libraries of one directory. */
class Both {
  /** How many digests held after the scans, all together. */
  digests = 0;
  readonly #with = new ScansUnderTest();
  readonly #without = new ScansUnderTest();
  readonly #all = [this.#with, this.#without];
  /** Of the ids of the library with digests those of the other. */
  #ids = new Map<string, string>();
  #hasCopy = false;

  /** @param alwaysBrief whether directories come to the library with digests without their files */
  async open(alwaysBrief: boolean): Promise<void> {
    for (const each of this.#all) {
      each.prober = prober.prober;
      await each.open();
    }
    this.#with.usual = { alwaysBrief };
    this.#without.root = this.#with.root;
    this.#keepNoDigests();
  }

  #keepNoDigests(): void {
    this.#without.rows("delete from directory_digests");
    this.#without.rows(
      "create trigger if not exists no_digests before insert on directory_digests begin select raise(ignore); end",
    );
  }

  async close(): Promise<void> {
    for (const each of this.#all) await each.close();
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "scan":
        return this.#scan(step.wishes);
      case "scan below":
        if (await exists(join(this.#with.root, step.folder)))
          await this.#scan({ path: join(this.#with.root, step.folder) });
        return;
      case "scan only":
        return this.#scan({
          given: {
            only: [join(this.#with.root, step.folder)],
            growing: step.growing === null ? [] : [join(this.#with.root, step.growing)],
          } as object,
        });
      case "cancel":
      case "stop and claim again":
      case "two at once":
      case "change meanwhile":
        for (const each of this.#all) await this.#scanInParts(each, step);
        return this.#meet();
      case "forget":
      case "statement":
      case "poster":
      case "keep a copy":
      case "restore the copy":
      case "open again":
        for (const each of this.#all) await this.#changeLibrary(each, step);
        if (step.do === "keep a copy") this.#hasCopy = true;
        return;
      case "add":
      case "remove":
      case "replace":
      case "chmod":
      case "grow":
      case "add subtitles":
      case "remove subtitles":
      case "spoil":
      case "touch":
      case "rename":
      case "copy":
      case "remove folder":
      case "spoil folder":
      case "heal folder":
      case "rename folder":
      case "odd name":
        return changeFiles(this.#with.root, step).catch(ignoreSystemError);
    }
  }

  async #scan(wishes: Wishes): Promise<void> {
    const found = [];
    for (const each of this.#all) found.push(counts(await each.scan(wishes)));
    this.digests += checkDigests(join(this.#with.directory, "gleaner.db"));
    deepStrictEqual(found[0], found[1]);
    this.#compare();
  }

  #rows(of: ScansUnderTest) {
    const videos =
      of.rows(`select path || filename as path, videos.id, file_size, modified_us, changed_us, subtitle_files, disk,
      missing_since is not null as missing, facts_version, file_number, fingerprint
      from videos left join directories on directories.id = directory_id order by 1`) as {
        id: string;
        path: string;
        missing: number;
      }[];
    const problems = of.rows(
      "select path, code, file_size, modified_us, changed_us from scan_errors where is_current = 1 order by 1",
    );
    return { videos, problems };
  }

  #compare(): void {
    const [one, other] = this.#all.map((each) => this.#rows(each));
    const without = (videos: { id: string }[]) => videos.map(withoutId);
    deepStrictEqual(without(one?.videos ?? []), without(other?.videos ?? []));
    deepStrictEqual(one?.problems, other?.problems);
    for (const [index, { id }] of (one?.videos ?? []).entries()) {
      const twin = other?.videos[index]?.id ?? "";
      if (this.#ids.has(id)) deepStrictEqual([id, this.#ids.get(id)], [id, twin]);
      this.#ids.set(id, twin);
    }
  }

  /** After scans that may have found different things, a scan puts both right. The second library is then a copy of the first. */
  async #meet(): Promise<void> {
    for (const each of this.#all) await each.scan();
    checkDigests(join(this.#with.directory, "gleaner.db"));
    const [one, other] = this.#all.map((each) => this.#rows(each));
    const there = (rows: typeof one) => rows?.videos.filter(({ missing }) => missing === 0).map(withoutId);
    deepStrictEqual(there(one), there(other));
    deepStrictEqual(one?.problems, other?.problems);
    await this.#with.store.close();
    await this.#without.store.close();
    for (const end of ["-wal", "-shm"]) await rm(join(this.#without.directory, `gleaner.db${end}`), { force: true });
    await copyFile(join(this.#with.directory, "gleaner.db"), join(this.#without.directory, "gleaner.db"));
    if (this.#hasCopy) await copyFile(join(this.#with.directory, "copy.db"), join(this.#without.directory, "copy.db"));
    this.#keepNoDigests();
    for (const each of this.#all) each.store = await openSqlite({ path: join(each.directory, "gleaner.db") });
    this.#ids = new Map();
  }

  async #changeLibrary(of: ScansUnderTest, step: ChangeOfLibraries, isScanning = false): Promise<void> {
    const path = join(of.directory, "gleaner.db");
    const copy = join(of.directory, "copy.db");
    const nth = (nth: number) => {
      const { videos } = this.#rows(of);
      return videos.length === 0 ? undefined : videos[nth % videos.length];
    };
    switch (step.do) {
      case "forget": {
        const video = nth(step.nth);
        if (video !== undefined) await of.store.videos.forget({ ids: [video.id as VideoId] });
        return;
      }
      case "poster": {
        const video = nth(step.nth) as { id: VideoId; file_size: number; modified_us: number } | undefined;
        if (video === undefined) return;
        await of.store.videos.setPoster(video.id, { size: video.file_size, modifiedUs: video.modified_us }, "made");
        return;
      }
      case "statement": {
        const video = nth(step.nth);
        if (video === undefined) return;
        const [row] = of.rows(`select number from videos where id = '${video.id}'`);
        const number = String(Object.values(row ?? {})[0]);
        try {
          of.rows(step.statement.replace(":number", number));
        } catch (error) {
          if (!/UNIQUE constraint/.test(String(error))) throw error;
        }
        return;
      }
      case "keep a copy":
        if (isScanning) return;
        await rm(copy, { force: true });
        of.rows(`vacuum into '${copy}'`);
        return;
      case "restore the copy":
      case "open again":
        if (isScanning) return;
        await of.store.close();
        if (step.do === "restore the copy" && (await exists(copy))) {
          for (const end of ["-wal", "-shm"]) await rm(path + end, { force: true });
          await copyFile(copy, path);
        }
        of.store = await openSqlite({ path });
        return;
    }
  }

  async #scanInParts(of: ScansUnderTest, step: ScanInParts): Promise<void> {
    if (step.do === "two at once") {
      const queue = await of.startQueue({}, { concurrency: 2 });
      const below = join(of.root, step.folder);
      const paths = (await exists(below)) ? [of.root, below] : [of.root];
      const ids = await Promise.all(
        paths.map((path) => queue.submit(scanRequest({ path, recursive: true, retry_errors: false }))),
      );
      for (const id of ids) await ended(queue, id);
      return queue.stop();
    }
    const queue = await of.startQueue();
    const atMoment = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let lookUps = 0;
    of.beforeLookUp = async () => {
      lookUps += 1;
      if (lookUps <= step.after) return;
      atMoment.resolve();
      await release.promise;
    };
    const request = scanRequest({ path: of.root, recursive: true, retry_errors: false });
    const id = await queue.submit(request);
    await Promise.race([atMoment.promise, queue.wait(id)]);
    of.beforeLookUp = () => {};
    if (step.do === "cancel") {
      await queue.cancel(id);
      release.resolve();
      const job = await ended(queue, id);
      if (step.resume && job.status === "cancelled")
        await ended(queue, await queue.submit({ ...request, resumes: id }));
      await queue.stop();
    } else if (step.do === "stop and claim again") {
      const stopped = queue.stop();
      release.resolve();
      await stopped;
      const again = await of.startQueue();
      await ended(again, id);
      await again.stop();
    } else {
      await this.#changeLibrary(of, step.change, true);
      release.resolve();
      await ended(queue, id);
      await queue.stop();
    }
  }
}

function withoutId(video: object): string {
  return JSON.stringify(video, (column: string, value: unknown) => (column === "id" ? undefined : value));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function ignoreSystemError(error: unknown): void {
  if (!(error instanceof Error && "syscall" in error)) throw error;
}

test(
  "a library with digests agrees with one without",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { minLength: 5, maxLength: 14, size: "max" }),
        fc.boolean(),
        async (all, brief) => {
          const both = new Both();
          await both.open(brief);
          try {
            await both.take({ do: "add", file: "a/1.mp4", clip: clips[0] ?? "" });
            await both.take({ do: "add", file: "a/2.mp4", clip: clips[1] ?? "" });
            for (const step of [plain, plain, ...all, plain]) await both.take(step);
            expect(both.digests).toBeGreaterThan(0);
          } finally {
            await both.close();
          }
        },
      ),
      { numRuns: lengthen(5), endOnFailure: true },
    );
  },
  lengthen(60_000),
);
