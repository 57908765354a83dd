import type { LanguageTexts } from "../language-texts.ts";
import { bytesText, countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, files, videos } from "./counted.ts";

const free = (bytes: number) => `${bytesText(bytes)} lassen sich gewinnen`;
const perhapsFree = (bytes: number) => `${bytesText(bytes)} lassen sich vielleicht gewinnen`;

export const duplicates: LanguageTexts["duplicates"] = {
  title: "Duplikate",
  loading: "Duplikate werden geladen…",
  notLoaded: "Die Duplikate konnten nicht geladen werden",
  about:
    "Dateien gleicher Größe mit gleichem Anfang sind vielleicht gleich. Erst ein Vergleich zeigt es: er liest sie von Anfang bis Ende.",
  total: ({ confirmed, possible }) => {
    if (confirmed > 0 && possible > 0) return `${free(confirmed)}, weitere ${bytesText(possible)} vielleicht`;
    return confirmed > 0 ? free(confirmed) : perhapsFree(possible);
  },
  totalLinked: (linked, all) =>
    linked === all
      ? "Hardlinks einer Datei: nichts zu gewinnen"
      : `nichts in ${countText(linked)} davon: Hardlinks einer Datei`,
  inFolder: (path) => `Mit einer Datei in ${visibleText(path)}`,
  all: "Alle Duplikate zeigen",
  filter: {
    label: "Welche Duplikate",
    values: { all: "Alle", confirmed: "Gleich", likely: "Nicht verglichen" },
  },
  compare: {
    button: "Dateien vergleichen",
    show: "Vergleich zeigen",
    failed: "Der Vergleich konnte nicht gestartet werden",
  },
  unknown: (count) =>
    count === 1
      ? "1 Video wurde von einem älteren Gleaner gelesen und ist hier nicht dabei. Ein vollständiger Scan liest es erneut."
      : `${videos(count)} wurden von einem älteren Gleaner gelesen und sind hier nicht dabei. Ein vollständiger Scan liest sie erneut.`,
  list: "Gruppen von Dateien",
  group: {
    name: (count, size) => `${files(count)}, je ${bytesText(size)}`,
    label: (count, size, path) => `${files(count)}, je ${bytesText(size)}: ${visibleText(path)}`,
    states: {
      confirmed: "Gleich",
      likely: "Noch nicht verglichen",
      linked: "Eine Datei",
      different: "Verschieden",
    },
    partlyEqual: "Teils gleich",
    gain(confirmed, possible) {
      if (confirmed > 0 && possible > 0) return `${free(confirmed)}, vielleicht ${bytesText(possible)} mehr`;
      if (possible > 0) return perhapsFree(possible);
      return confirmed > 0 ? free(confirmed) : "Nichts zu gewinnen";
    },
    linked: "Dies sind Namen einer einzigen Datei (Hardlinks). Einen davon zu löschen, gewinnt nichts.",
    more: (count) => `und ${countText(count)} weitere`,
    showMore: "Weitere Dateien zeigen",
  },
  video: {
    keep: (path) => `${visibleText(path)} behalten`,
    modified: (time) => `Geändert: ${time}`,
    kept: "Bleibt",
    equal: "Gleich",
    notCompared: "Nicht verglichen",
    different: "Anderer Inhalt",
    linked: "Dieselbe Datei",
  },
  choose: (path) => `Die Datei, die bleibt, in der Gruppe von ${visibleText(path)}`,
  proposed: {
    oldest: "Vorschlag, was bleibt: die älteste dieser Dateien.",
    added: "Vorschlag, was bleibt: von den ältesten dieser Dateien die zuerst aufgenommene.",
    path: "Vorschlag, was bleibt: von den ältesten dieser Dateien die erste nach dem Pfad.",
  },
  copy: (count) => (count === 1 ? "Pfad der anderen Datei kopieren" : "Pfade der anderen kopieren"),
  copied: "Kopiert",
  removeAll: "Die anderen löschen…",
  loadingAll: "Alle Dateien der Gruppe werden geladen…",
  remove: (count) => (count === 1 ? "Die andere Datei löschen…" : `Die anderen ${files(count)} löschen…`),
  confirm: {
    title: (count) => `${files(count)} vom Datenträger löschen?`,
    text: (kept) =>
      `Der Inhalt ist der gleiche wie in ${visibleText(kept)}. Diese Datei bleibt. Das Löschen ist endgültig.`,
    confirm: (count) => `${files(count)} löschen`,
    keep: "Behalten",
    comparing: "Alle Bytes werden noch einmal verglichen",
    cancel: "Abbrechen",
    close: "Schließen",
  },
  deleted: (count, bytes) =>
    `${files(count)} ${count === 1 ? "wurde" : "wurden"} gelöscht. ${bytesText(bytes)} sind jetzt frei.`,
  notDeleted: (message) => `Der Rest wurde nicht gelöscht. ${message}`,
  moreGroups: "Weitere Gruppen zeigen",
  empty: {
    title: "Keine Duplikate",
    text: "Keine zwei Dateien der Bibliothek haben gleiche Größe und gleichen Anfang.",
    filtered: "Keine Gruppe passt.",
  },
  groups: (count) => counted(count, "Gruppe", "Gruppen"),
};
