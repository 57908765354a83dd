import type { LanguageTexts } from "../language-texts.ts";
import { durationText, rateText } from "../quantities.ts";
import { filesPerSecond } from "./counted.ts";

function perSecond(rate: number): string {
  return `${rateText(rate)} ${rateText(rate) === rateText(1) ? "Datei" : "Dateien"} pro Sekunde`;
}

/** A time span since the start, such as `zwischen 3 s und 4 s`. */
function spanText({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  const to = durationText(toMs);
  if (fromMs === 0) return to === "1 s" ? "in der ersten Sekunde" : `in den ersten ${to}`;
  const from = durationText(fromMs);
  return from === to ? `nach ${to}` : `zwischen ${from} und ${to}`;
}

export const throughput: LanguageTexts["scans"]["throughput"] = {
  title: "Dateien pro Sekunde",
  loading: "Geschwindigkeit des Scans wird geladen…",
  failed: "Die Geschwindigkeit des Scans konnte nicht geladen werden.",
  series: "Dateien pro Sekunde",
  waiting: "Das Diagramm erscheint, wenn der Scan begonnen hat.",
  tooEarly: "Das Diagramm erscheint, wenn der Scan einige Sekunden läuft.",
  chartFailed: "Das Diagramm konnte nicht geladen werden. Bitte die Seite neu laden.",
  value: filesPerSecond,
  axisValue: rateText,
  at: (elapsed, timeOfDay) => `Nach ${elapsed}, um ${timeOfDay}`,
  zero: "0 s",
  summary: (averageRate, totalMs, peakRate, peak, { countsSkipped }) =>
    `Im Mittel ${perSecond(averageRate)} über ${durationText(totalMs)}. Höchstens ${rateText(peakRate)}, ${spanText(peak)}.${countsSkipped ? " Übersprungene Dateien zählen mit." : ""}`,
  label: (summary) => `Diagramm der Dateien pro Sekunde im Lauf der Zeit. ${summary}`,
};
