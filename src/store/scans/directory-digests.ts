/**
 * A digest for each directory whose files a scan has found as the library knows them. The next scan that finds the same
 * digest need not read the videos of the directory.
 *
 * A digest in the table always holds: no statement can change or delete a video without the triggers taking the digest of
 * its directory away, and a video more changes the number that is compared. The one exception is `insert or replace` by
 * hand, for which SQLite runs no trigger of deletes: empty `directory_digests` after it. A digest is written only where one
 * writer works at a time, in the statement that compares the files once more.
 */
import { type Kysely, type RawBuilder, sql } from "kysely";
import { factsVersion } from "../../library/video.ts";
import type { DirectoryDigest } from "../../scanning/scan-library.ts";
import { asPrefix } from "../directory-range.ts";
import { isCurrent, isPresent, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { preparedQuery } from "./prepared-query.ts";

/** What is stored. A program that would tell more of the videos than they have finds no digest of theirs. */
export function storedDigest(digest: string): string {
  return `${factsVersion} ${digest}`;
}

/** The entry of a video in a `FileList`. */
export function entryOf(differences: SqlDifferences): RawBuilder<string> {
  return sql`concat(filename, ${versionOf(differences)}, subtitle_files)`;
}

/** The arguments of `concat` that follow a name in a `FileList`. */
export function versionOf(differences: SqlDifferences): RawBuilder<unknown> {
  const size = differences.wholeNumber(sql.ref("file_size"));
  const modifiedUs = differences.wholeNumber(sql.ref("modified_us"));
  // `concat` takes null as an empty text, and SQLite takes less time for it than for as many `||`.
  return sql`'/', ${size}, '/', ${modifiedUs}, '/', changed_us`;
}

/** Selects `directory_id` of the directory if it has the digest and no problem is remembered of it. */
export function hasDigest(
  parameter: (name: "directory" | "itself" | "digest") => RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`select directory_id from directory_digests
    where directory_id = (select id from directories where path = ${parameter("directory")})
      and digest = ${parameter("digest")}
      and videos = (select count(*) from videos where videos.directory_id = directory_digests.directory_id)
      and not exists (select 1 from scan_errors where directory = ${parameter("directory")} and ${isCurrent})
      and not exists (select 1 from scan_errors where path = ${parameter("itself")} and ${isCurrent})`;
}

/** See `ScanLibrary.keepDigests`. */
export function prepareKeepDigests(parts: {
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
}): (directories: readonly DirectoryDigest[]) => Promise<void> {
  const { db, differences } = parts;
  const isOfDirectory = sql`videos.directory_id = directories.id`;
  const files = sql`select ${differences.joined(sql`entry`, "/")} from (
    select ${entryOf(differences)} as entry from videos where ${isOfDirectory} order by filename)`;
  const keep = preparedQuery<unknown, "directory" | "disk" | "files" | "digest">(parts, (parameter) => {
    const isThere = sql`${isPresent} and disk = ${parameter("disk")} and facts_version >= ${sql.lit(factsVersion)}`;
    return sql`insert into directory_digests (directory_id, digest, videos)
      select id, ${parameter("digest")}, (select count(*) from videos where ${isOfDirectory})
      from directories where path = ${parameter("directory")}
        and (${files}) = ${parameter("files")}
        and not exists (select 1 from videos where ${isOfDirectory} and (${isThere}) is not true)
      on conflict (directory_id) do update set digest = excluded.digest, videos = excluded.videos`;
  });
  return (directories) =>
    differences.inTransaction(db, async (transaction) => {
      await differences.needNotWait?.(transaction);
      for (const { directory, disk, files: listed, digest } of directories) {
        const values = { directory: asPrefix(directory), disk, files: listed, digest: storedDigest(digest) };
        await keep(values, transaction);
      }
    });
}
