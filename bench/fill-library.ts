/** Writes a library of any size into the database of a data directory while no server runs. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { foldText } from "../src/files/folded-text.ts";
import { naturalSortKey } from "../src/files/natural-order.ts";

const codecs = ["h264", "hevc", "vp9", "av1", "mpeg4"];
const frames = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
  [3840, 2160],
  [1080, 1920],
];
const subjects = [
  "Harbour",
  "Café",
  "Holiday",
  "Birthday",
  "Interview",
  "Concert",
  "Garden",
  "Übung",
  "River",
  "Winter",
];
const kinds = ["draft", "final", "scene", "take", "trailer", "episode", "clip"];

/** Videos in one directory. */
const videosTogether = 20;

/**
 * One in ten names has `mp4`, all others `mkv`. One video in a hundred is missing. One in a hundred is a hard link. The words, lengths and sizes are in
 * no order.
 *
 * @param dataDirectory with an empty database, whose schema a server has made
 */
export function fillLibrary(dataDirectory: string, count: number): void {
  const database = new DatabaseSync(join(dataDirectory, "gleaner.db"));
  const insert = database.prepare(
    `insert into videos (id, directory_id, filename, name_key, container, duration_seconds,
      frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels,
      sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since,
      missing_job_id, created_at, updated_at, hdr, bit_depth, audio_languages, subtitle_languages, disk, file_number)
    values (?, ?, ?, ?, ?, ?, ?, 1001, ?, ?, 0, ?, ?, 2, 48000, ?, 1, '[]', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'disk', ?)`,
  );
  const addDirectory = database.prepare("insert into directories (id, path, folded) values (?, ?, ?)");
  const jobs = Array.from({ length: 10 }, () => randomUUID());
  const start = Date.UTC(2026, 0, 1);
  const random = numbers();
  const one = <Value>(values: readonly Value[]): Value => values[random() % values.length] as Value;
  let file = { size: 0, modifiedUs: 0, number: 0 };
  database.exec("pragma synchronous = off; begin");
  for (let index = 0; index < count; index++) {
    const directoryId = 1 + Math.floor(index / videosTogether);
    const directory = `/media/films/shelf ${Math.floor(directoryId / 50)}/box ${directoryId}/`;
    if (index % videosTogether === 0) addDirectory.run(directoryId, directory, foldText(directory));
    const words = [subjects[random() % subjects.length], kinds[random() % kinds.length]];
    const filename = `${words.join(" ")} ${String(index).padStart(6, "0")}.${random() % 10 === 0 ? "mp4" : "mkv"}`;
    const [width = 0, height = 0] = frames[random() % frames.length] ?? [];
    const at = start + index;
    const isMissing = random() % 100 === 0;
    // Else, the video is a hard link of the one before.
    if (index % 100 > 0) {
      const modifiedUs = (at - (random() % 1_000_000_000)) * 1000;
      file = { size: 1_000_000 + (random() % 4_000_000) * 1000, modifiedUs, number: index + 1 };
    }
    const jobId = jobs[Math.floor((index / count) * jobs.length)] ?? "";
    insert.run(
      randomUUID(),
      directoryId,
      filename,
      naturalSortKey(filename),
      one(["matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "mpegts"]),
      60 + (random() % 7200),
      one([24_000, 25_025, 30_000, 60_000]),
      width,
      height,
      one(codecs),
      one(["aac", "ac3", "eac3", "dts", null]),
      1_000_000 + (random() % 40_000) * 1_000,
      file.size,
      file.modifiedUs,
      jobId,
      isMissing ? at : null,
      isMissing ? (jobs.at(-1) ?? "") : null,
      at,
      at,
      one(["sdr", "sdr", "sdr", "hdr10", "hlg", "dolby_vision"]),
      one([8, 8, 10]),
      one(["ger eng", "deu", "eng", "eng fre ger spa", ""]),
      one(["", "", "eng", "deu eng"]),
      file.number,
    );
  }
  database.exec("commit");
  database.close();
}

/** Numbers in no order, the same ones every time. */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
