/**
 * Thousands of files whose names are passed on: each has the old name of the next one. Their videos move in several
 * commits. Between two of them, a scan may end in any way.
 */
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { mayMount } from "../../test/scanning/disks.ts";
import { counts, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { videosWithPaths } from "../../test/store/videos-with-paths.ts";
import { fingerprintOf } from "../files/fingerprint.ts";

const scans = scansUnderTest();

/** More than two commits have. */
const many = 4_500;

const names = Array.from({ length: many }, (_, nth) => `d${nth % 3}/${nth}.mp4`);
const at = (name: string): string => join(scans.root, name);

/**
 * Makes files, and a library that knows them: each as a copy of the video of one film.
 *
 * @param hasNumbers whether their file system keeps file numbers and change times
 */
async function know(hasNumbers: boolean): Promise<void> {
  await scans.make("film.mp4");
  await scans.scan();
  for (const directory of ["d0", "d1", "d2"]) mkdirSync(at(directory));
  const files = names.map((name, nth) => {
    // Some have one size and time.
    const content = Buffer.from(`${nth}`.padEnd(10 + (nth % 100), "x"));
    writeFileSync(at(name), content);
    const { ino, size, mtimeMs, ctimeMs } = lstatSync(at(name));
    const times = [Math.round(mtimeMs * 1_000), hasNumbers ? Math.round(ctimeMs * 1_000) : null];
    const own = { ino: hasNumbers ? ino : null, fingerprint: fingerprintOf(content) };
    return { id: `video ${nth}`, directory: `d${nth % 3}/`, name: `${nth}.mp4`, size, times, ...own };
  });
  const given: Record<string, string> = {
    number: "1000 + each.key",
    id: "each.value ->> 'id'",
    directory_id: "(select id from directories where path = $root || (each.value ->> 'directory'))",
    filename: "each.value ->> 'name'",
    name_key: "each.value ->> 'name'",
    file_number: "each.value ->> 'ino'",
    file_size: "each.value ->> 'size'",
    modified_us: "each.value ->> '$.times[0]'",
    changed_us: "each.value ->> '$.times[1]'",
    fingerprint: "each.value ->> 'fingerprint'",
  };
  const columns = scans
    .rows("select name from pragma_table_info('videos')")
    .map((row) => String(Reflect.get(row, "name")));
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  for (const directory of ["d0", "d1", "d2"]) {
    scans.rows(`insert into directories (path, folded) values (${quoted(`${at(directory)}/`)}, 'd')`);
  }
  const values = columns.map((column) =>
    (given[column] ?? `videos.${column}`).replace("$root", quoted(`${scans.root}/`)),
  );
  scans.rows(`insert into videos (${columns.join(", ")}) select ${values.join(", ")}
    from videos, json_each(${quoted(JSON.stringify(files))}) as each where videos.filename = 'film.mp4'`);
  expect(counts(await scans.scan())).toMatchObject({ found: many + 1, skipped: many + 1 });
  scans.probed = [];
}

/** The ids of the videos by the numbers of the files at their paths. */
function idsOfFiles(): ReadonlyMap<number, string> {
  const rows = scans.rows(`select id, path from ${videosWithPaths} where missing_since is null order by id`);
  return new Map(rows.map((row) => [lstatSync(String(Reflect.get(row, "path"))).ino, String(Reflect.get(row, "id"))]));
}

function passNamesOn(end: "to the first" | "to a new name"): void {
  const last = names.at(-1) ?? "";
  renameSync(at(last), at("away.mp4"));
  for (let nth = many - 2; nth >= 0; nth -= 1) renameSync(at(names[nth] ?? ""), at(names[nth + 1] ?? ""));
  if (end === "to the first") renameSync(at("away.mp4"), at(names[0] ?? ""));
}

describe.each([
  { end: "to the first", hasNumbers: true },
  { end: "to a new name", hasNumbers: true },
  ...(mayMount() ? ([{ end: "to the first", hasNumbers: false }] as const) : []),
] as const)("names that are passed on, the last $end (file numbers: $hasNumbers)", ({ end, hasNumbers }) => {
  beforeEach(() => {
    // Of a file system in memory, Gleaner remembers no numbers.
    if (!hasNumbers) execFileSync("mount", ["-t", "ramfs", "gleaner-test", scans.root]);
  });
  afterEach(() => {
    if (!hasNumbers) execFileSync("umount", ["-l", scans.root]);
  });

  test("leave each video with its file", async () => {
    await know(hasNumbers);
    const before = idsOfFiles();
    expect(before.size).toBe(many + 1);
    passNamesOn(end);
    expect(counts(await scans.scan())).toMatchObject({ moved: many, skipped: 1, updated: 0, new: 0, missing: 0 });
    expect(idsOfFiles()).toEqual(before);
    expect(scans.probed).toEqual([]);
  });

  test("also if a scan ends between two of its commits", async () => {
    await know(hasNumbers);
    const before = idsOfFiles();
    passNamesOn(end);
    let parts = 0;
    const library = overlay(scans.store.scans, {
      commit: async (lease, batch) => {
        if ((batch.moves?.length ?? 0) > 100) parts += 1;
        if (parts > 3) throw new Error("The process ends here");
        return scans.store.scans.commit(lease, batch);
      },
    });
    const ended = await scans.scan({ library });
    expect(ended).toMatchObject({ status: "failed" });
    const { moved } = counts(ended);
    expect(moved).toBeGreaterThan(1_000);
    expect(scans.rows(`select count(*) as moved from videos where job_id = '${ended.id}'`)).toEqual([{ moved }]);
    expect(counts(await scans.scan())).toMatchObject({ moved: many - Number(moved), updated: 0, new: 0, missing: 0 });
    expect(idsOfFiles()).toEqual(before);
    expect(scans.probed).toEqual([]);
  });
});
