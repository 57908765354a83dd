import { type Kysely, type RawBuilder, type SqlBool, sql, type Transaction } from "kysely";
import { isWithin } from "../../files/is-within.ts";
import { mostForgottenAtOnce, NoFilter, type VideosToForget } from "../../library/forgetting.ts";
import type { VideoId } from "../../library/video.ts";
import type { VideoFilter } from "../../library/video-filter.ts";
import { isBroken, isNotBroken, pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { filtersToFind, hasNoFilter } from "./list-videos.ts";
import type { VideoIndex, VideosToMatch } from "./video-index.ts";

interface Parts {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly index: VideoIndex;
  readonly now: () => Date;
}

/** Videos that one transaction forgets. */
export interface ChosenVideos {
  /** At most `mostForgottenAtOnce`, in rising order. */
  readonly numbers: readonly number[];
  /** A condition that each of them must still meet when its row is locked. */
  readonly condition: RawBuilder<SqlBool>;
}

/** See `VideoLibrary.countToForget`. */
export async function countToForget({ reader, differences, index }: Parts, which: VideosToForget): Promise<number> {
  if ("filter" in which) {
    const filters = filtersToForget(which.filter);
    const matching = await index.count(reader, filters);
    if (matching > 1 && saysOnlyWhatVideosAre(filters)) {
      const { all } = await reader
        .selectFrom("videos")
        .select((eb) => eb.fn.countAll<number>().as("all"))
        .executeTakeFirstOrThrow();
      if (matching === all) throw new NoFilter();
    }
    return matching;
  }
  const { total } = await reader
    .selectFrom("videos")
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .where((eb) => differences.isOneOf(eb.ref("id"), which.ids))
    .executeTakeFirstOrThrow();
  return total;
}

/**
 * The next videos to forget.
 *
 * @param after only videos with higher numbers
 */
export async function chooseVideos(parts: Parts, which: VideosToForget, after = 0): Promise<ChosenVideos> {
  const { reader, differences, index } = parts;
  if ("filter" in which) {
    const page = { after, limit: mostForgottenAtOnce };
    const numbers = await index.numbers(reader, filtersToForget(which.filter), page);
    return { numbers, condition: matchesSince(which, parts.now()) };
  }
  const rows = await reader
    .selectFrom("videos")
    .select("number")
    .where((eb) => differences.isOneOf(eb.ref("id"), which.ids))
    .where("number", ">", after)
    .orderBy("number")
    .limit(mostForgottenAtOnce)
    .execute();
  return { numbers: rows.map(({ number }) => number), condition: sql`true` };
}

/** Whether it may be by mistake that all videos match, as all are of at least 0 bytes. */
function saysOnlyWhatVideosAre({ words, jobId, missing, broken, directory }: VideosToMatch): boolean {
  return words.length === 0 && [jobId, missing, broken, directory].every((filter) => filter === null);
}

/** @throws NoFilter */
function filtersToForget(filter: VideoFilter): VideosToMatch {
  const filters = filtersToFind(filter);
  if (hasNoFilter(filters)) throw new NoFilter();
  return filters;
}

/**
 * A scan may have changed a video since a person chose it, or since it was found to match. All changes that matter to a
 * filter leave a time in the row. A time in the future comes from a clock that was set back, and counts as long ago.
 */
function matchesSince(
  { filter: { missing, broken }, asOf }: Extract<VideosToForget, { filter: unknown }>,
  now: Date,
): RawBuilder<SqlBool> {
  const notSince = (column: string) =>
    sql<SqlBool>`(${sql.ref(column)} <= ${asOf.getTime()} or ${sql.ref(column)} > ${now.getTime()})`;
  const isUnchanged =
    broken === undefined
      ? notSince("updated_at")
      : sql<SqlBool>`${notSince("updated_at")} and ${sameVerdict(broken, asOf)}`;
  if (missing === undefined) return isUnchanged;
  return missing
    ? sql`missing_since is not null and ${notSince("missing_since")} and ${isUnchanged}`
    : sql`missing_since is null and ${isUnchanged}`;
}

/** Whether a video has been broken, or not, since `asOf`. */
function sameVerdict(broken: boolean, asOf: Date): RawBuilder<SqlBool> {
  return sql`${broken ? isBroken : isNotBroken} and not exists (select 1 from video_checks
    where video_checks.number = videos.number and video_checks.checked_at > ${asOf.getTime()})`;
}

/** See `VideoLibrary.forget`. */
export async function forgetVideos(parts: Parts, which: VideosToForget): Promise<readonly VideoId[]> {
  const chosen = await chooseVideos(parts, which);
  if (chosen.numbers.length === 0) return [];
  return parts.differences.inTransaction(parts.writer, async (transaction) => {
    await dropOldRemovals(transaction);
    return removeChosen(transaction, chosen, parts.differences);
  });
}

/**
 * Deletes videos with everything that belongs to them.
 *
 * They stay removed for every scan that has begun by now: a commit of such a scan writes none of its `removed_videos`.
 * Otherwise a probe under way, or the second run of a scan, would bring a video back, and the scan would count it twice.
 * A scan that begins later finds a video again if its file is still there.
 *
 * @returns their ids
 */
export async function removeChosen(
  transaction: Transaction<Tables>,
  { numbers, condition }: ChosenVideos,
  differences: SqlDifferences,
): Promise<readonly VideoId[]> {
  // The videos by their numbers and the job last, as the commits of scans do.
  const rows = await transaction
    .selectFrom("videos")
    .select(["number", "id", "job_id", pathOfVideo.as("path")])
    .where((eb) => differences.isOneOf(eb.ref("number"), numbers))
    .where(condition)
    .orderBy("number")
    .$if(differences.locksRows, (query) => query.forUpdate())
    .execute();
  if (rows.length === 0) return [];
  await removeRows(transaction, rows, { differences });
  return rows.map(({ id }) => id as VideoId);
}

/**
 * Deletes locked rows of videos with everything that belongs to them. No scan that has begun brings them back.
 *
 * @param options.except a scan that may bring them back. Default: none
 */
export async function removeRows(
  transaction: Transaction<Tables>,
  rows: readonly { readonly number: number; readonly path: string; readonly job_id: string }[],
  { differences, except }: { readonly differences: SqlDifferences; readonly except?: string },
): Promise<void> {
  const removed = rows.map(({ number }) => number);
  for (const table of ["videos", "video_details", "video_checks", "video_hashes"] as const) {
    await transaction
      .deleteFrom(table)
      .where((eb) => differences.isOneOf(eb.ref("number"), removed))
      .execute();
  }
  const scans = await begunScans(transaction).select("payload").execute();
  const removals = scans
    .filter(({ id }) => id !== except)
    .flatMap(({ id, payload }) => {
      const { path: directory } = JSON.parse(payload) as { readonly path?: unknown };
      return rows
        .filter(({ path }) => typeof directory !== "string" || isWithin(path, directory))
        .map(({ path, job_id: writer }) => ({ job_id: id, path, is_counted: writer === id ? 1 : 0 }));
    });
  if (removals.length === 0) return;
  await differences
    .insertRows(transaction.insertInto("removed_videos"), removals)
    // A scan that begins before the end of another can find the same path twice.
    .onConflict((conflict) => conflict.columns(["job_id", "path"]).doNothing())
    .execute();
}

/** Deletes the removals that only scans that have ended would read. */
export async function dropOldRemovals(transaction: Transaction<Tables>): Promise<void> {
  await transaction.deleteFrom("removed_videos").where("job_id", "not in", begunScans(transaction)).execute();
}

function begunScans(db: Kysely<Tables>) {
  return db
    .selectFrom("jobs")
    .select("jobs.id")
    .where("type", "=", "scan")
    .where("status", "in", ["pending", "running"])
    .where("started_at", "is not", null);
}
