import { type Options, stringify } from "csv-stringify/sync";
import type { VideoJson } from "./contract/videos.ts";
import { csvColumns } from "./contract/videos.ts";

/**
 * RFC 4180: CRLF, and quotes around texts with commas, quotes and line breaks. With a delimiter of records of its own, the
 * library quotes a lone CR or LF only on request. `escape_formulas` puts an apostrophe before texts that a spreadsheet
 * would run. It leaves numbers alone, and overlooks line feeds.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const options: Options = {
  record_delimiter: "\r\n",
  quote_record_delimiter: true,
  escape_formulas: true,
  cast: {
    boolean: String,
    string: (text) => (text.startsWith("\n") ? `'${text}` : text),
  },
};

export const csvHeader = stringify([[...csvColumns]], options);

/** A line of CSV for each video, without the header. */
export function csvLines(videos: readonly VideoJson[]): string {
  return stringify(videos.map(csvRow), options);
}

function csvRow(video: VideoJson) {
  const row = {
    ...video,
    audio_languages: languages(video.streams.filter(({ kind }) => kind === "audio")),
    subtitle_languages: languages(video.subtitle_streams),
  };
  return csvColumns.map((column) => row[column]);
}

/** Each language once, in the order of the streams. */
function languages(streams: readonly { readonly language: string | null }[]): string {
  return [...new Set(streams.flatMap(({ language }) => language ?? []))].join(" ");
}
