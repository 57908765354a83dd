import { type Kysely, type RawBuilder, sql } from "kysely";
import { factsVersion } from "../../library/video.ts";
import {
  type MoveCandidate,
  mostLinks,
  mostLookAlikes,
  type ScanLibrary,
  type VideoAtName,
} from "../../scanning/scan-library.ts";
import { asPrefix } from "../directory-range.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

interface Parts {
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
}

interface CandidateRow {
  readonly number: number;
  readonly path: string;
  readonly size: number;
  readonly modified_us: number;
  readonly disk: string | null;
  readonly file_number: number | null;
  readonly changed_us: number | null;
  readonly fingerprint: number | null;
  readonly missing_since: number | null;
  readonly facts_version: number;
}

/** See `ScanLibrary.moveCandidates`. */
export async function moveCandidates(
  parts: Parts,
  files: Parameters<ScanLibrary["moveCandidates"]>[0],
): Promise<readonly MoveCandidate[]> {
  // Hard links have one number.
  const distinct = new Map(
    files.flatMap(({ size, modifiedUs, fileNumber = null }) =>
      fileNumber === null ? [] : [[`${fileNumber} ${size} ${modifiedUs}`, { size, modifiedUs, fileNumber }] as const],
    ),
  );
  return find(parts, [...distinct.values()], sql`same.file_number = file.file_number`, mostLinks);
}

/** See `ScanLibrary.lookAlikes`. */
export async function lookAlikes(
  parts: Parts,
  files: Parameters<ScanLibrary["lookAlikes"]>[0],
): Promise<readonly MoveCandidate[]> {
  const distinct = new Map(files.map(({ size, modifiedUs }) => [`${size} ${modifiedUs}`, { size, modifiedUs }]));
  const versions = [...distinct.values()].map(({ size, modifiedUs }) => ({ size, modifiedUs, fileNumber: 0 }));
  return find(parts, versions, sql`same.fingerprint is not null`, mostLookAlikes);
}

/** One seek in the index `videos_by_file` for each version, and one for each video. */
async function find(
  { db, differences }: Parts,
  versions: Parameters<SqlDifferences["tableOfVersions"]>[0],
  isWanted: RawBuilder<unknown>,
  most: number,
): Promise<readonly MoveCandidate[]> {
  if (versions.length === 0) return [];
  // SQLite takes the tables of a cross join in their order.
  const { rows } = await sql<CandidateRow>`
    select videos.number, directories.path || videos.filename as path, videos.file_size as size, videos.modified_us,
      videos.disk, videos.file_number, videos.changed_us, videos.fingerprint, videos.missing_since,
      videos.facts_version
    from ${differences.tableOfVersions(versions)} as file
      cross join videos
      join directories on directories.id = videos.directory_id
    where videos.number in (
      select same.number from videos as same
      where same.modified_us = file.modified_us and same.file_size = file.size and ${isWanted}
      limit ${sql.lit(most)}
    )
  `.execute(db);
  return rows.map((row) => ({
    number: row.number,
    path: row.path,
    size: row.size,
    modifiedUs: row.modified_us,
    disk: row.disk,
    fileNumber: row.file_number,
    changedUs: row.changed_us,
    fingerprint: row.fingerprint,
    isMissing: row.missing_since !== null,
    isToBeRead: row.facts_version < factsVersion,
  }));
}

/** See `ScanLibrary.fileNumbers`. */
export async function fileNumbers(
  { db, differences }: Parts,
  directory: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, VideoAtName>> {
  const rows = await db
    .selectFrom("videos")
    .innerJoin("directories", "directories.id", "videos.directory_id")
    .select(["filename", "disk", "file_number", "changed_us", "fingerprint"])
    .where("directories.path", "=", asPrefix(directory))
    .where((eb) => differences.isOneOf(eb.ref("videos.filename"), names))
    .execute();
  return new Map(
    rows.map(({ filename, disk, file_number: fileNumber, changed_us: changedUs, fingerprint }) => [
      filename,
      { disk, fileNumber, changedUs, fingerprint },
    ]),
  );
}

/** See `ScanLibrary.hasAnyVideo`. */
export async function hasAnyVideo(db: Kysely<Tables>): Promise<boolean> {
  return (await db.selectFrom("videos").select("number").limit(1).executeTakeFirst()) !== undefined;
}
