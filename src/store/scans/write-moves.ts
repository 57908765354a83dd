import { basename, dirname } from "node:path";
import { sql } from "kysely";
import { naturalSortKey } from "../../files/natural-order.ts";
import type { FileStat, MovedVideo } from "../../scanning/scan-library.ts";
import { directoryOf } from "../directory-range.ts";
import { storableText } from "../storable-text.ts";
import type { CommitContext } from "./commit-context.ts";
import type { DirectoryIds } from "./directory-ids.ts";
import type { KnownRows, KnownVideo, MovingVideo } from "./known-rows.ts";
import { removedVideos } from "./removed-videos.ts";

/** Changes of rows by the moves of a commit, for the counts of its job. */
interface WrittenMoves {
  /** Rows of other jobs that became this job's. */
  readonly moved: number;
  /** Videos that this job had marked missing. */
  readonly foundAgain: number;
  /** Videos that are missing since now, as files of others have taken their places. */
  readonly missing: number;
  /** Files whose videos a person has removed from the library. */
  readonly superseded: number;
  readonly notMoved: readonly FileStat[];
  /** New paths of the videos that were moved. */
  readonly paths: readonly string[];
  /** Numbers of the videos that were moved. */
  readonly changed: readonly number[];
  /** The known videos by their paths after the moves. */
  readonly videos: KnownRows["videos"];
}

interface Move extends MovedVideo {
  readonly row: MovingVideo;
}

/** A video whose file is gone, and whose path belongs to another one now. */
interface Displaced {
  readonly row: KnownVideo;
  /** The path that the file, or the last of those that have passed on their names, has left, and its video with it. */
  readonly to: MovingVideo;
}

/**
 * Gives videos the new paths of their files.
 *
 * @param directories has those of all new paths
 */
export async function writeMoves(
  context: CommitContext,
  moves: readonly MovedVideo[],
  known: KnownRows,
  directories: DirectoryIds,
): Promise<WrittenMoves> {
  const { jobId } = context;
  const unchanged = unchangedRows(moves, known);
  const displaced = displacedBy(unchanged, known.videos);
  const possible = withoutOccupied(unchanged, known.videos, new Set(displaced.map(({ row }) => row.number)));
  const moved = new Set(possible.map(({ file }) => file));
  // A commit that is made again, because its answer was lost, finds its own rows.
  const isDone = ({ file, from }: MovedVideo) => known.moving.get(from.number)?.path === file.path;
  const left = moves.filter((move) => !moved.has(move.file) && !isDone(move));
  const gone = left.filter(({ from }) => !known.moving.has(from.number));
  const removed = await removedVideos(
    context,
    gone.map(({ from }) => from.path),
  );
  const isRemoved = ({ from }: MovedVideo) => !known.moving.has(from.number) && removed.has(from.path);
  await writePaths(context, possible, known.videos, directories);
  await writeDisplaced(context, displaced);

  const videos = new Map(known.videos);
  if (videos.size > 0) {
    const whole = possible.flatMap((move) => {
      const row = videos.get(move.row.path);
      return row === undefined ? [] : [{ ...move, row }];
    });
    for (const { row } of whole) videos.delete(row.path);
    for (const { row, file, isReadNext } of whole) {
      const job_id = isReadNext === true ? row.job_id : jobId;
      videos.set(file.path, { ...row, path: file.path, job_id, missing_since: null, missing_job_id: null });
    }
    for (const { row, to } of displaced) {
      if (videos.get(row.path)?.number === row.number) videos.delete(row.path);
      videos.set(to.path, { ...row, ...placeOf(to), ...missingIn(context, row), path: to.path });
    }
  }
  return {
    moved: possible.filter(({ row, isReadNext }) => row.job_id !== jobId && isReadNext !== true).length,
    missing: displaced.filter(({ row }) => row.missing_since === null).length,
    foundAgain: possible.filter(({ row }) => row.missing_job_id === jobId).length,
    superseded: left.filter((move) => isRemoved(move) && removed.get(move.from.path) === false).length,
    notMoved: left.filter((move) => !isRemoved(move)).map(({ file }) => file),
    paths: possible.map(({ file }) => file.path),
    changed: [...possible, ...displaced].map(({ row }) => row.number),
    videos,
  };
}

/** The moves of videos that are still as they were when their files were found. Each video and each path only once. */
function unchangedRows(moves: readonly MovedVideo[], { moving }: KnownRows): readonly Move[] {
  const numbers = new Set<number>();
  const paths = new Set<string>();
  return moves.flatMap((move) => {
    const { file, from } = move;
    const row = moving.get(from.number);
    const isSame = row?.path === from.path && row.file_size === file.size && row.modified_us === file.modifiedUs;
    if (row === undefined || !isSame || numbers.has(from.number) || paths.has(file.path)) return [];
    numbers.add(from.number);
    paths.add(file.path);
    return [{ ...move, row }];
  });
}

/** Videos at whose paths other files are, and whose own files were not found. */
function displacedBy(moves: readonly Move[], videos: KnownRows["videos"]): readonly Displaced[] {
  const leaving = new Set(moves.map(({ row }) => row.number));
  const toPath = new Map(moves.map((move) => [move.file.path, move]));
  return moves.flatMap((first) => {
    const row = videos.get(first.file.path);
    const isDisplaced = row !== undefined && first.displaces === true && isOtherFile(row, first.file);
    if (!isDisplaced || leaving.has(row.number)) return [];
    let last = first;
    for (let next: Move | undefined = first; next !== undefined; next = toPath.get(last.row.path)) last = next;
    return [{ row, to: last.row }];
  });
}

