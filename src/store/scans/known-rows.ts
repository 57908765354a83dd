import { basename } from "node:path";
import { sql } from "kysely";
import type { ScanBatch } from "../../scanning/scan-library.ts";
import { directoryOf } from "../directory-range.ts";
import { isCurrent, pathOfVideo, type VideoRow } from "../schema.ts";
import type { CommitContext } from "./commit-context.ts";
import { type DirectoryIds, knownDirectories } from "./directory-ids.ts";

/** The rows of a batch that are there already. A path has one video at most, and an error of every job. */
export interface KnownRows {
  readonly directories: DirectoryIds;
  /** By their paths. */
  readonly videos: ReadonlyMap<string, KnownVideo>;
  /** Those of `ScanBatch.moves`, by their numbers. */
  readonly moving: ReadonlyMap<number, KnownVideo>;
  /** Errors that the library remembers, whichever job wrote them, and all errors of the job that commits. */
  readonly errors: readonly KnownError[];
}

export type KnownVideo = VideoRow & { readonly path: string };

export interface KnownError {
  readonly id: number;
  readonly path: string;
  readonly code: string;
  readonly job_id: string;
  readonly is_current: number;
}

/** The order in which rows of new files are inserted. */
export function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

/**
 * Reads all rows that a commit may change and that are there already. Where several writers run at a time, it also locks
 * them.
 *
 * All commits take their locks in one order: the errors by their paths, the videos by their numbers, then new directories,
 * new videos and new errors by their paths, and the job last. Two scans that find the same files then wait for each other
 * and never in a circle. So a commit changes no other rows than these: if a row appears meanwhile, the commit fails when
 * it inserts its own row of that path, and runs again.
 */
export async function readKnownRows(context: CommitContext, batch: ScanBatch): Promise<KnownRows> {
  const written = [...batch.videos.map(({ file }) => file.path), ...batch.problems.map(({ path }) => path)];
  const present = batch.present.map(({ path }) => path);
  const { moves = [] } = batch;
  const moved = moves.map(({ file }) => file.path);
  const errors = await knownErrors(context, [...written, ...moved, ...batch.goneProblems]);
  const withVideos = [...written, ...moved, ...present, ...batch.missing, ...(batch.excluded ?? [])];
  const directories = await knownDirectories(context, withVideos.map(directoryOf));
  const moving = moves.map(({ from }) => from.number);
  return { errors, directories, ...(await knownVideos(context, withVideos, { directories, moving })) };
}

function knownErrors({ transaction, differences, jobId }: CommitContext, paths: readonly string[]) {
  return transaction
    .selectFrom("scan_errors")
    .select(["id", "path", "code", "job_id", "is_current"])
    .where((eb) => {
      const isOfBatch = differences.isOneOf(eb.ref("path"), paths);
      // Each of the two conditions has an index.
      return eb.or([eb.and([isCurrent, isOfBatch]), eb.and([eb("job_id", "=", jobId), isOfBatch])]);
    })
    .$if(differences.locksRows, (query) => query.orderBy("path").orderBy("id").forUpdate())
    .execute();
}

async function knownVideos(
  { transaction, differences }: CommitContext,
  paths: readonly string[],
  { directories, moving }: { readonly directories: DirectoryIds; readonly moving: readonly number[] },
): Promise<Pick<KnownRows, "videos" | "moving">> {
  const files = [...new Set(paths)].flatMap((path) => {
    const directoryId = directories.get(directoryOf(path));
    return directoryId === undefined ? [] : [{ directoryId, filename: basename(path) }];
  });
  if (files.length + moving.length === 0) return { videos: new Map(), moving: new Map() };
  const atPaths = sql`${differences.tableOfFiles(files)} as file
    join videos on videos.directory_id = file.directory_id and videos.filename = file.filename`;
  const locks = differences.locksRows ? sql`order by videos.number for update of videos` : sql``;
  if (moving.length === 0) {
    const { rows } = await sql<VideoRow>`select videos.* from ${atPaths} ${locks}`.execute(transaction);
    const pathsOfDirectories = new Map([...directories].map(([path, id]) => [id, path]));
    const videos = rows.map((row): [string, KnownVideo] => {
      const path = `${pathsOfDirectories.get(row.directory_id)}${row.filename}`;
      return [path, { ...row, path }];
    });
    return { videos: new Map(videos), moving: new Map() };
  }
  // All rows are locked in one order, and may have other paths by then.
  const found =
    files.length === 0
      ? []
      : (await sql<{ number: number }>`select videos.number from ${atPaths}`.execute(transaction)).rows;
  const numbers = [...new Set([...found.map(({ number }) => number), ...moving])];
  const { rows } = await sql<KnownVideo>`
    select videos.*, ${pathOfVideo} as path from videos where ${differences.isOneOf(sql.ref<number>("videos.number"), numbers)} ${locks}
  `.execute(transaction);
  const wanted = new Set(paths);
  const ofMoves = new Set(moving);
  return {
    videos: new Map(rows.filter(({ path }) => wanted.has(path)).map((row) => [row.path, row])),
    moving: new Map(rows.filter(({ number }) => ofMoves.has(number)).map((row) => [row.number, row])),
  };
}
