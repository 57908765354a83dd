import type { ResolutionJson } from "../../../../src/api/contract/video-filters.ts";
import type { VideoSortJson } from "../../../../src/api/contract/videos.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { bytesText, countText, durationText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { codecName } from "./codecs.ts";
import { counted, videos } from "./counted.ts";
import { languageName } from "./languages.ts";

const resolutions: Readonly<Record<ResolutionJson, string>> = {
  sd: "SD",
  "720p": "720p",
  "1080p": "1080p",
  "1440p": "1440p",
  "2160p": "4K",
  "4320p": "8K",
};

const sorts: Readonly<Record<VideoSortJson, string>> = {
  "-created_at": "Neueste zuerst",
  created_at: "Älteste zuerst",
  filename: "Name, A bis Z",
  "-filename": "Name, Z bis A",
  "-duration_seconds": "Längste zuerst",
  duration_seconds: "Kürzeste zuerst",
  "-file_size": "Größte zuerst",
  file_size: "Kleinste zuerst",
  "-modified_at": "Neueste Änderung zuerst",
  modified_at: "Älteste Änderung zuerst",
  "-resolution": "Höchste Auflösung zuerst",
  resolution: "Niedrigste Auflösung zuerst",
  video_codec: "Codec, A bis Z",
  "-video_codec": "Codec, Z bis A",
  path: "Ordner, A bis Z",
  "-path": "Ordner, Z bis A",
};

/** Keys are ffprobe's names. A container that is not listed is shown by its ffprobe name. */
const containers: Readonly<Record<string, string>> = {
  "mov,mp4,m4a,3gp,3g2,mj2": "MP4 oder QuickTime",
  "matroska,webm": "Matroska oder WebM",
  avi: "AVI",
  mpegts: "MPEG-Transportstrom",
  mpeg: "MPEG-Programmstrom",
  mpegvideo: "MPEG-Videostrom",
  asf: "Windows Media (ASF)",
  flv: "Flash Video",
  ogg: "Ogg",
};

const streams = (count: number): string => counted(count, "Spur", "Spuren");

