import { type Kysely, sql } from "kysely";
import type { DirectorySection, ScanLibrary } from "../../scanning/scan-library.ts";
import { everythingIn } from "../directory-range.ts";
import { isCurrent, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storedDigest } from "./directory-digests.ts";
import { gathered } from "./gathered.ts";
import { namesOf, namesOfDirectories } from "./names-of-directories.ts";
import { preparedQuery } from "./prepared-query.ts";

/** An unchanged directory: the names of the directories in it that hold files at any depth, with separators in between. */
interface Row {
  /** Which of the directories that were asked about. */
  readonly nth: number;
  readonly with_videos: string | null;
  readonly with_problems: string | null;
}

/** A directory, as it was listed. */
type Listed = Pick<DirectorySection, "directory"> & { readonly digest: string };

/** The largest number of directories in one query. */
const mostAtOnce = 128;

/**
 * Asks whether a directory has the digest, and no problem is remembered of it or of a file in it. Questions that come
 * together share a query. See `ScanLibrary.unchanged`.
 */
export function prepareUnchanged(parts: {
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
}): ScanLibrary["unchanged"] {
  const { differences } = parts;
  if (!differences.keepsDigests) return async () => null;
  const range = { from: sql.ref("listed.prefix"), before: sql.ref("listed.before") };
  const query = preparedQuery<Row, "all">(
    parts,
    (parameter) => sql<Row>`
      select nth, ${namesOfDirectories("videos", range, differences)} as with_videos,
        ${namesOfDirectories("scan_errors", range, differences)} as with_problems
      from (
        select key as nth, value ->> 0 as itself, value ->> 1 as prefix, value ->> 2 as before, value ->> 3 as digest
        from json_each(${parameter("all")})
      ) as listed
      cross join directories on directories.path = listed.prefix
      cross join directory_digests on directory_id = directories.id and directory_digests.digest = listed.digest
      where directory_digests.videos = (select count(*) from videos where videos.directory_id = directories.id)
        and not exists (select 1 from scan_errors where scan_errors.directory = listed.prefix and ${isCurrent})
        and not exists (select 1 from scan_errors where scan_errors.path = listed.itself and ${isCurrent})`,
  );
  return gathered(async (all: readonly Listed[]) => {
    const rows = await query({
      all: JSON.stringify(
        all.map(({ directory, digest }) => {
          const { from, before } = everythingIn(directory);
          return [directory, from, before, storedDigest(digest)];
        }),
      ),
    });
    const unchanged = all.map((): readonly string[] | null => null);
    for (const row of rows) unchanged[row.nth] = namesOf(row);
    return unchanged;
  }, mostAtOnce);
}
