import { languagesOfStreams, languagesOfSubtitleFiles } from "../../library/languages.ts";
import { noValue, type VideoProperty } from "../../library/video-filter.ts";

/**
 * The values that a video has of a property, from the text of its row; `noValue` for none.
 *
 * @param text of `audio_codec`: `audio_codecs`, or `audio_codec` where it is null; of languages: `audio_languages`, or `subtitle_languages` with `subtitle_files` behind it
 */
export function valuesInText(property: VideoProperty, text: string | null): readonly string[] {
  const values = text === null || text === "" ? [] : valuesIn(property, text);
  return values.length === 0 ? [noValue] : values;
}

function valuesIn(property: VideoProperty, text: string): readonly string[] {
  if (property === "audio_codec") return [...new Set(text.split(" "))].filter((codec) => codec !== "");
  if (property === "audio_language") return languagesOfStreams(text);
  if (property !== "subtitle_language") return [text];
  // Each name of a file has a line break in front.
  const files = text.indexOf("\n");
  if (files === -1) return languagesOfStreams(text);
  const [streams, others] = [text.slice(0, files), text.slice(files)];
  return [...new Set([...languagesOfStreams(streams), ...languagesOfSubtitleFiles(others)])];
}
