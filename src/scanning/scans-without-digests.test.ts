/**
 * Digests change nothing but the time that a scan takes. After each scan, a library agrees with one that never keeps a digest:
 * in its videos and their ids, in its problems, and in the counts of the scan. fast-check draws what happens to the files and
 * to the libraries, and prints the seed of a difference.
 */
import { deepStrictEqual } from "node:assert";
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { lengthen } from "../../test/lengthen.ts";
import { counts, ended, ScansUnderTest, type Wishes } from "../../test/scanning/scans-under-test.ts";
import { checkDigests } from "../../test/store/check-digests.ts";
import { factsVersion, type VideoId } from "../library/video.ts";
import { openSqlite } from "../store/sqlite/open-sqlite.ts";
import { scanRequest } from "./scan-payload.ts";

const prober = new ScansUnderTest();
beforeAll(() => prober.openProber());
afterAll(() => prober.prober.close());

const clips = ["h264-aac-faststart.mp4", "vp8-opus-recorded.webm"];
/** The last two stand in one order as UTF-8, and in the other as UTF-16. */
const names = ["1.mp4", "2.mp4", `it's "3".mp4`, "a\nb.mp4", "\uFF21.mp4", "\u{1F3AC}.mp4"];
const folders = ["", "a", "a/b", "c\nd"];

const file = fc
  .record({ folder: fc.constantFrom(...folders), name: fc.constantFrom(...names) })
  .map(({ folder, name }) => join(folder, name));
const folder = fc.constantFrom(...folders);
const below = fc.constantFrom(...folders.slice(1));

/** Of a file in the scanned directory. */
const changesOfFiles = fc.oneof(
  fc.record({ do: fc.constant("add" as const), file, clip: fc.constantFrom(...clips) }),
  fc.record({
    do: fc.constantFrom("remove", "replace", "chmod", "grow", "add subtitles", "remove subtitles", "spoil" as const),
    file,
  }),
  fc.record({ do: fc.constant("touch" as const), file, at: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constantFrom("rename" as const, "copy" as const), file, to: file }),
  fc.record({
    do: fc.constantFrom("remove folder" as const, "spoil folder" as const, "heal folder" as const),
    folder: below,
  }),
  fc.record({ do: fc.constant("rename folder" as const), folder: below, to: below }),
  fc.record({ do: fc.constantFrom("odd name" as const), folder }),
);

const statements = [
  "delete from videos where number = :number",
  "update videos set file_size = file_size + 1 where number = :number",
  "update videos set modified_us = 1 where number = :number",
  "update videos set changed_us = null where number = :number",
  "update videos set changed_us = 7 where number = :number",
  "update videos set subtitle_files = '' where number = :number",
  "update videos set missing_since = 1, missing_job_id = job_id where number = :number",
  "update videos set disk = null where number = :number",
  "update videos set disk = 'another' where number = :number",
  `update videos set facts_version = ${factsVersion - 1} where number = :number`,
  "update videos set filename = filename || '.mp4' where number = :number",
  "update videos set directory_id = (select max(id) from directories) where number = :number",
  "update or replace videos set filename = '1.mp4' where number = :number",
  "delete from scan_errors",
  "update scan_errors set is_current = 0",
  "delete from directory_digests",
  "vacuum",
];
const changesOfLibraries = fc.oneof(
  fc.record({ do: fc.constant("forget" as const), nth: fc.nat(9) }),
  fc.record({ do: fc.constant("statement" as const), nth: fc.nat(9), statement: fc.constantFrom(...statements) }),
  fc.record({ do: fc.constant("poster" as const), nth: fc.nat(9) }),
  fc.record({ do: fc.constantFrom("keep a copy" as const, "restore the copy" as const, "open again" as const) }),
);

