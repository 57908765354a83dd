import { basename } from "node:path";
import { sql } from "kysely";
import type { ScanBatch } from "../../scanning/scan-library.ts";
import { directoryOf } from "../directory-range.ts";
import { isCurrent, type VideoRow } from "../schema.ts";
import type { CommitContext } from "./commit-context.ts";
import { type DirectoryIds, knownDirectories } from "./directory-ids.ts";

/** The rows of a batch that are there already. A path has one video at most, and an error of every job. */
export interface KnownRows {
  readonly directories: DirectoryIds;
  /** By their paths. */
  readonly videos: ReadonlyMap<string, KnownVideo>;
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
  const errors = await knownErrors(context, [...written, ...batch.goneProblems]);
  const withVideos = [...written, ...present, ...batch.missing];
  const directories = await knownDirectories(context, withVideos.map(directoryOf));
  return { errors, directories, videos: await knownVideos(context, withVideos, directories) };
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
  directories: DirectoryIds,
): Promise<ReadonlyMap<string, KnownVideo>> {
  const files = [...new Set(paths)].flatMap((path) => {
    const directoryId = directories.get(directoryOf(path));
    return directoryId === undefined ? [] : [{ directoryId, filename: basename(path) }];
  });
  if (files.length === 0) return new Map();
  const { rows } = await sql<VideoRow>`
    select videos.* from ${differences.tableOfFiles(files)} as file
      join videos on videos.directory_id = file.directory_id and videos.filename = file.filename
    ${differences.locksRows ? sql`order by videos.number for update of videos` : sql``}
  `.execute(transaction);
  const pathsOfDirectories = new Map([...directories].map(([path, id]) => [id, path]));
  return new Map(
    rows.map((row) => {
      const path = `${pathsOfDirectories.get(row.directory_id)}${row.filename}`;
      return [path, { ...row, path }];
    }),
  );
}