/** Whether a video is certainly not that of a file at its path. Another scan may have written it for this same file. */
function isOtherFile(row: KnownVideo, { size, modifiedUs, disk, fileNumber = null }: FileStat): boolean {
  if (row.file_size !== size || row.modified_us !== modifiedUs) return true;
  const areNumbered = fileNumber !== null && row.file_number !== null;
  return areNumbered && row.disk === disk && row.file_number !== fileNumber;
}

/** Without moves to paths of videos that stay there. */
function withoutOccupied(
  moves: readonly Move[],
  videos: KnownRows["videos"],
  displaced: ReadonlySet<number>,
): readonly Move[] {
  const leaving = new Set([...moves.map(({ row }) => row.number), ...displaced]);
  const free = moves.filter(({ file }) => {
    const occupant = videos.get(file.path);
    return occupant === undefined || leaving.has(occupant.number);
  });
  return free.length === moves.length ? moves : withoutOccupied(free, videos, displaced);
}

/** Call this when the videos of their paths have moved. */
async function writeDisplaced(context: CommitContext, displaced: readonly Displaced[]): Promise<void> {
  const { transaction, differences, now } = context;
  for (const { row, to } of displaced) {
    const { folded_name } = differences.searchColumns(to.filename);
    await differences.updateVideos(transaction, [row.number], {
      ...placeOf(to),
      name_key: naturalSortKey(to.filename),
      ...(folded_name !== undefined && { folded_name }),
      ...missingIn(context, row),
      updated_at: now,
    });
  }
}

function placeOf({ directory_id, filename }: MovingVideo): Pick<MovingVideo, "directory_id" | "filename"> {
  return { directory_id, filename };
}

function missingIn({ jobId, now }: CommitContext, { missing_since, missing_job_id }: KnownVideo) {
  return missing_since === null ? { missing_since: now, missing_job_id: jobId } : { missing_since, missing_job_id };
}

async function writePaths(
  context: CommitContext,
  moves: readonly Move[],
  videos: KnownRows["videos"],
  directories: DirectoryIds,
): Promise<void> {
  const { transaction, differences, jobId, now } = context;
  if (moves.length === 0) return;
  const idOf = (directory: string): number => {
    const id = directories.get(directory);
    if (id === undefined) throw new Error(`The directory ${directory} has no id`);
    return id;
  };
  const occupants = new Set(
    moves.map(({ file }) => videos.get(file.path)?.number).filter((number) => number !== undefined),
  );
  // No two videos may have one path, not even for a moment. No directory has such an id.
  if (occupants.size > 0) {
    await transaction
      .updateTable("videos")
      .set({ directory_id: sql<number>`-number` })
      .where((eb) => differences.isOneOf(eb.ref("number"), [...occupants]))
      .execute();
  }
  const columnsOfSearch = (names: readonly string[]) => {
    const columns = names.map((name) => differences.searchColumns(name));
    return Object.keys(columns[0] ?? {}).length === 0
      ? {}
      : { folded_name: columns.map(({ folded_name = "" }) => folded_name) };
  };
  for (const those of Map.groupBy(moves, (move) => changesOf(move, occupants)).values()) {
    const [first] = those;
    if (first === undefined) continue;
    const changes = changesOf(first, occupants);
    const names = those.map(({ file }) => basename(file.path));
    const has = (change: number): boolean => (changes & change) !== 0;
    await differences.updateVideos(
      transaction,
      those.map(({ row }) => row.number),
      {
        // What a statement names is written in the indexes again, also if it is as before.
        ...(has(change.name) && { filename: names, name_key: names.map(naturalSortKey), ...columnsOfSearch(names) }),
        ...(has(change.directory) && { directory_id: those.map(({ file }) => idOf(directoryOf(file.path))) }),
        ...(has(change.fileNumber) && { file_number: those.map(({ file }) => file.fileNumber ?? null) }),
        // A file with another number is a copy, and a copy may be broken.
        ...(has(change.check) && { check_verdict: null }),
        ...(has(change.missing) && { missing_since: null, missing_job_id: null }),
        ...(!has(change.readNext) && { job_id: jobId, confirmed_job_id: null }),
        disk: oneOrAll(those.map(({ file }) => file.disk)),
        changed_us: those.map(({ file }) => file.changedUs ?? null),
        ...(has(change.content) && { content: null }),
        subtitle_files: oneOrAll(those.map(({ file }) => storableText(file.subtitles ?? ""))),
        updated_at: now,
      },
    );
  }
}

/** What a move changes of a row. */
const change = { name: 1, directory: 2, fileNumber: 4, check: 8, missing: 16, readNext: 32, content: 64 } as const;

function changesOf({ row, file, isReadNext }: Move, occupants: ReadonlySet<number>): number {
  const { path, fileNumber = null, changedUs = null } = file;
  const isInDirectory = dirname(path) === dirname(row.path) && !occupants.has(row.number);
  const isOtherFile = fileNumber === null || fileNumber !== row.file_number;
  return (
    (basename(path) === row.filename ? 0 : change.name) |
    (isInDirectory ? 0 : change.directory) |
    (fileNumber === row.file_number ? 0 : change.fileNumber) |
    (row.check_verdict !== null && isOtherFile ? change.check : 0) |
    (row.content !== null && (isOtherFile || row.changed_us !== changedUs) ? change.content : 0) |
    (row.missing_since === null && row.missing_job_id === null ? 0 : change.missing) |
    (isReadNext === true ? change.readNext : 0)
  );
}

function oneOrAll<Value>(values: readonly Value[]): Value | readonly Value[] {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
}
