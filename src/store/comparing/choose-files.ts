import { type Kysely, sql } from "kysely";
import type { CompareLibrary, FileToCompare } from "../../comparing/compare-library.ts";
import { isWithin } from "../../files/is-within.ts";
import { fileOfVideo, isAlikeCandidate } from "../duplicates/alike-videos.ts";
import { pathsWithErrors } from "../jobs/paths-with-errors.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

interface Parts {
  readonly reader: Kysely<Tables>;
  readonly differences: SqlDifferences;
}

interface FileRow extends FileToCompare {
  readonly content: number | null;
  /** See `fileOfVideo`. */
  readonly file: string;
}

/** See `CompareLibrary.choose`. */
export async function chooseFiles(
  parts: Parts,
  { jobId, directory, after, limit }: Parameters<CompareLibrary["choose"]>[0],
): ReturnType<CompareLibrary["choose"]> {
  const { reader } = parts;
  const { rows: keys } = await sql<{ readonly size: number; readonly fingerprint: number }>`
    select file_size as size, fingerprint from videos where ${isAlikeCandidate}
    ${after === null ? sql`` : sql`and (file_size, fingerprint) < (${after.size}, ${after.fingerprint})`}
    group by file_size, fingerprint having count(*) > 1 and count(content) < count(*)
    order by file_size desc, fingerprint desc limit ${sql.lit(limit)}`.execute(reader);
  if (keys.length === 0) return { files: [], next: null };
  const isOfKey = keys.map((key) => sql`(file_size = ${key.size} and fingerprint = ${key.fingerprint})`);
  const { rows } = await sql<FileRow>`
    select number, ${pathOfVideo} as path, file_size as size, modified_us as "modifiedUs", changed_us as "changedUs",
      fingerprint, content, ${fileOfVideo} as file
    from videos where ${isAlikeCandidate} and (${sql.join(isOfKey, sql` or `)})
    order by file_size desc, fingerprint desc, number`.execute(reader);
  const wanted = Map.groupBy(rows, ({ size, fingerprint }) => `${size} ${fingerprint}`)
    .values()
    .filter((group) => new Set(group.map(({ file }) => file)).size > 1)
    .filter((group) => directory === null || group.some(({ path }) => isWithin(path, directory)))
    .flatMap((group) => group.filter(({ content }) => content === null))
    .toArray();
  const failed = await pathsWithErrors(
    parts,
    jobId,
    wanted.map(({ path }) => path),
  );
  return {
    files: wanted.filter(({ path }) => !failed.has(path)).map(({ content: _content, file: _file, ...file }) => file),
    next: keys.length < limit ? null : (keys.at(-1) ?? null),
  };
}
