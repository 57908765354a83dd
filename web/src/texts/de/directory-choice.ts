import type { LanguageTexts } from "../language-texts.ts";
import { countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";

export const directoryChoice: LanguageTexts["directoryChoice"] = {
  label: "Verzeichnis",
  hint: "Den vollständigen Pfad eingeben oder unten ein Verzeichnis wählen.",
  placeholder: "/home/ich/Videos",
  home: "~ geht hier nicht. Den vollständigen Pfad eingeben oder unten ein Verzeichnis wählen.",
  notAbsolute: "Einen vollständigen Pfad eingeben, der mit / beginnt.",
  needed: "Den vollständigen Pfad eines Verzeichnisses eingeben oder unten eines wählen.",

  browser: {
    label: "Verzeichnisse",
    listOf: (path) => `Verzeichnisse in ${visibleText(path)}`,
    crumbs: "Aktuelles Verzeichnis",
    between: "…",
    home: "Persönliches Verzeichnis",
    allowed: "Erlaubte Verzeichnisse",
    up: "Nach oben",
    loading: "Verzeichnis wird gelesen…",
    empty: "Dieses Verzeichnis hat keine Unterverzeichnisse.",
    hidden: "Versteckte Verzeichnisse zeigen",
    hasVideos: "In diesem Verzeichnis sind Videos.",
    videosInside: "Videos",
    noMatch: (text) => `Kein Verzeichnis hier beginnt mit „${text}“.`,
    firstOf: (shown, total) =>
      `Die ersten ${countText(shown)} von ${countText(total)} Verzeichnissen. Um ein anderes zu öffnen, seinen Namen hinter den Pfad schreiben.`,
    roots: "Verzeichnisse, die dieser Server scannen darf",
  },
};
