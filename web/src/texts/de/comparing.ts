import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { bytesText, countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, files } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

const name = ({ payload: { path } }: JobJson) => `Dateivergleich${path === "" ? "" : ` in ${visibleText(path)}`}`;
const done = (count: number, all: number) => `${countText(count)} von ${files(all)}`;
const kept = "Die Ergebnisse fertiger Dateien bleiben erhalten.";
const again = "Der nächste Vergleich beginnt diese Dateien von vorn.";

export const comparing: LanguageTexts["comparing"] = {
  subject: name,
  ...jobLabels(name),
  done,
  bytes: (read, all) => `${bytesText(read)} von ${bytesText(all)}`,
  compared: (count, bytes) => `${countText(count)} verglichen, ${bytesText(bytes)}`,
  looking: "Dateien zum Vergleichen werden gesucht…",
  counts: "Ergebnisse",
  columns: { compared: "Verglichen", skipped: "Inzwischen geändert", error_count: "Nicht verglichen" },
  facts: "Über diesen Vergleich",
  current: "In Arbeit",
  show: "Duplikate zeigen",
  summary: {
    cancelling: kept,
    paused: (count, all) => `Pausiert nach ${done(count, all)}. Der Vergleich geht weiter, wenn er an der Reihe ist.`,
    completed: (count) =>
      count === 0 ? "Es gab nichts zu vergleichen." : `${files(count)} ${count === 1 ? "wurde" : "wurden"} verglichen.`,
    equal: ({ confirmed, confirmed_gain: gain }) =>
      confirmed === 0
        ? "Keine Dateien sind gleich."
        : `${counted(confirmed, "Gruppe von Dateien ist", "Gruppen von Dateien sind")} gleich: ${bytesText(gain)} lassen sich gewinnen.`,
    cancelled: (count, all) => `Abgebrochen, nachdem ${done(count, all)} verglichen waren. ${kept}`,
    cancelledUnbegun: "Abgebrochen, bevor eine Datei verglichen wurde.",
    cancelledUnfinished: `Abgebrochen, bevor eine Datei fertig war. ${again}`,
    failed: (count, all) => `Fehlgeschlagen, nachdem ${done(count, all)} verglichen waren. ${kept}`,
    failedUnfinished: `Fehlgeschlagen, bevor eine Datei fertig war. ${again}`,
  },
};
