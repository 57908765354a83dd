import type { VideoJson } from "./contract/videos.ts";

/** A video with the languages of its streams, which are columns of an export. */
export function exportedVideo(video: VideoJson): Readonly<Record<string, unknown>> {
  return {
    ...video,
    audio_languages: languages(video.streams.filter(({ kind }) => kind === "audio")),
    subtitle_languages: languages(video.subtitle_streams),
  };
}

/** Each language once, in the order of the streams. */
function languages(streams: readonly { readonly language: string | null }[]): string {
  return [...new Set(streams.flatMap(({ language }) => language ?? []))].join(" ");
}
