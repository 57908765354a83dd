import type { LanguageTexts } from "../language-texts.ts";
import { countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, filesAndDirectories } from "./counted.ts";

type ScanTexts = LanguageTexts["scans"];

export const errorsOfScan: ScanTexts["errors"] = {
  title: "Fehler",
  titleCount: (count) => `Fehler (${countText(count)})`,
  none: "Dieser Scan hatte keine Fehler.",
  noneYet: "Bisher keine Fehler.",
  search: "Fehler durchsuchen",
  searchHint: "Pfad oder Fehler",
  clear: "Suche leeren",
  loading: "Fehler werden geladen…",
  failed: "Die Fehler konnten nicht geladen werden.",
  restFailed: "Einige Fehler konnten nicht geladen werden.",
  list: "Fehler dieses Scans",
  matches: (matching, searched) =>
    `${countText(matching)} von ${counted(searched, "Fehler", "Fehlern")} ${matching === 1 ? "passt" : "passen"}.`,
  searching: (loaded) => `Zum Durchsuchen werden alle Fehler geladen: bisher ${countText(loaded)}…`,
  bounded: (bound) =>
    `Hier stehen die ersten ${countText(bound)} Fehler. Die API und der Befehl gleaner jobs zeigen alle.`,
  copyOne: (path) => `Fehler von ${visibleText(path)} kopieren`,
  copyAll: "Alle kopieren",
  copyMatches: (count) => (count === 1 ? "Diesen einen kopieren" : `Diese ${countText(count)} kopieren`),
  copied: "Kopiert",
  copiedCount: (count) => `${counted(count, "Fehler", "Fehler")} kopiert.`,
  copying: "Alle Fehler werden geladen…",
  columns: ["Pfad", "Fehler", "Code", "Zeit"],
  after: ":",
  damaged: "Beschädigt",
  damagedOrOther: "Beschädigt oder kein Video",
  otherContainer: "Container nicht unterstützt",
  codes: {
    directory_unreadable: "Verzeichnis nicht lesbar",
    unreadable: "Datei nicht lesbar",
    not_video: "Kein Video",
    not_regular_file: "Keine gewöhnliche Datei",
    vanished: "Während des Scans verschwunden",
    changed: "Seit dem Scan geändert",
    timed_out: "Dauerte zu lange",
    crashed: "Absturz beim Lesen",
    out_of_memory: "Brauchte zu viel Speicher",
    name_not_utf8: "Name ist kein gültiges UTF-8",
    killed: "Lesen wurde unterbrochen",
    dangling_link: "Verknüpfung ins Leere",
    link_loop: "Verknüpfung im Kreis",
    left_out: "Von Scans ausgelassen",
    root_empty: "Leeres Verzeichnis",
    disk_changed: "Anderer Datenträger",
    disk_lost: "Datenträger verschwand während des Scans",
    disk_silent: "Datenträger antwortete nicht",
    other_video: "Datei eines anderen Videos",
    link_outside_roots: "Verknüpfung zu einem nicht erlaubten Verzeichnis",
  },
};

export const stillUnreadable: ScanTexts["stillUnreadable"] = {
  title: (count, { more, directories }) =>
    `${more ? "Mindestens " : ""}${filesAndDirectories(count, directories)} in diesem Verzeichnis ${count === 1 ? "war" : "waren"} beim letzten Versuch immer noch nicht lesbar`,
  hint: "Scans überspringen unveränderte Dateien, auch solche, die schon früher nicht lesbar waren.",
  list: "Dateien, die beim letzten Versuch nicht lesbar waren",
  exportAll: "Alle nicht lesbaren Dateien exportieren",
  failed: "Die anderen nicht lesbaren Dateien in diesem Verzeichnis konnten nicht geladen werden.",
};

export const copyByHand: ScanTexts["copyByHand"] = {
  title: "Von Hand kopieren",
  text: "Dieser Browser lässt die Seite nicht kopieren. Der Text ist markiert: mit Strg+C kopieren, oder mit ⌘C auf einem Mac.",
  label: "Text zum Kopieren",
  close: "Schließen",
};