const plain: { readonly do: "scan"; readonly wishes: Wishes } = { do: "scan", wishes: {} };
const scansToTheEnd = fc.oneof(
  { weight: 6, arbitrary: fc.constant(plain) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<typeof plain>(
      { do: "scan", wishes: { full: true } },
      { do: "scan", wishes: { retryErrors: true } },
      { do: "scan", wishes: { recursive: false } },
      { do: "scan", wishes: { acceptEmpty: true } },
      { do: "scan", wishes: { without: ["1.mp4"] } },
      { do: "scan", wishes: { without: ["b/"] } },
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("scan below" as const), folder: below }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("scan only" as const), folder, growing: fc.option(file) }) },
);
/** What such a scan finds depends on the moment. */
const scansInParts = fc.oneof(
  fc.record({ do: fc.constant("cancel" as const), after: fc.nat(5), resume: fc.boolean() }),
  fc.record({ do: fc.constant("stop and claim again" as const), after: fc.nat(5) }),
  fc.record({ do: fc.constant("two at once" as const), folder: below }),
  fc.record({ do: fc.constant("change meanwhile" as const), after: fc.nat(5), change: changesOfLibraries }),
);
const steps = fc.oneof(
  { weight: 4, arbitrary: changesOfFiles },
  { weight: 2, arbitrary: changesOfLibraries },
  { weight: 8, arbitrary: scansToTheEnd },
  { weight: 1, arbitrary: scansInParts },
);
type ValueOf<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;
type ChangeOfFiles = ValueOf<typeof changesOfFiles>;
type ChangeOfLibraries = ValueOf<typeof changesOfLibraries>;
type Step = ValueOf<typeof steps>;

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

  async open(): Promise<void> {
    for (const each of this.#all) {
      each.prober = prober.prober;
      await each.open();
    }
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

  async #scanInParts(of: ScansUnderTest, step: ValueOf<typeof scansInParts>): Promise<void> {
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

async function changeFiles(root: string, step: ChangeOfFiles): Promise<void> {
  const path = "file" in step ? join(root, step.file) : join(root, step.folder);
  const to = "to" in step ? join(root, step.to) : "";
  const subtitles = path.replace(/mp4$/, "en.srt");
  switch (step.do) {
    case "add":
      return copyClip(step.clip, path);
    case "remove":
      return unlink(path);
    case "replace": {
      const { mtime } = await stat(path);
      await writeFile(path, (await readFile(path)).toReversed());
      return utimes(path, mtime, mtime);
    }
    case "chmod":
      return chmod(path, 0o640);
    case "grow":
      await stat(path);
      return appendFile(path, "more");
    case "add subtitles":
      return writeFile(subtitles, "");
    case "remove subtitles":
      return unlink(subtitles);
    case "spoil":
      await mkdir(dirname(path), { recursive: true });
      return writeFile(path, "text");
    case "touch":
      return utimes(path, step.at, step.at);
    case "rename":
      await stat(path);
      await mkdir(dirname(to), { recursive: true });
      return rename(path, to);
    case "copy":
      await mkdir(dirname(to), { recursive: true });
      return copyFile(path, to);
    case "remove folder":
      return rm(path, { recursive: true });
    case "spoil folder":
      await stat(path);
      await mkdir(join(path, ".gleanerignore"));
      return;
    case "heal folder":
      return rm(join(path, ".gleanerignore"), { recursive: true });
    case "rename folder":
      return rename(path, to);
    case "odd name":
      return writeFile(Buffer.concat([Buffer.from(path), Buffer.from([47, 120, 255]), Buffer.from(".mp4")]), "");
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
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 14, size: "max" }), async (all) => {
        const both = new Both();
        await both.open();
        try {
          await both.take({ do: "add", file: "a/1.mp4", clip: clips[0] ?? "" });
          await both.take({ do: "add", file: "a/2.mp4", clip: clips[1] ?? "" });
          for (const step of [plain, plain, ...all, plain]) await both.take(step);
          expect(both.digests).toBeGreaterThan(0);
        } finally {
          await both.close();
        }
      }),
      { numRuns: lengthen(5), endOnFailure: true },
    );
  },
  lengthen(60_000),
);
