/** A library of an older Gleaner that is so large that its upgrade takes a while. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./clip-tree.ts";
import { startGleaner } from "./gleaner-process.ts";
import { makeOldLibrary } from "./store/old-library.ts";

const videos = 300_000;

test("an upgrade that takes longer than a second says so, and Ctrl-C ends it at once and undoes it", async () => {
  await using directory = await temporaryDirectory();
  const data = join(directory.path, "data");
  await mkdir(data);
  const path = join(data, "gleaner.db");
  await makeOldLibrary(path, 3);
  using database = new DatabaseSync(path);
  database.exec(multiplyVideos);
  const before = [versionOf(database), countOf(database)];
  for (const command of [
    ["serve", "--port", "0"],
    ["scan", directory.path],
  ]) {
    const upgrading = startGleaner([...command, "--data", data]);
    await upgrading.said(/^Upgrading the library for this version of Gleaner\./m);
    upgrading.kill("SIGINT");
    const { signal, stderr } = await upgrading.exit;
    // A shell calls this end 130.
    expect({ command, signal, stderr }).toEqual({
      command,
      signal: "SIGINT",
      stderr: expect.not.stringMatching(/Error|Gleaner is at/),
    });
    expect([versionOf(database), countOf(database)]).toEqual(before);
  }
});

/** Copies of one video, under other names. */
const multiplyVideos = `
  create temp table copies as select * from videos limit 1;
  insert into videos (id, path, directory, filename, container, duration_seconds, frame_rate_numerator,
    frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels, sample_rate, bit_rate,
    audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since, missing_job_id, created_at, updated_at,
    poster)
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${videos})
    select 'copy ' || n as id, '/lib/copy ' || n as path, directory, 'copy ' || n as filename, container, duration_seconds,
      frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels,
      sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since, missing_job_id,
      created_at, updated_at, poster
    from numbers, copies;
  drop table copies;`;

function versionOf(database: DatabaseSync): unknown {
  return database.prepare("select schema_version as version from store_info").get()?.["version"];
}

function countOf(database: DatabaseSync): unknown {
  return database.prepare("select count(*) as count from videos").get()?.["count"];
}
