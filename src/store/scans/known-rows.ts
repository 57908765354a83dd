import { basename } from "node:path";
import { sql } from "kysely";
import type { MovedVideo, ScanBatch } from "../../scanning/scan-library.ts";
import { directoryOf } from "../directory-range.ts";
import { isCurrent, pathOfVideo, type VideoRow } from "../schema.ts";
import type { CommitContext } from "./commit-context.ts";
import { type DirectoryIds, knownDirectories } from "./directory-ids.ts";

/** The rows of a batch that are there already. A path has one video at most, and an error of every job. */
export interface KnownRows {
  readonly directories: DirectoryIds;
  /** By their paths. */
  readonly videos: ReadonlyMap<string, KnownVideo>;
  /** Those of `ScanBatch.moves`, by their numbers. Whole rows would take several times as long between the threads. */
  readonly moving: ReadonlyMap<number, MovingVideo>;
  /** Errors that the library remembers, whichever job wrote them, and all errors of the job that commits. */
  readonly errors: readonly KnownError[];
}

export type KnownVideo = VideoRow & { readonly path: string };

const columnsOfMoves = [
  "number",
  "directory_id",
  "filename",
  "file_size",
  "modified_us",
  "file_number",
  "changed_us",
  "check_verdict",
  "content",
  "job_id",
  "confirmed_job_id",
  "missing_since",
  "missing_job_id",
] as const;

/** What a move needs of a video. */
export type MovingVideo = Pick<KnownVideo, (typeof columnsOfMoves)[number] | "path">;

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
  const others = [...written, ...present, ...batch.missing, ...(batch.excluded ?? [])];
  const { moves = [] } = batch;
  const moved = moves.map(({ file }) => file.path);
  const errors = await knownErrors(context, [...written, ...moved, ...batch.goneProblems]);
  const directories = await knownDirectories(context, [...others, ...moved].map(directoryOf));
  if (moves.length === 0) {
    const videos = await videosAt(context, others, directories);
    return { errors, directories, moving: new Map(), videos: byTheirPaths(videos) };
  }
  return { errors, directories, ...(await videosOfMoves(context, others, { moves, directories })) };
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

/** The videos at paths, in no order. They are locked in the order of their numbers. */
async function videosAt(
  { transaction, differences }: CommitContext,
  paths: readonly string[],
  directories: DirectoryIds,
): Promise<readonly KnownVideo[]> {
  const files = filesAt(paths, directories);
  if (files.length === 0) return [];
  const locks = differences.locksRows ? sql`order by videos.number for update of videos` : sql``;
  const { rows } = await sql<VideoRow>`select videos.* from ${differences.tableOfFiles(files)} as file
    join videos on videos.directory_id = file.directory_id and videos.filename = file.filename ${locks}`.execute(
    transaction,
  );
  const pathsOfDirectories = new Map([...directories].map(([path, id]) => [id, path]));
  return rows.map((row) => Object.assign(row, { path: `${pathsOfDirectories.get(row.directory_id)}${row.filename}` }));
}

/**
 * The videos of moves, and those that are at their new paths or at other paths of the batch. All are locked in one order,
 * and may have other paths by then.
 */
async function videosOfMoves(
  { transaction, differences }: CommitContext,
  others: readonly string[],
  { moves, directories }: { readonly moves: readonly MovedVideo[]; readonly directories: DirectoryIds },
): Promise<Pick<KnownRows, "videos" | "moving">> {
  const paths = new Set([...others, ...moves.map(({ file }) => file.path)]);
  const files = filesAt(paths, directories);
  const found =
    files.length === 0
      ? []
      : (
          await sql<{ number: number }>`select videos.number from ${differences.tableOfFiles(files)} as file
            join videos on videos.directory_id = file.directory_id and videos.filename = file.filename`.execute(
            transaction,
          )
        ).rows.map(({ number }) => number);
  const numbers = moves.map(({ from }) => from.number);
  const columns = sql.join(columnsOfMoves.map((column) => sql.ref(`videos.${column}`)));
  const isAmong = (some: readonly number[]) => differences.isOneOf(sql.ref<number>("videos.number"), some);
  const { rows } = await sql<MovingVideo>`
    select ${columns}, ${pathOfVideo} as path from videos where ${isAmong([...new Set([...found, ...numbers])])}
    ${differences.locksRows ? sql`order by videos.number for update of videos` : sql``}
  `.execute(transaction);
  const ofMoves = new Set(numbers);
  // The rest of the commit may write these.
  const also = new Set(others);
  const whole = [...found, ...moves.filter(({ file }) => also.has(file.path)).map(({ from }) => from.number)];
  const wholeRows =
    whole.length === 0
      ? []
      : (
          await sql<KnownVideo>`select videos.*, ${pathOfVideo} as path from videos where ${isAmong(whole)}`.execute(
            transaction,
          )
        ).rows;
  return {
    videos: byTheirPaths(wholeRows),
    moving: new Map(rows.filter(({ number }) => ofMoves.has(number)).map((row) => [row.number, row])),
  };
}

function filesAt(paths: Iterable<string>, directories: DirectoryIds) {
  return [...new Set(paths)].flatMap((path) => {
    const directoryId = directories.get(directoryOf(path));
    return directoryId === undefined ? [] : [{ directoryId, filename: basename(path) }];
  });
}

function byTheirPaths(rows: readonly KnownVideo[]): KnownRows["videos"] {
  return new Map(rows.map((row) => [row.path, row]));
}
