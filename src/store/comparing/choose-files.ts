import { type Kysely, type RawBuilder, sql } from "kysely";
import type { CompareLibrary, FileToCompare } from "../../comparing/compare-library.ts";
import type { GroupKey } from "../../library/duplicates.ts";
import { fileOfVideo, hasVideoIn, isAlikeCandidate, isInGroup, videosOfGroups } from "../duplicates/alike-videos.ts";
import { pathsWithErrors } from "../jobs/paths-with-errors.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

interface Parts {
  readonly reader: Kysely<Tables>;
  readonly differences: SqlDifferences;
}

/** How many groups are looked at together, at most. */
const groupsAtOnce = 200;

/** See `CompareLibrary.choose`. */
export async function chooseFiles(
  parts: Parts,
  { jobId, directory, after, limit }: Parameters<CompareLibrary["choose"]>[0],
): ReturnType<CompareLibrary["choose"]> {
  const { reader } = parts;
  const most = Math.min(limit, groupsAtOnce);
  const orEqual = after?.number === null ? sql`` : sql`=`;
  const { rows: keys } = await sql<GroupKey>`
    select file_size as size, fingerprint from videos where ${isAlikeCandidate}
    ${after === null ? sql`` : sql`and (file_size, fingerprint) <${orEqual} (${after.size}, ${after.fingerprint})`}
    group by file_size, fingerprint having count(*) > 1 and count(content) < count(*)
    order by file_size desc, fingerprint desc limit ${sql.lit(most)}`.execute(reader);
  /** The group in which the call before has ended. */
  const begun = keys.slice(0, 1).filter((key) => key.size === after?.size && key.fingerprint === after.fingerprint);
  const wanted = [...begun, ...(await severalFiles(reader, keys.slice(begun.length), directory))];
  const isAfter = after === null ? sql`true` : sql`not (${isInGroup(after)} and number <= ${after.number})`;
  const rows = wanted.length === 0 ? [] : await filesOf(reader, wanted, { isAfter, limit });
  const failed = await pathsWithErrors(
    parts,
    jobId,
    rows.map(({ path }) => path),
  );
  const last = rows.at(-1);
  const lastKey = keys.at(-1);
  return {
    files: rows.filter(({ path }) => !failed.has(path)),
    next:
      rows.length === limit && last !== undefined
        ? { size: last.size, fingerprint: last.fingerprint, number: last.number }
        : keys.length < most || lastKey === undefined
          ? null
          : { ...lastKey, number: null },
  };
}

/** Of these groups, those that are to be compared: not all of their videos are hard links of one file. */
async function severalFiles(
  reader: Kysely<Tables>,
  keys: readonly GroupKey[],
  directory: string | null,
): Promise<readonly GroupKey[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<GroupKey>`
    select file_size as size, fingerprint from ${videosOfGroups(keys)}
    group by file_size, fingerprint
    having count(distinct ${fileOfVideo}) > 1 and ${directory === null ? sql`true` : hasVideoIn(directory)}`.execute(
    reader,
  );
  return rows;
}

async function filesOf(
  reader: Kysely<Tables>,
  keys: readonly GroupKey[],
  { isAfter, limit }: { readonly isAfter: RawBuilder<unknown>; readonly limit: number },
): Promise<readonly FileToCompare[]> {
  const { rows } = await sql<FileToCompare>`
    select number, ${pathOfVideo} as path, file_size as size, modified_us as "modifiedUs", changed_us as "changedUs",
      fingerprint
    from ${videosOfGroups(keys)} where content is null and ${isAfter}
    order by file_size desc, fingerprint desc, number limit ${sql.lit(limit)}`.execute(reader);
  return rows;
}
