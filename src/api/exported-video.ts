import { languageOfTag, languagesOfSubtitleFiles } from "../library/languages.ts";
import type { VideoJson } from "./contract/videos.ts";

/** A video with its languages, which are columns of an export: the same ones as the filters find. */
export function exportedVideo(video: VideoJson): Readonly<Record<string, unknown>> {
  // The name of a subtitle file begins with that of the video, without its ending.
  const stem = video.path.lastIndexOf(".");
  const ends = video.external_subtitles.map(({ path }) => `\n${path.slice(stem)}`);
  return {
    ...video,
    audio_languages: once(languagesOf(video.streams.filter(({ kind }) => kind === "audio"))),
    subtitle_languages: once([...languagesOf(video.subtitle_streams), ...languagesOfSubtitleFiles(ends.join(""))]),
  };
}

function languagesOf(streams: readonly { readonly language: string | null }[]): readonly string[] {
  return streams.flatMap(({ language }) => languageOfTag(language ?? "") ?? []);
}

/** Each language once, in this order. */
function once(languages: readonly string[]): string {
  return [...new Set(languages)].join(" ");
}
