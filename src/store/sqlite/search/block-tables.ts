/** How many numbers of videos a block spans. The tables below have it too, so it can change only with them. */
export const videosPerBlock = 1024;

/**
 * The tables of the search index. `video_blocks` has the blocks whose columns are as their videos are.
 *
 * Two triggers take a block from there when a video of it changes, so that no statement can forget it. New videos need
 * none: their numbers are the highest, so they are in the last block, which is never written. A trigger on inserts would
 * make each insert a third slower, because SQLite could no longer do without a journal for each statement.
 */
export const blockTables: readonly string[] = [
  "create table video_blocks (block integer primary key)",
  `create table video_columns (
    place integer primary key,
    data blob not null
  )`,
  `create trigger videos_updated after update of filename, name_key, directory, directory_id, video_codec, width, height,
      job_id, missing_job_id, missing_since, created_at, duration_seconds, file_size, modified_us on videos begin
    delete from video_blocks where block = old.number / 1024;
  end`,
  // Another block may become the last by this.
  `create trigger videos_deleted after delete on videos begin
    delete from video_blocks where block = old.number / 1024;
    delete from video_blocks where block >= (select coalesce(max(number), 0) from videos) / 1024;
  end`,
];
