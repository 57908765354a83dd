import type { LanguageTexts } from "../language-texts.ts";

export const errors: LanguageTexts["errors"] = {
  unreachable: "Der Server antwortet nicht. Läuft Gleaner, und besteht eine Verbindung zum Netz?",
  unexpectedAnswer: (status) =>
    `Der Server meldet einen Fehler (HTTP ${status}). Einzelheiten stehen im Log des Servers.`,
  unexpected: "Auf dieser Seite ist etwas schiefgegangen. Bitte neu laden.",
};
