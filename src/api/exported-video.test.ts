import { expect, test } from "vitest";
import type { VideoJson } from "./contract/videos.ts";
import { exportedVideo } from "./exported-video.ts";

const path = "/films/v1.5/a.b.mkv";
const known = (
  audio: readonly (string | null)[],
  inFile: readonly (string | null)[],
  beside: readonly string[],
): VideoJson =>
  ({
    path,
    streams: audio.map((language) => ({ kind: "audio", language })),
    subtitle_streams: inFile.map((language) => ({ language })),
    external_subtitles: beside.map((end) => ({ path: `/films/v1.5/a.b${end}` })),
  }) as unknown as VideoJson;

test.each([
  [known(["ger", "eng", "de-AT", null, "und"], [], []), "de en", ""],
  [known(["jpn"], ["eng", null], [".de.srt", ".forced.en.ass"]), "ja", "en de"],
  // As the filters: the film is found by both languages.
  [known([], ["und"], [".srt", ".hi.srt", ".en.fr.srt"]), "", "hi en fr"],
])("has the languages that the filters find, each once (%#)", (video, audio, subtitles) => {
  expect(exportedVideo(video)).toMatchObject({ path, audio_languages: audio, subtitle_languages: subtitles });
});
