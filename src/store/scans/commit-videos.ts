import type { FileStat, ScanBatch } from "../../scanning/scan-library.ts";
import type { VideoRow } from "../schema.ts";
import { videoRow } from "../videos/video-rows.ts";
import type { CommitContext } from "./commit-context.ts";
import type { PathsWithErrors } from "./commit-problems.ts";
import { lastOfEach } from "./last-of-each.ts";

/**
 * Writes the videos of the batch, and takes back that those of `returned` are missing, and those that became problems.
 *
 * @returns how many rows became this job's; how many files were left to another job; and how many rows that this
 *   job had marked missing are so no more
 */
export async function writeVideos(context: CommitContext, batch: ScanBatch, errors: PathsWithErrors) {
  const { jobId } = context;
  const videos = lastOfEach(batch.videos, ({ file }) => file.path);
  const remembered = await rememberedVideos(context, [
    ...videos.keys(),
    ...batch.returned,
    ...thereButUnreadable(batch),
  ]);

  const written: ScanBatch["videos"][number][] = [];
  const counted = { created: 0, updated: 0, superseded: 0, foundAgain: 0 };
  for (const [path, video] of videos) {
    const before = remembered.get(path);
    remembered.delete(path);
    if (before === undefined) {
      counted.created += 1;
    } else if (before.job_id !== jobId) {
      const same = before.missing_since === null && isUnchanged(before, video.file) && !errors.current.has(path);
      counted[same ? "superseded" : "updated"] += 1;
      if (same) continue;
    }
    if (before?.missing_job_id === jobId) counted.foundAgain += 1;
    written.push(video);
  }
  await upsertVideos(context, written);

  // What is left are those that only returned.
  const returned = [...remembered.values()].filter(({ missing_since }) => missing_since !== null);
  counted.foundAgain += returned.filter(({ missing_job_id }) => missing_job_id === jobId).length;
  await clearMissing(
    context,
    returned.map(({ path }) => path),
  );
  return counted;
}

/** A file that could be looked at is there, whatever is wrong with it. */
function thereButUnreadable({ problems }: ScanBatch): readonly string[] {
  return problems.filter(({ stat }) => stat !== null).map(({ path }) => path);
}

type RememberedVideo = Pick<
  VideoRow,
  "path" | "file_size" | "modified_us" | "job_id" | "missing_since" | "missing_job_id"
>;

async function rememberedVideos({ transaction, differences }: CommitContext, paths: readonly string[]) {
  const rows: RememberedVideo[] = await transaction
    .selectFrom("videos")
    .select(["path", "file_size", "modified_us", "job_id", "missing_since", "missing_job_id"])
    .where((eb) => differences.isOneOf(eb.ref("path"), paths))
    .$if(differences.locksRows, (query) => query.forUpdate())
    .execute();
  return new Map(rows.map((row) => [row.path, row]));
}

function isUnchanged(before: RememberedVideo, file: FileStat): boolean {
  return before.file_size === file.size && before.modified_us === file.modifiedUs;
}

async function upsertVideos(context: CommitContext, videos: ScanBatch["videos"]): Promise<void> {
  const { transaction, differences, jobId, now, newVideoId } = context;
  if (videos.length === 0) return;
  const rows = videos.map((video) => videoRow(video, { id: newVideoId(), jobId, now }));
  await differences
    .insertRows(transaction.insertInto("videos"), rows)
    .onConflict((conflict) =>
      conflict.column("path").doUpdateSet((eb) => ({
        container: eb.ref("excluded.container"),
        duration_seconds: eb.ref("excluded.duration_seconds"),
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
        subtitle_streams: eb.ref("excluded.subtitle_streams"),
        file_size: eb.ref("excluded.file_size"),
        modified_us: eb.ref("excluded.modified_us"),
        job_id: eb.ref("excluded.job_id"),
        missing_since: null,
        missing_job_id: null,
        poster: null,
        updated_at: eb.ref("excluded.updated_at"),
      })),
    )
    .execute();
}

async function clearMissing({ transaction, differences }: CommitContext, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await transaction
    .updateTable("videos")
    .set({ missing_since: null, missing_job_id: null })
    .where((eb) => differences.isOneOf(eb.ref("path"), paths))
    .execute();
}

/** Marks videos missing that are not yet, and returns how many. */
export async function markMissing(context: CommitContext, paths: readonly string[]): Promise<number> {
  const { transaction, differences, jobId, now } = context;
  if (paths.length === 0) return 0;
  const { numUpdatedRows } = await transaction
    .updateTable("videos")
    .set({ missing_since: now, missing_job_id: jobId })
    .where((eb) => differences.isOneOf(eb.ref("path"), paths))
    .where("missing_since", "is", null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
