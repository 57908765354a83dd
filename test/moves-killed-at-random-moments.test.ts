/**
 * Files and directories are renamed again and again, and the scan after that is killed at a random moment. In the end every
 * file has the video that it had in the beginning, no video was lost or doubled, and no file was read twice.
 */
import { readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { copyClip, temporaryDirectory } from "./clip-tree.ts";
import { runGleaner, startGleaner } from "./gleaner-process.ts";
import { lengthen } from "./lengthen.ts";
import { openLibrary } from "./library-rows.ts";
import { checkDigests } from "./store/check-digests.ts";
import { videosWithPaths } from "./store/videos-with-paths.ts";

const directories = 6;
const filesOfEach = 80;
const kills = 8;

/** A scan of these files takes about half a second, from the start of its process. */
const rounds = fc.array(
  fc.record({
    killAfterMs: fc.integer({ min: 250, max: 900 }),
    /** Which of the directories is renamed. */
    directory: fc.nat({ max: directories - 1 }),
    /** A file in each of two directories: the two exchange their names. */
    exchange: fc.tuple(fc.nat({ max: filesOfEach - 1 }), fc.nat({ max: filesOfEach - 1 })),
    /** Every file of so many in one directory is renamed. */
    each: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: kills, maxLength: kills },
);

test(
  `files that are renamed before each of ${kills} scans that are killed keep their videos`,
  async () => {
    await fc.assert(fc.asyncProperty(rounds, expectVideosToStay), { numRuns: lengthen(1), endOnFailure: true });
  },
  lengthen(120_000),
);

type Round = typeof rounds extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

async function expectVideosToStay(drawn: readonly Round[]): Promise<void> {
  await using directory = await temporaryDirectory();
  const [root, data] = [join(directory.path, "videos"), join(directory.path, "data")];
  for (let nth = 0; nth < directories; nth += 1) {
    for (let file = 0; file < filesOfEach; file += 1) {
      await copyClip("h264-aac-faststart.mp4", join(root, `${nth}`, `${file}.mp4`));
    }
  }
  const scan = ["scan", root, "--data", data, "--json"];
  expect(await runGleaner(scan)).toMatchObject({ code: 0 });
  const before = idsByFile(root, data);
  expect(before.size).toBe(directories * filesOfEach);

  let renames = 0;
  for (const { killAfterMs, directory: which, exchange, each } of drawn) {
    renames += 1;
    renameAll(root, { which, exchange, each, renames });
    const scanning = startGleaner(scan);
    await delay(killAfterMs);
    scanning.kill("SIGKILL");
    await scanning.exit;
    const library = openLibrary(data);
    // Later scans have taken rows of those before them.
    expect(library.paths()).toHaveLength(before.size);
    library.close();
    checkDigests(join(data, "gleaner.db"));
  }
  expect(await runGleaner(scan)).toMatchObject({ code: 0 });
  expect(idsByFile(root, data)).toEqual(before);
  const library = openLibrary(data);
  const [first, ...later] = library.jobs();
  library.close();
  expect(first?.counts).toMatchObject({ new: before.size });
  for (const { counts } of later) expect(counts).toMatchObject({ new: 0, updated: 0, error_count: 0 });
}

function renameAll(
  root: string,
  { which, exchange, each, renames }: Omit<Round, "directory" | "killAfterMs"> & { which: number; renames: number },
): void {
  const names = readdirSync(root).toSorted();
  const [one = "", other = ""] = [names[which], names[(which + 1) % names.length]];
  const [first, second] = [fileOf(root, one, exchange[0]), fileOf(root, other, exchange[1])];
  renameSync(first, `${first} away`);
  renameSync(second, first);
  renameSync(`${first} away`, second);
  const third = names[(which + 2) % names.length] ?? "";
  for (const [nth, name] of readdirSync(join(root, third)).entries()) {
    if (nth % each === 0) renameSync(join(root, third, name), join(root, third, `${renames} ${name}`));
  }
  renameSync(join(root, one), join(root, `${renames} ${one}`));
}

function fileOf(root: string, directory: string, nth: number): string {
  return join(root, directory, readdirSync(join(root, directory)).toSorted()[nth] ?? "");
}

/** The ids of the videos that are not missing, by the inodes of their files. */
function idsByFile(root: string, data: string): ReadonlyMap<number, string> {
  using database = new DatabaseSync(join(data, "gleaner.db"), { readOnly: true });
  const rows = database.prepare(`select id, path from ${videosWithPaths} where missing_since is null`).all();
  const ids = new Map(rows.map(({ id, path }) => [String(path), String(id)]));
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".mp4"));
  return new Map(
    files
      .map((name) => join(root, name))
      .map((path): [number, string] => [statSync(path).ino, ids.get(path) ?? `no video at ${path}`])
      .toSorted(([one], [other]) => one - other),
  );
}
