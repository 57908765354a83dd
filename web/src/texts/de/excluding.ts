import type { LanguageTexts } from "../language-texts.ts";
import { countText } from "../quantities.ts";
import { videos } from "./counted.ts";

export const excluding: LanguageTexts["excluding"] = {
  label: "Auslassen",
  hint: "Ein Muster pro Zeile, wie in .gitignore, bezogen auf dieses Verzeichnis: extras/ lässt alle Verzeichnisse dieses Namens aus, *-bonus.* alle solchen Dateien.",
  samples: "Samples und Trailer auslassen",
  counting: "Ausgelassene Videos werden gezählt…",
  counted: (count, all) =>
    count === 0
      ? "Diese Muster würden kein Video der Bibliothek auslassen."
      : `Diese Muster würden ${countText(count)} von ${videos(Math.max(count, all))} auslassen.`,
  notCounted: (message) => `Nicht gezählt: ${message}`,
  examples: "Videos, die ausgelassen würden",
  more: (count) => `und ${countText(count)} weitere`,
  note: "Der nächste Scan entfernt ausgelassene Videos aus der Bibliothek. Dateien bleiben immer unberührt.",
  line: (line) => `Zeile ${countText(line)}`,
  list: "Die Liste",
};
