import { sql } from "kysely";
import type { FileStat, ScanBatch } from "../../scanning/scan-library.ts";
import { directoryOf } from "../directory-range.ts";
import type { VideoRow } from "../schema.ts";
import { storableText } from "../storable-text.ts";
import { columnsOfFile, videoRow } from "../videos/video-rows.ts";
import type { CommitContext } from "./commit-context.ts";
import { type DirectoryIds, idsOfDirectories } from "./directory-ids.ts";
import { byPath, type KnownRows, type KnownVideo } from "./known-rows.ts";
import { removedVideos } from "./removed-videos.ts";
import { insertDetails, knownDetails, rewriteDetails } from "./write-details.ts";

/** Changes of rows by a commit, for the counts of its job. */
interface WrittenVideos {
  readonly created: number;
  /** Rows of other jobs that became this job's. */
  readonly updated: number;
  /**
   * Files that were not written: another job has written the same size and time meanwhile, or a person has removed the
   * video from the library.
   */
  readonly superseded: number;
  /** Videos that this job had marked missing and that are there again. */
  readonly foundAgain: number;
  /** The numbers of the known videos that were written again. */
  readonly changed: readonly number[];
}

/**
 * Writes the videos of the batch. Marks as present again: these videos, those of `present`, and those whose files are
 * there but became unreadable.
 *
 * @param batch has each path at most once among its videos
 */
export async function writeVideos(
  context: CommitContext,
  batch: ScanBatch,
  knownRows: KnownRows,
): Promise<WrittenVideos> {
  const { jobId } = context;
  const { videos, errors } = knownRows;
  const withErrors = new Set(errors.filter(({ is_current }) => is_current === 1).map(({ path }) => path));
  const videoPaths = batch.videos.map(({ file }) => file.path);
  const present = [...batch.present.map(({ path }) => path), ...presentButUnreadable(batch)];
  const known = new Map(rowsAt([...videoPaths, ...present], videos).map((row) => [row.path, row]));

  const details = await knownDetails(context, numbersOf(rowsAt(videoPaths, videos)));
  const removed = await removedVideos(
    context,
    videoPaths.filter((path) => !known.has(path)),
  );

  const added: ScanBatch["videos"][number][] = [];
  const rewritten: { readonly number: number; readonly video: ScanBatch["videos"][number] }[] = [];
  const confirmed: SeenVideo[] = [];
  const changed: number[] = [];
  const counted = { created: 0, updated: 0, superseded: 0, foundAgain: 0 };
  for (const video of batch.videos) {
    const { path } = video.file;
    const before = known.get(path);
    known.delete(path);
    const isCounted = removed.get(path);
    if (isCounted !== undefined) {
      if (!isCounted) counted.superseded += 1;
      continue;
    }
    if (before === undefined) {
      counted.created += 1;
    } else if (before.job_id !== jobId) {
      const isSame =
        before.missing_since === null &&
        isUnchanged(before, details.get(before.number), video) &&
        !withErrors.has(path);
      counted[isSame ? "superseded" : "updated"] += 1;
      if (isSame) {
        confirmed.push({ row: before, file: video.file, fingerprint: video.fingerprint ?? null });
        continue;
      }
    }
    if (before?.missing_job_id === jobId) counted.foundAgain += 1;
    if (before === undefined) {
      added.push(video);
    } else {
      changed.push(before.number);
      rewritten.push({ number: before.number, video });
    }
  }
  const { directories } = knownRows;
  const ids = await upsertVideos(context, added, { areNew: true, directories });
  await insertDetails(context, ids);
  await upsertVideos(
    context,
    rewritten.map(({ video }) => video),
    { areNew: false, directories },
  );
  await rewriteDetails(context, rewritten);
  await confirmVideos(
    context,
    confirmed.map(({ row }) => row),
  );
  const seen = batch.present.flatMap((file) => {
    const row = videos.get(file.path);
    return row === undefined ? [] : [{ row, file, fingerprint: null }];
  });
  await writeFileNumbers(context, [...seen, ...confirmed]);

  // The known videos that are left are not written: their files are only there again.
  const returned = [...known.values()].filter(({ missing_since }) => missing_since !== null);
  counted.foundAgain += returned.filter(({ missing_job_id }) => missing_job_id === jobId).length;
  await clearMissing(context, returned);
  await writeDisks(context, batch.present, videos);
  await writeSubtitleFiles(context, batch.present, videos);
  return { ...counted, changed };
}

function presentButUnreadable({ problems }: ScanBatch): readonly string[] {
  return problems.filter(({ isPresent }) => isPresent).map(({ path }) => path);
}

