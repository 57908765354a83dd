import { amountText, lengthSumText, shareText } from "../amounts.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { bytesText, countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { videos } from "./counted.ts";

export const statistics: LanguageTexts["statistics"] = {
  title: "Statistik",
  loading: "Videos werden gezählt…",
  notLoaded: "Die Statistik konnte nicht geladen werden",
  totals: "Insgesamt",
  videos: "Videos",
  size: "Größe",
  length: "Länge",
  averageSize: "Größe im Mittel",
  averageBitRate: "Bitrate im Mittel",
  linksCountOnce: "Hardlinks einer Datei zählen in jeder Summe von Größen einmal.",
  missing: "Fehlend",
  broken: "Defekt",
  count: countText,
  bytes: bytesText,
  lengthOf: lengthSumText,
  show: (count) => (count === 1 ? "1 Video zeigen" : `Alle ${videos(count)} zeigen`),
  showMissing: (count) => `${countText(count)} fehlende zeigen`,
  showBroken: (count) => `${countText(count)} defekte zeigen`,
  by: "Balken nach",
  amounts: { count: "Anzahl", size: "Größe", length: "Länge" },
  groups: {
    resolution: "Auflösung",
    hdr: "HDR",
    video_codec: "Codec",
    bit_depth: "Farbtiefe",
    audio_language: "Sprachen des Tons",
    audio_codec: "Codec des Tons",
    subtitle_language: "Sprachen der Untertitel",
    container: "Container",
    suspect: "Zustand der Datei",
    size: "Größe der Datei",
    duration: "Länge des Videos",
    frame_rate: "Bildrate",
    bit_rate: "Bitrate",
    modified: "Jahr der letzten Änderung",
  },
  folders: "Ordner",
  beside: "In keinem Unterordner",
  allFolders: "Alle Ordner",
  largest: "Größte",
  longest: "Längste",
  allBySize: "Alle nach Größe",
  allByLength: "Alle nach Länge",
  parts: (count, bytes, seconds, amount) => {
    const [number, size] = [videos(count), bytesText(bytes)];
    if (amount === "size") return [size, number];
    return amount === "length" ? [lengthSumText(seconds), number] : [countText(count), size];
  },
  noun: (count) => (count === 1 ? " Video" : " Videos"),
  share: shareText,
  showAll: (count) => `Alle ${countText(count)} zeigen`,
  showAllOf: (count, group) => `Alle ${countText(count)} zeigen: ${group}`,
  growth: {
    title: "Wie die Bibliothek gewachsen ist",
    series: { count: "Videos", size: "Größe", length: "Länge" },
    amount: amountText,
    label: (first, last, amount) =>
      `Ein Diagramm der Videos in der Bibliothek von ${first} bis ${last}. Am Ende: ${amount}. Die Tabelle darunter hat dieselben Zahlen.`,
    failed: "Das Diagramm konnte nicht gezeigt werden. Die Tabelle darunter hat seine Zahlen.",
    table: "Neue Videos nach Monaten",
    showTable: "Als Tabelle zeigen",
    columns: { month: "Monat", added: "Hinzugefügt", all: "Insgesamt" },
    monthLabel: (month, count) => `${month}: ${videos(count)} hinzugefügt`,
  },
  folderName: visibleText,
  empty: { title: "Die Bibliothek hat noch keine Videos", text: "Der Scan eines Verzeichnisses füllt sie." },
  nothing: "Kein Video passt.",
  clear: "Alle Filter entfernen",
  ofThese: "Statistik",
  ofTheseLabel: "Statistik dieser Videos",
  ofDirectory: (name) => `Statistik von ${visibleText(name)}`,
};
