import type { LanguageTexts } from "../language-texts.ts";
import { bytesText, countText, durationText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { videos } from "./counted.ts";

const length = (seconds: number): string => (seconds < 0.5 ? "0 s" : durationText(Math.round(seconds) * 1_000));
const missing = (count: number): string => `${countText(count)} ${count === 1 ? "fehlt" : "fehlen"}`;

export const folders: LanguageTexts["folders"] = {
  title: "Ordner",
  loading: "Ordner werden geladen…",
  notLoaded: "Die Ordner konnten nicht geladen werden",
  way: "Die Ordner über diesem",
  list: (path) => `Ordner in ${visibleText(path)}`,
  columns: { name: "Ordner", videos: "Videos", missing: "Fehlend", bytes: "Größe", duration_seconds: "Länge" },
  own: "In keinem Unterordner",
  count: countText,
  bytes: bytesText,
  length,
  total: (total) =>
    [
      bytesText(total.bytes),
      length(total.duration_seconds),
      ...(total.missing > 0 ? [missing(total.missing)] : []),
    ].join(", "),
  linksCountOnce:
    "Hardlinks einer Datei zählen in der Größe des Ganzen einmal, und in der jedes Ordners, der einen hat.",
  show: (count) => (count === 1 ? "Das Video zeigen" : `Alle ${videos(count)} zeigen`),
  videosIn: (count, name) => `${videos(count)} in ${visibleText(name)}`,
  missingIn: (count, name) => `${missing(count)} in ${visibleText(name)}`,
  more: "Weitere Ordner zeigen",
  sortedByName: (count) =>
    count === 1 ? "Der erste Ordner nach Namen." : `Die ersten ${countText(count)} Ordner nach Namen.`,
  empty: { title: "Die Bibliothek hat noch keine Videos", text: "Der Scan eines Verzeichnisses füllt sie." },
  nothing: (path) => `Die Bibliothek hat keine Videos in ${visibleText(path)}.`,
  all: "Alle Ordner zeigen",
};
