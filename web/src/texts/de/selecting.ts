import type { LanguageTexts } from "../language-texts.ts";
import { bytesText, countText } from "../quantities.ts";
import { videos } from "./counted.ts";

export const selecting: LanguageTexts["selecting"] = {
  label: "Auswahl",
  select: (name) => `${name} auswählen`,
  mark: "ausgewählt",
  selected: (count) => `${countText(count)} ausgewählt`,
  count: (count, bytes) =>
    bytes === undefined ? `${countText(count)} ausgewählt` : `${countText(count)} ausgewählt · ${bytesText(bytes)}`,
  all: (count) => `Alle ${countText(count)} passenden auswählen`,
  clear: "Aufheben",
  dropped: "Die Filter haben sich geändert, deshalb ist nichts mehr ausgewählt.",
  tooMany: (most) =>
    `Als Bereich können höchstens ${videos(most)} ausgewählt werden. Besser die Liste filtern und alle passenden auswählen.`,
  scan: "Erneut scannen",
  scanMeans: "Liest diese Dateien erneut, auch unveränderte, und keine anderen in ihren Ordnern",
  nothingToScan: "Keines dieser Videos liegt in einem Verzeichnis der Bibliothek.",
  check: "Prüfen",
  checkMeans: "Dekodiert die ganzen Dateien im Hintergrund, um herauszufinden, ob sie defekt sind",
  remove: "Entfernen",
  copy: "Pfade kopieren",
  copied: (count) => (count === 1 ? "1 Pfad wurde kopiert." : `${countText(count)} Pfade wurden kopiert.`),
  cannotCopy: "Dieser Browser erlaubt das Kopieren hier nicht. Besser die Videos exportieren.",
  tooManyToCopy: (most) => `Höchstens ${countText(most)} Pfade können kopiert werden. Besser die Videos exportieren.`,
  removing: {
    title: (count) => `${videos(count)} aus der Bibliothek entfernen?`,
    text: "Keine Datei wird angerührt. Ein Scan fügt jedes Video wieder hinzu, dessen Datei da ist.",
    confirm: (count) => `${videos(count)} entfernen`,
    keep: "Behalten",
    close: "Schließen",
  },
};
