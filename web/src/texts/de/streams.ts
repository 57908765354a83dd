import type { LanguageTexts } from "../language-texts.ts";
import { countText } from "../quantities.ts";
import { hdrNames, objectAudio, primaries } from "../stream-names.ts";
import { visibleText } from "../visible-text.tsx";
import { counted } from "./counted.ts";

/** Keys are ffprobe's values. A value that is not listed is shown as it is. */
const transfers: Readonly<Record<string, string>> = {
  smpte2084: "PQ",
  "arib-std-b67": "HLG",
  bt709: "BT.709",
  smpte170m: "BT.601",
  bt470bg: "Gamma 2,8",
  "iec61966-2-1": "sRGB",
};
const ranges: Readonly<Record<string, string>> = { tv: "begrenzter Umfang", pc: "voller Umfang" };
const fieldOrders: Readonly<Record<string, string>> = {
  progressive: "Keiner (progressiv)",
  tt: "Oberes Halbbild zuerst",
  bb: "Unteres Halbbild zuerst",
  tb: "Oberes Halbbild zuerst kodiert, unteres zuerst gezeigt",
  bt: "Unteres Halbbild zuerst kodiert, oberes zuerst gezeigt",
};

const tracks = (name: string, count: number) => (count > 1 ? `${name}, ${countText(count)} Spuren` : name);

export const streams: LanguageTexts["streams"] = {
  groups: {
    picture: "Bild",
    otherVideos: (count) => tracks("Weiteres Video", count),
    otherPictures: "Weitere Bilder",
    sound: (count) => tracks("Ton", count),
    subtitles: (count) => tracks("Untertitel", count),
    others: "Anhänge und Daten",
  },
  fields: {
    codec: "Codec",
    displayed: "Gezeigt als",
    colours: "Farben",
    interlacing: "Zeilensprung",
    bitRate: "Bitrate",
    language: "Sprache",
    mastering: "Gemastert für",
    light: "Helligkeit",
  },
  none: { sound: "Kein Ton", subtitles: "Keine" },
  flags: {
    default: "Standard",
    forced: "Erzwungen",
    hearing_impaired: "Für Hörgeschädigte",
    commentary: "Kommentar",
    visual_impaired: "Für Sehgeschädigte",
    original: "Original",
    dub: "Synchronisiert",
    attached_picture: "Titelbild",
  },
  unknownLanguage: "Sprache nicht angegeben",
  besideVideo: "Datei neben dem Video",
  notRead:
    "Eine ältere Version von Gleaner hat diese Datei gelesen. Der nächste Scan ihres Verzeichnisses zeigt alle Spuren.",
  hdr: (kind) => hdrNames[kind] ?? null,
  dolbyVision: (profile, compatibility) =>
    `Dolby Vision ${profile}${compatibility === null || compatibility === 0 ? "" : `.${compatibility}`}`,
  luminance: (minimum, maximum) => (minimum === null ? `bis ${maximum} cd/m²` : `${minimum} bis ${maximum} cd/m²`),
  brightestPixel: (light) => `höchstens ${light} cd/m²`,
  brightestFrame: (light) => `höchstens ${light} cd/m² im Mittel eines Bildes`,
  masteringPrimaries: { bt709: "BT.709", display_p3: "Display P3", bt2020: "BT.2020" },
  enhancementLayer: "mit Erweiterungsebene",
  bits: (depth) => `${depth} Bit`,
  pixels: (width, height) => `${width} × ${height} Pixel`,
  primaries: (name) => primaries[name] ?? visibleText(name),
  transfer: (name) => transfers[name] ?? visibleText(name),
  range: (name) => ranges[name] ?? visibleText(name),
  fieldOrder: (name) => fieldOrders[name] ?? visibleText(name),
  objectAudio,
  level: (level) => `Level ${level}`,
  channels: (count) => counted(count, "Kanal", "Kanäle"),
  subtitleKinds: { text: "Text", pictures: "Bilder" },
  number: (index) => `Spur ${index}`,
  titled: (name, title) => `${name} – ${title}`,
  comma: ", ",
};