export const library: LanguageTexts["library"] = {
  title: "Bibliothek",
  resolutions,
  codecName,
  total: videos,
  totalWithMissing: (count, missing) =>
    count === 1
      ? `${videos(count)}, ${missing === 1 ? "es fehlt" : "0 fehlen"}`
      : `${videos(count)}, ${missing === count ? "alle fehlen" : missing === 1 ? "davon fehlt 1" : `davon fehlen ${countText(missing)}`}`,
  summary: (parts) => parts.join(" · "),
  bytes: bytesText,
  length: (seconds) =>
    seconds < 36_000 ? durationText(Math.round(seconds) * 1_000) : `${countText(Math.round(seconds / 3_600))} h`,
  toolbar: {
    label: "Suche und Filter",
    search: "Namen und Pfade durchsuchen",
    searchShort: "Suchen",
    clearSearch: "Suche leeren",
    filters: "Filter",
    filtersSet: (count) => `Filter, ${countText(count)} gesetzt`,
    sort: "Sortieren",
    sorts,
    broken: "Defekt",
    suspects: { truncated: "Abgeschnitten", length: "Länge zweifelhaft" },
    view: "Ansicht",
    grid: "Raster",
    table: "Tabelle",
  },
  chips: {
    clear: "Aufheben",
    label: "Gesetzte Filter",
    remove: (filter) => `Filter aufheben: ${filter}`,
    search: (text) => `„${text}“`,
    in: "In",
    path: (directory) => `In ${visibleText(directory)}`,
    directlyIn: "Direkt in",
    directPath: (directory) => `Direkt in ${visibleText(directory)}`,
    job: (directory, time) => `Gefunden vom Scan von ${visibleText(directory)}, ${time}`,
    missingByJob: (directory, time) => `Fehlt seit dem Scan von ${visibleText(directory)}, ${time}`,
    unknownJob: "Gefunden von einem unbekannten Scan",
    missingByUnknownJob: "Fehlt seit einem unbekannten Scan",
  },
  exporting: {
    open: "Exportieren",
    formats: { csv: "CSV, für Tabellen", ndjson: "JSON-Zeilen" },
    allFields: "JSON-Zeilen, mit allen Feldern",
  },
  list: {
    label: "Videos",
    comma: ", ",
    loading: "Wird geladen",
    missing: "Fehlt",
    unreadable: "Nicht lesbar",
    doubtful: (length) => `${length}?`,
    hours: (count) => `${countText(count)} h`,
    newVideos: (count) => counted(count, "neues Video", "neue Videos"),
    showChanges: "Änderungen zeigen",
    changed: "Die Bibliothek hat sich geändert. Ein Knopf über der Liste zeigt die Änderungen.",
    unknown: "–",
    columns: {
      name: "Name",
      folder: "Ordner",
      duration: "Länge",
      resolution: "Auflösung",
      codec: "Codec",
      size: "Größe",
      modified: "Geändert",
      added: "Hinzugefügt",
    },
    sortBy: (column) => `Sortieren nach ${column}`,
  },
  empty: {
    title: "Noch keine Videos",
    text: "Ein Verzeichnis wählen: Gleaner findet jedes Video darin und verändert keine Datei.",
    scan: "Verzeichnis scannen",
    scanningTitle: "Ein Scan läuft",
    scanningText: "Videos erscheinen hier, sobald der Scan sie findet.",
    openScan: "Scan zeigen",
  },
  noMatch: {
    title: "Kein Video passt",
    text: "Andere Wörter oder weniger Filter helfen vielleicht.",
    clear: "Suche und Filter aufheben",
  },
  failed: { title: "Die Bibliothek konnte nicht geladen werden", again: "Erneut versuchen" },
  searchFailed: {
    title: "Diese Suche ist nicht gelungen",
    old: "Die Videos unten sind die Ergebnisse der vorigen Suche.",
    again: "Erneut versuchen",
  },
  details: {
    close: "Details schließen",
    previous: "Voriges Video",
    next: "Nächstes Video",
    gone: "Dieses Video ist nicht mehr in der Bibliothek",
    goneText: "Es wurde entfernt, oder dieser Server verwendet jetzt eine andere Bibliothek.",
    failed: "Das Video konnte nicht geladen werden",
    copyPath: "Pfad kopieren",
    copied: "Kopiert",
    cannotCopy: "Der Pfad ist markiert. Mit Strg+C oder ⌘C kopieren.",
    copiedEscaped: "Steuerzeichen wurden umschrieben kopiert, etwa als \\n.",
    exactValues: "Genaue Werte",
    missingSince: (time) =>
      `Die Datei wurde am ${time} nicht gefunden. Das Video gilt wieder als vorhanden, wenn ein Scan die Datei findet.`,
    unreadable: (time) => `Zuletzt am ${time} versucht. Alles Weitere wurde früher gelesen.`,
    theFile: (does) => `Die Datei ${does}`,
    groups: { file: "Datei", picture: "Bild", sound: "Ton", subtitles: "Untertitel", library: "In der Bibliothek" },
    measured: "(gemessen; die Datei gibt keine Länge an)",
    unknownLength: (declared) => `Unbekannt (laut Datei ${declared})`,
    suspects: {
      truncated: {
        title: "Die Datei ist abgeschnitten",
        text:
          "Die Datei ist kürzer, als ihr Anfang angibt, wie nach einem unterbrochenen Herunterladen oder Kopieren. " +
          "Der Film bricht vorzeitig ab. Abhilfe: die Datei erneut kopieren oder herunterladen.",
      },
      length: {
        title: "Die Länge ist zweifelhaft",
        text:
          "Für die angegebene Länge ist die Datei zu klein. Sie kann beschädigt oder aus mehreren Dateien " +
          "zusammengefügt sein. Das Ende abspielen: bricht der Film vorzeitig ab, die Datei erneut kopieren oder herunterladen.",
      },
    },
    fields: {
      container: "Container",
      fileSize: "Größe",
      modified: "Geändert",
      bitRate: "Bitrate",
      duration: "Länge",
      codec: "Codec",
      dimensions: "Maße",
      rotation: "Drehung",
      frameRate: "Bildrate",
      audioStreams: "Spuren",
      channels: "Kanäle",
      sampleRate: "Abtastrate",
      subtitleStreams: "Spuren",
      added: "Hinzugefügt",
      updated: "Aktualisiert",
      missing: "Fehlt seit",
      problem: "Nicht lesbar",
      scan: "Zuletzt geändert von",
      id: "Id",
      title: "Titel",
      chapters: "Kapitel",
      recorded: "Aufgenommen",
      date: "Datum des Films",
      encoder: "Erstellt mit",
    },
    chapters: countText,
    seconds: (text) => `${text} s`,
    bytes: (count) => `${countText(count)} Byte`,
    dimensions: (width, height, resolution) => `${width} × ${height} Pixel, ${resolution}`,
    degrees: (degrees) => `${degrees}°`,
    framesPerSecond: (rate) => `${rate} fps`,
    variableRate: (rate) => `im Mittel ${rate}, variabel`,
    rates: (average, base) => `im Mittel ${average}, Basis ${base}`,
    fraction: (numerator, denominator) => `${numerator}/${denominator}`,
    bitRate: (rate, unit) => `${rate} ${unit}`,
    exactBitRate: (bits) => `${countText(bits)} bit/s`,
    channels: (count) =>
      count === 1
        ? "1 (Mono)"
        : count === 2
          ? "2 (Stereo)"
          : count === 6
            ? "6 (5.1)"
            : count === 8
              ? "8 (7.1)"
              : `${count}`,
    kilohertz: (value) => `${value} kHz`,
    audioStreams: (count) => (count === 0 ? "Kein Ton" : streams(count)),
    subtitleStreams: (count) => (count === 0 ? "Keine" : streams(count)),
    container: (name) => containers[name] ?? name,
    language: languageName,
    unknownCodec: "unbekanntes Format",
    unknownLanguage: "Sprache nicht angegeben",
    subtitle: (language, codec) => `${language} – ${codec}`,
    unknown: "Unbekannt",
    scanOf: (directory, time) => `Scan von ${visibleText(directory)}, ${time}`,
    oneScan: "Ein Scan",
    forget: "Aus der Bibliothek entfernen",
    forgetTitle: (name) => `${visibleText(name)} aus der Bibliothek entfernen?`,
    forgetText: "Die Datei selbst bleibt auf dem Datenträger. Ein Scan ihres Verzeichnisses nimmt sie wieder auf.",
    forgetMissingText: "Die Datei ist schon weg. Nur der Eintrag in der Bibliothek wird entfernt.",
    forgetConfirm: "Entfernen",
    forgetKeep: "Behalten",
    forgotten: (name) =>
      `${visibleText(name)} wurde aus der Bibliothek entfernt. Die Datei bleibt auf dem Datenträger.`,
    forgottenMissing: (name) => `${visibleText(name)} wurde aus der Bibliothek entfernt.`,
  },
};