function rowsAt(paths: readonly string[], videos: KnownRows["videos"]): readonly KnownVideo[] {
  return paths.map((path) => videos.get(path)).filter((row) => row !== undefined);
}

/**
 * Whether the row has the version of the file and everything that was read from it. A scan that reads unchanged files
 * again leaves such rows alone, so that only files that did change count as updated.
 */
function isUnchanged(before: VideoRow, details: string | undefined, video: ScanBatch["videos"][number]): boolean {
  const columns = Object.entries(columnsOfFile(video));
  const fingerprints = [before.fingerprint, video.fingerprint ?? null];
  return (
    (fingerprints.includes(null) || fingerprints[0] === fingerprints[1]) &&
    columns.every(([column, value]) => Reflect.get(before, column) === value) &&
    details === storableText(video.facts.details)
  );
}

/** @returns the written videos by the ids of new rows */
async function upsertVideos(
  context: CommitContext,
  unsorted: ScanBatch["videos"],
  known: { readonly areNew: boolean; readonly directories: DirectoryIds },
): Promise<ReadonlyMap<string, ScanBatch["videos"][number]>> {
  const { transaction, differences, jobId, now, newVideoId } = context;
  if (unsorted.length === 0) return new Map();
  const videos = differences.locksRows ? unsorted.toSorted((one, other) => byPath(one.file, other.file)) : unsorted;
  const directoriesOfVideos = videos.map(({ file }) => directoryOf(file.path));
  const directories = await idsOfDirectories(context, directoriesOfVideos, known.directories);
  const rows = videos.map((video) => {
    const directoryId = directories.get(directoryOf(video.file.path));
    if (directoryId === undefined) throw new Error(`The directory of ${video.file.path} has no id`);
    return videoRow(video, { id: newVideoId(), directoryId, jobId, now, differences });
  });
  const ids = new Map(rows.map(({ id }, index) => [id, videos[index] as ScanBatch["videos"][number]]));
  const insert = differences.insertRows(transaction.insertInto("videos"), rows);
  // If another writer has added a new path meanwhile, this fails, and the transaction runs again. A statement that cannot
  // update fires no trigger of updates, and takes SQLite two thirds of the time.
  if (known.areNew) {
    await insert.execute();
    return ids;
  }
  await insert
    .onConflict((conflict) =>
      conflict.columns(["directory_id", "filename"]).doUpdateSet((eb) => ({
        container: eb.ref("excluded.container"),
        duration_seconds: eb.ref("excluded.duration_seconds"),
        duration_source: eb.ref("excluded.duration_source"),
        suspect: eb.ref("excluded.suspect"),
        frame_rate_numerator: eb.ref("excluded.frame_rate_numerator"),
        frame_rate_denominator: eb.ref("excluded.frame_rate_denominator"),
        width: eb.ref("excluded.width"),
        height: eb.ref("excluded.height"),
        rotation: eb.ref("excluded.rotation"),
        video_codec: eb.ref("excluded.video_codec"),
        audio_codec: eb.ref("excluded.audio_codec"),
        audio_channels: eb.ref("excluded.audio_channels"),
        sample_rate: eb.ref("excluded.sample_rate"),
        bit_rate: eb.ref("excluded.bit_rate"),
        audio_count: eb.ref("excluded.audio_count"),
        hdr: eb.ref("excluded.hdr"),
        bit_depth: eb.ref("excluded.bit_depth"),
        audio_languages: eb.ref("excluded.audio_languages"),
        subtitle_languages: eb.ref("excluded.subtitle_languages"),
        audio_codecs: eb.ref("excluded.audio_codecs"),
        facts_version: eb.ref("excluded.facts_version"),
        subtitle_streams: eb.ref("excluded.subtitle_streams"),
        subtitle_files: eb.ref("excluded.subtitle_files"),
        file_size: eb.ref("excluded.file_size"),
        modified_us: eb.ref("excluded.modified_us"),
        disk: eb.ref("excluded.disk"),
        file_number: eb.ref("excluded.file_number"),
        changed_us: eb.ref("excluded.changed_us"),
        fingerprint: eb.ref("excluded.fingerprint"),
        job_id: eb.ref("excluded.job_id"),
        confirmed_job_id: null,
        missing_since: null,
        missing_job_id: null,
        poster: null,
        // A file that reads otherwise, and whose inode has changed, was replaced. An inode alone changes for a whole library,
        // as by `chown -R`, and to check all files again would take days.
        check_verdict: sql<string | null>`case when videos.file_size = excluded.file_size
          and videos.modified_us = excluded.modified_us
          and (videos.changed_us = excluded.changed_us or videos.changed_us is null or excluded.changed_us is null)
          then videos.check_verdict end`,
        content: sql<number | null>`case when videos.file_size = excluded.file_size
          and videos.modified_us = excluded.modified_us
          and videos.changed_us is not distinct from excluded.changed_us then videos.content end`,
        updated_at: eb.ref("excluded.updated_at"),
      })),
    )
    .execute();
  return ids;
}

