import type { LanguageTexts } from "../language-texts.ts";
import { visibleText } from "../visible-text.tsx";

const states = {
  watching: "Wird auf Änderungen überwacht",
  starting: "Die Überwachung wird eingerichtet",
  unsupported: "Kann nicht überwacht werden",
  limit: "Nicht überwacht",
  absent: "Gerade nicht überwacht",
  off: "Dieser Server überwacht es noch nicht",
};

export const watching: LanguageTexts["watching"] = {
  label: "Auf Änderungen überwachen",
  hint: "Zuerst wird das ganze Verzeichnis gescannt. Wenige Sekunden nach einer Änderung beginnt ein Scan der geänderten Verzeichnisse.",
  offer: "Stattdessen jeden Tag scannen",
  changesWait: "Es gab Änderungen. Sie werden nach diesem Scan gescannt.",
  state: (state, problem) =>
    problem === null
      ? `${states[state]}.`
      : `${states[state]}${state === "watching" ? "." : ":"} ${visibleText(problem)}`,
};
