import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

/**
 * Computes the digests of directories again from the rows of their videos, past the program.
 *
 * @param path of the database of SQLite
 * @returns how many digests there are that a scan would take for true
 * @throws Error if one of them is not
 */
export function checkDigests(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  const used = database
    .prepare(
      `select id, path, digest from directory_digests join directories on id = directory_id
      where videos = (select count(*) from videos where videos.directory_id = directories.id)
        and not exists (select 1 from scan_errors where is_current = 1
          and (directory = directories.path or path || '/' = directories.path))`,
    )
    .all();
  const videos = database.prepare("select * from videos where directory_id = ? order by filename");
  for (const directory of used) {
    const rows = videos.all(Number(directory["id"]));
    const numbers = rows.flatMap((row) =>
      ["file_size", "modified_us", "changed_us"].map((column) => Number(row[column] ?? Number.NEGATIVE_INFINITY)),
    );
    const names = rows.map((row) => String(row["filename"])).join("/");
    const subtitles = rows.map((row) => String(row["subtitle_files"] ?? "")).join("/");
    const ofOne = new Set(rows.map((row) => JSON.stringify([row["disk"], row["facts_version"], row["missing_since"]])));
    const [disk, factsVersion, missingSince] = JSON.parse([...ofOne][0] ?? "[]") as unknown[];
    const digest = createHash("sha256")
      .update(Float64Array.of(rows.length, ...numbers))
      .update(`${String(disk)}\0${names}//${/^\/*$/.test(subtitles) ? "" : subtitles}`)
      .digest("base64");
    const holds = directory["digest"] === `${String(factsVersion)} ${digest}`;
    if (holds && ofOne.size === 1 && missingSince === null) continue;
    throw new Error(`The digest of ${String(directory["path"])} does not hold: ${names}`);
  }
  return used.length;
}