/** Remembers that this job has read the files, so that no later run of it reads them once more. */
async function confirmVideos(
  { transaction, differences, jobId }: CommitContext,
  rows: readonly KnownVideo[],
): Promise<void> {
  if (rows.length === 0) return;
  await transaction
    .updateTable("videos")
    .set({ confirmed_job_id: jobId })
    .where((eb) => differences.isOneOf(eb.ref("number"), numbersOf(rows)))
    .execute();
}

async function clearMissing({ transaction, differences }: CommitContext, rows: readonly KnownVideo[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction
    .updateTable("videos")
    .set({ missing_since: null, missing_job_id: null })
    .where((eb) => differences.isOneOf(eb.ref("number"), numbersOf(rows)))
    .execute();
}

async function writeDisks(
  { transaction, differences }: CommitContext,
  present: ScanBatch["present"],
  videos: KnownRows["videos"],
): Promise<void> {
  for (const [disk, seen] of Map.groupBy(present, (video) => video.disk)) {
    const rows = rowsAt(
      seen.map(({ path }) => path),
      videos,
    );
    await transaction
      .updateTable("videos")
      .set({ disk })
      .where((eb) => differences.isOneOf(eb.ref("number"), numbersOf(rows)))
      .execute();
  }
}

/** A known video, and its file as it is now. */
interface SeenVideo {
  readonly row: KnownVideo;
  readonly file: Pick<FileStat, "fileNumber" | "changedUs">;
  /** Null if the file was not read. */
  readonly fingerprint: number | null;
}

/** Writes file numbers, change times and fingerprints where they differ. */
async function writeFileNumbers(
  { transaction, differences }: CommitContext,
  seen: readonly SeenVideo[],
): Promise<void> {
  const changed = seen.flatMap(({ row, file, fingerprint: read }) => {
    const { fileNumber = null, changedUs = null } = file;
    const fingerprint = read ?? row.fingerprint;
    if (row.file_number === fileNumber && row.changed_us === changedUs && row.fingerprint === fingerprint) return [];
    // The rest of the file may have been exchanged, with its beginning and its times kept.
    const content = row.changed_us === changedUs ? row.content : null;
    return [{ number: row.number, file_number: fileNumber, changed_us: changedUs, fingerprint, content }];
  });
  if (changed.length === 0) return;
  const numbers = changed.map(({ number }) => number);
  await differences.updateVideos(transaction, numbers, {
    file_number: changed.map(({ file_number }) => file_number),
    changed_us: changed.map(({ changed_us }) => changed_us),
    fingerprint: changed.map(({ fingerprint }) => fingerprint),
    content: changed.map(({ content }) => content),
  });
}

async function writeSubtitleFiles(
  { transaction, differences, now }: CommitContext,
  present: ScanBatch["present"],
  videos: KnownRows["videos"],
): Promise<void> {
  const changed = present.flatMap(({ path, subtitles = "" }) => {
    const row = videos.get(path);
    const text = storableText(subtitles);
    return row === undefined || row.subtitle_files === text ? [] : [{ row, text }];
  });
  for (const [text, rows] of Map.groupBy(changed, (one) => one.text)) {
    await transaction
      .updateTable("videos")
      // The time, too: whoever removes all videos with some subtitles has not seen this one.
      .set({ subtitle_files: text, updated_at: now })
      .where((eb) => differences.isOneOf(eb.ref("number"), numbersOf(rows.map(({ row }) => row))))
      .execute();
  }
}

/** Marks videos missing. @returns the number of those that were not marked before */
export async function markMissing(
  context: CommitContext,
  paths: readonly string[],
  videos: KnownRows["videos"],
): Promise<number> {
  const { transaction, differences, jobId, now } = context;
  if (paths.length === 0) return 0;
  const { numUpdatedRows } = await transaction
    .updateTable("videos")
    .set({ missing_since: now, missing_job_id: jobId })
    .where((eb) => differences.isOneOf(eb.ref("number"), numbersOf(rowsAt(paths, videos))))
    .where("missing_since", "is", null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

function numbersOf(rows: readonly KnownVideo[]): readonly number[] {
  return rows.map(({ number }) => number);
}
