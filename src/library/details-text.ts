/**
 * Writes the details of a video as a text. The process that reads the file does this, and the text stays a text until
 * somebody wants to see the details: see `details-from-text.ts`. To check the details of each file would take a server a
 * tenth of its time in a scan.
 */
import type { Stream } from "./stream.ts";
import type { VideoDetails } from "./video-details.ts";

/**
 * The names of fields in the text. With their own names, half of the room that details take, and of the time to write them,
 * would go to the names. A name that is not here is its own. No name changes its meaning.
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

/** JSON with short names, without fields that are unknown or false. It has no NUL and is well-formed Unicode. */
export function detailsText(details: VideoDetails): string {
  return JSON.stringify({ ...shortened(details), streams: details.streams.map(shortened) });
}

/** A plain loop takes a third of the time of `Object.entries`, and this runs for each stream of each file. */
function shortened(object: Readonly<Record<string, unknown>>): object {
  const kept: Record<string, unknown> = {};
  for (const name in object) {
    const value = object[name];
    if (value !== null && value !== false) kept[shortOf.get(name) ?? name] = value;
  }
  return kept;
}

/** Undoes the short names, in parsed JSON. */
export function withLongNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLongNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [longOf.get(name) ?? name, withLongNames(inner)]),
  );
}
