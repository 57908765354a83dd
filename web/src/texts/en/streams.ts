import { countText } from "../quantities.ts";
import { hdrNames, objectAudio, primaries } from "../stream-names.ts";
import { visibleText } from "../visible-text.tsx";

/** Keys are ffprobe's values. A value that is not listed is shown as it is. */
const transfers: Readonly<Record<string, string>> = {
  smpte2084: "PQ",
  "arib-std-b67": "HLG",
  bt709: "BT.709",
  smpte170m: "BT.601",
  bt470bg: "gamma 2.8",
  "iec61966-2-1": "sRGB",
};
const ranges: Readonly<Record<string, string>> = { tv: "limited range", pc: "full range" };
const fieldOrders: Readonly<Record<string, string>> = {
  progressive: "None (progressive)",
  tt: "Top field first",
  bb: "Bottom field first",
  tb: "Top field coded first, bottom field shown first",
  bt: "Bottom field coded first, top field shown first",
};

/** The streams of a video in its details. */
export const streams = {
  groups: {
    picture: "Picture",
    otherVideos: (count: number) => (count > 1 ? `Other video, ${countText(count)} tracks` : "Other video"),
    otherPictures: "Other pictures",
    sound: (count: number) => (count > 1 ? `Sound, ${countText(count)} tracks` : "Sound"),
    subtitles: (count: number) => (count > 1 ? `Subtitles, ${countText(count)} tracks` : "Subtitles"),
    others: "Attachments and data",
  },
  fields: {
    codec: "Codec",
    displayed: "Shown as",
    colours: "Colours",
    interlacing: "Interlacing",
    bitRate: "Bit rate",
    language: "Language",
    mastering: "Mastered for",
    light: "Brightness",
  },
  none: { sound: "No sound", subtitles: "None" },
  flags: {
    default: "Default",
    forced: "Forced",
    hearing_impaired: "For the hearing impaired",
    commentary: "Commentary",
    visual_impaired: "For the visually impaired",
    original: "Original",
    dub: "Dubbed",
    attached_picture: "Cover",
  },
  unknownLanguage: "Language not given",
  besideVideo: "File beside the video",
  notRead: "An older version of Gleaner read this file. The next scan of its directory shows all of its streams.",
  hdr: (kind: string) => hdrNames[kind] ?? null,
  dolbyVision: (profile: number, compatibility: number | null) =>
    `Dolby Vision ${profile}${compatibility === null || compatibility === 0 ? "" : `.${compatibility}`}`,
  /** @param maximum and `minimum`, in cd/m², as texts */
  luminance: (minimum: string | null, maximum: string) =>
    minimum === null ? `up to ${maximum} cd/m²` : `${minimum} to ${maximum} cd/m²`,
  brightestPixel: (light: string) => `${light} cd/m² at most`,
  brightestFrame: (light: string) => `${light} cd/m² at most in the mean of a frame`,
  masteringPrimaries: { bt709: "BT.709", display_p3: "Display P3", bt2020: "BT.2020" },
  enhancementLayer: "with an enhancement layer",
  bits: (depth: number) => `${depth} bit`,
  pixels: (width: number, height: number) => `${width} × ${height} pixels`,
  primaries: (name: string) => primaries[name] ?? visibleText(name),
  transfer: (name: string) => transfers[name] ?? visibleText(name),
  range: (name: string) => ranges[name] ?? visibleText(name),
  fieldOrder: (name: string) => fieldOrders[name] ?? visibleText(name),
  objectAudio,
  level: (level: string) => `level ${level}`,
  channels: (count: number) => (count === 1 ? "1 channel" : `${count} channels`),
  subtitleKinds: { text: "text", pictures: "pictures" },
  number: (index: number) => `Stream ${index}`,
  titled: (name: string, title: string) => `${name} – ${title}`,
  comma: ", ",
} as const;
