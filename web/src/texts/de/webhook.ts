import type { LanguageTexts } from "../language-texts.ts";
import { timeText } from "../quantities.ts";
import { counted } from "./counted.ts";

/** In the dative: "nach 3 Versuchen". */
const attempts = (count: number): string => counted(count, "Versuch", "Versuchen");

export const webhook: LanguageTexts["webhook"] = {
  title: "Webhook",
  address: {
    label: "Adresse",
    hint: "Sie erfährt, wenn ein Scan oder eine Prüfung geendet hat. Leer: niemand erfährt es.",
    wrong: "Eine Adresse eingeben, die mit http:// oder https:// beginnt, ohne Benutzer und Passwort.",
    none: "keine",
  },
  events: {
    label: "Melden",
    names: {
      completed: "Abgeschlossene Scans und Prüfungen",
      cancelled: "Abgebrochene Scans und Prüfungen",
      failed: "Fehlgeschlagene Scans und Prüfungen",
    },
    all: "alle",
  },
  after_changes: {
    label: "Auch Scans nach Änderungen",
    hint: "Das können Hunderte am Tag sein. Fehlgeschlagene werden immer gemeldet.",
    yes: "ja",
    no: "nein",
  },
  secret: {
    label: "Geheimnis",
    text: "Es signiert jede Nachricht nach Standard Webhooks.",
    make: "Neues Geheimnis erzeugen",
    replace: {
      text: "Nachrichten sind sofort mit dem neuen Geheimnis signiert: der Empfänger lehnt sie ab, bis er es kennt.",
      confirm: "Geheimnis ersetzen",
      keep: "Altes Geheimnis behalten",
    },
    shown: "Das neue Geheimnis. Es wird nicht noch einmal gezeigt:",
    copy: "Geheimnis kopieren",
    copied: "Kopiert",
  },
  test: {
    send: "Test senden",
    unsaved: "Erst die Adresse speichern. Ein Test geht an die gespeicherte.",
    delivered: (status, answer) => `Der Empfänger hat sie angenommen (${status})${answer === "" ? "." : `: ${answer}`}`,
    failed: (problem, answer) => `Nicht zugestellt. ${problem}${answer === "" ? "" : ` ${answer}`}`,
  },
  last: {
    title: "Letzte Nachrichten",
    none: "Es gibt noch keine Nachrichten.",
    events: {
      "scan.completed": "Scan abgeschlossen",
      "scan.cancelled": "Scan abgebrochen",
      "scan.failed": "Scan fehlgeschlagen",
      "check.completed": "Prüfung abgeschlossen",
      "check.cancelled": "Prüfung abgebrochen",
      "check.failed": "Prüfung fehlgeschlagen",
    },
    delivered: (time) => `Zugestellt: ${timeText(time)}`,
    waiting: (time, count) =>
      count === 0 ? "Wird gesendet" : `Nicht zugestellt nach ${attempts(count)}, erneut: ${timeText(time)}`,
    givenUp: (count) => `Aufgegeben nach ${attempts(count)}`,
  },
};
