/** Writes a library of any size into the database of a data directory while no server runs. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const codecs = ["h264", "hevc", "vp9", "av1", "mpeg4"];
const frames = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
  [3840, 2160],
  [1080, 1920],
];

/** @param dataDirectory with a database whose schema a server has created */
export function fillLibrary(dataDirectory: string, count: number): void {
  const database = new DatabaseSync(join(dataDirectory, "gleaner.db"));
  const insert = database.prepare(
    `insert into videos (id, path, directory, filename, container, duration_seconds, frame_rate_numerator,
      frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels, sample_rate, bit_rate,
      audio_count, subtitle_streams, file_size, modified_us, job_id, created_at, updated_at)
    values (?, ?, ?, ?, 'matroska,webm', ?, 24000, 1001, ?, ?, 0, ?, 'aac', 2, 48000, 4000000, 1, '[]', ?, ?, ?, ?, ?)`,
  );
  const jobId = randomUUID();
  const start = Date.UTC(2026, 0, 1);
  database.exec("begin");
  for (let index = 0; index < count; index++) {
    const directory = `/media/films/shelf ${Math.floor(index / 500)}/`;
    const filename = `Film number ${String(index).padStart(6, "0")}.mkv`;
    const [width = 0, height = 0] = frames[index % frames.length] ?? [];
    const codec = codecs[index % codecs.length] ?? "";
    const at = start + index;
    insert.run(
      randomUUID(),
      directory + filename,
      directory,
      filename,
      60 + ((index * 37) % 7200),
      width,
      height,
      codec,
      1_000_000 + ((index * 7919) % 4_000_000) * 1000,
      at * 1000,
      jobId,
      at,
      at,
    );
  }
  database.exec("commit");
  database.close();
}
