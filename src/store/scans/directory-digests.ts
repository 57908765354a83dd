/**
 * A digest for each directory whose files a scan has found as the library knows them. The next scan that finds the same
 * digest need not read the videos of the directory.
 *
 * A directory has a row with a token that no other row had or will have. When any statement changes or deletes a video of
 * the directory, a trigger deletes the row. A scan reads the videos and the token at one moment, and writes the digest only to
 * the row with this token: so the videos are then as the scan has read them. A video more changes the number that is
 * compared. The one exception is `insert or replace` by hand, for which SQLite runs no trigger of deletes: empty
 * `directory_digests` after it. Only where one process writes are there digests: on Postgres, the deletion of a row could
 * become visible after the digest was written to it.
 */
import { type Kysely, type RawBuilder, sql } from "kysely";
import { factsVersion } from "../../library/video.ts";
import type { DirectoryDigest } from "../../scanning/scan-library.ts";
import { asPrefix } from "../directory-range.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/**
 * What is stored. A program that would tell more of the videos than they have finds no digest of theirs. Nor does one that
 * makes digests of other bytes: it compares each file once, and keeps its own digests.
 */
export function storedDigest(digest: string): string {
  return `${factsVersion} ${digest}`;
}

/** The token of a directory; null if it has no row. */
export function tokenOf(directory: RawBuilder<unknown>): RawBuilder<number | null> {
  return sql`(select token from directory_digests
    where directory_id = (select id from directories where path = ${directory}))`;
}

/** Gives a token to directories that have none. Call this for each directory that is added. */
export async function addTokens(transaction: Kysely<Tables>, ids: readonly number[]): Promise<void> {
  await sql`insert into directory_digests (directory_id) select value from json_each(${JSON.stringify(ids)}) where true
    on conflict do nothing`.execute(transaction);
}

/** See `ScanLibrary.keepDigests`. */
export async function keepDigests(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  directories: readonly DirectoryDigest[],
): Promise<void> {
  const rows = directories.map(({ token, digest, count }) => [token, storedDigest(digest), count]);
  const paths = directories.filter(({ token }) => token === null).map(({ directory }) => asPrefix(directory));
  await differences.inTransaction(db, async (transaction) => {
    await differences.needNotWait?.(transaction);
    await sql`update directory_digests set digest = listed.value ->> 1, videos = listed.value ->> 2
      from json_each(${JSON.stringify(rows)}) as listed where token = listed.value ->> 0`.execute(transaction);
    if (paths.length === 0) return;
    const added = await transaction
      .selectFrom("directories")
      .select("id")
      .where((eb) => differences.isOneOf(eb.ref("path"), paths))
      .execute();
    await addTokens(
      transaction,
      added.map(({ id }) => id),
    );
  });
}
