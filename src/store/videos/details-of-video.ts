import { sql } from "kysely";
import type { Stream } from "../../library/stream.ts";
import type { SubtitleStream } from "../../library/video.ts";
import { type VideoDetails, videoDetailsSchema } from "../../library/video-details.ts";
import { json, nonsense, textOrNull } from "../row-columns.ts";

/** The details of a row of `videos`; null if no scan has read its file since Gleaner keeps them. */
export const detailsOfVideo = sql<string | null>`
  (select video_details.details from video_details where video_details.number = videos.number)`;

/**
 * The names of fields as the database has them. With their own names, half of the room that details take, and of the time
 * to write them, would go to the names. A name that is not here is its own. No name changes its meaning.
 */
const shortNames = {
  kind: "k",
  index: "i",
  codec: "c",
  language: "l",
  title: "t",
  isDefault: "d",
  isForced: "f",
  isHearingImpaired: "hi",
  isCommentary: "co",
  isAttachedPicture: "ap",
  bitRate: "br",
  profile: "p",
  level: "lv",
  width: "w",
  height: "h",
  displayWidth: "dw",
  displayHeight: "dh",
  rotation: "r",
  avgFrameRate: "fr",
  rFrameRate: "rf",
  pixelFormat: "pf",
  bitDepth: "bd",
  chroma: "ch",
  fieldOrder: "fo",
  colorPrimaries: "cp",
  colorTransfer: "ct",
  colorSpace: "cs",
  colorRange: "cr",
  channels: "n",
  channelLayout: "cl",
  sampleRate: "sr",
  isText: "tx",
} as const satisfies Partial<Record<KeysOf<Stream> | keyof VideoDetails, string>>;
type KeysOf<Each> = Each extends unknown ? keyof Each : never;

const shortOf: ReadonlyMap<string, string> = new Map(Object.entries(shortNames));
const longOf: ReadonlyMap<string, string> = new Map(Object.entries(shortNames).map(([long, short]) => [short, long]));

/** The value of `video_details.details`: JSON with short names, without fields that are unknown or false. */
export function detailsText(details: VideoDetails): string {
  return JSON.stringify({ ...shortened(details), streams: details.streams.map(shortened) });
}

/** A plain loop takes a third of the time of `Object.entries`, and every commit does this for each of its streams. */
function shortened(object: Readonly<Record<string, unknown>>): object {
  const kept: Record<string, unknown> = {};
  for (const name in object) {
    const value = object[name];
    if (value !== null && value !== false) kept[shortOf.get(name) ?? name] = value;
  }
  return kept;
}

function withLongNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLongNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [longOf.get(name) ?? name, withLongNames(inner)]),
  );
}

/** The details in a row with `detailsOfVideo` as `details`. */
export function detailsFromRow(row: object): VideoDetails | null {
  if (textOrNull(row, "details") === null) return null;
  return (
    videoDetailsSchema.safeParse(withLongNames(json(row, "details"))).data ??
    nonsense(row, "details", "details of a video")
  );
}

export function subtitlesIn({ streams }: VideoDetails): readonly SubtitleStream[] {
  return streams
    .filter(({ kind }) => kind === "subtitle")
    .map(({ codec, language }) => ({ codecName: codec, language }));
}

/** The languages of the streams of a kind, each once, with a blank in between: `deu eng`. */
export function languagesIn({ streams }: VideoDetails, kind: "audio" | "subtitle"): string {
  const languages = streams.flatMap((stream) =>
    stream.kind === kind && stream.language !== null ? [stream.language.replaceAll(/\s+/g, "-")] : [],
  );
  return [...new Set(languages)].toSorted().join(" ");
}
