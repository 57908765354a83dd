import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { countText, playingTimeText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { chosen } from "./chosen.ts";
import { counted, sentences, videos } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

/** Such as `defekte Videos in /films`, `3 Videos` or the path of one. */
function which({ payload: { filter, path, video_count: count = 0 } }: JobJson): string {
  if (filter !== undefined) return Object.keys(filter).length === 0 ? "alle Videos" : chosen(filter);
  return path === "" ? videos(count) : visibleText(path);
}

const name = (job: JobJson) => `Prüfung: ${which(job)}`;
const done = (count: number, all: number) => `${countText(count)} von ${videos(all)}`;
const kept = "Die Ergebnisse fertiger Videos bleiben erhalten.";
const again = "Die nächste Prüfung beginnt diese Videos von vorn.";

function broken(count: number, checked: number): string {
  if (checked === 0) return "";
  if (count === 0) return checked === 1 ? "Es ist nicht defekt." : "Keines davon ist defekt.";
  return checked === 1 ? "Es ist defekt." : `${countText(count)} davon ${count === 1 ? "ist" : "sind"} defekt.`;
}

function brokenBefore(all: number, before: number): string {
  if (before === 0) return "";
  if (all === 1) return "1 Video ist defekt; es wurde schon früher geprüft.";
  return `${videos(all)} sind defekt; ${countText(before)} davon ${before === 1 ? "wurde" : "wurden"} schon früher geprüft.`;
}

export const checking: LanguageTexts["checking"] = {
  subject: name,
  ...jobLabels(name),
  done,
  film: (seconds, all) => `${playingTimeText(seconds)} von ${playingTimeText(all)} des Films`,
  broken: (count) => `${countText(count)} defekt`,
  checked: (count, broken, before) =>
    [
      `${countText(count)} geprüft, ${countText(broken)} defekt`,
      before === 0 ? "" : `${countText(before)} schon früher geprüft`,
    ]
      .filter((part) => part !== "")
      .join(" · "),
  looking: "Videos zum Prüfen werden gesucht…",
  counts: "Ergebnisse",
  columns: { checked: "Geprüft", broken: "Defekt", skipped: "Früher geprüft", error_count: "Nicht geprüft" },
  facts: "Über diese Prüfung",
  current: "In Arbeit",
  showBroken: (count) => `${counted(count, "defektes Video", "defekte Videos")} zeigen`,
  summary: {
    cancelling: kept,
    paused: (count, all) => `Pausiert nach ${done(count, all)}. Die Prüfung geht weiter, wenn sie an der Reihe ist.`,
    completed: (checked, brokenCount, skipped, before) =>
      sentences(
        checked === 0 ? "" : `${videos(checked)} ${checked === 1 ? "wurde" : "wurden"} geprüft.`,
        broken(brokenCount, checked),
        skipped === 0
          ? checked === 0
            ? "Es gab nichts zu prüfen."
            : ""
          : `${videos(skipped)} ${skipped === 1 ? "wurde" : "wurden"} schon früher geprüft und ${skipped === 1 ? "hat" : "haben"} sich nicht geändert.`,
        brokenBefore(brokenCount + before, before),
      ),
    cancelled: (count, all) => `Abgebrochen, nachdem ${done(count, all)} geprüft waren. ${kept}`,
    cancelledUnbegun: "Abgebrochen, bevor ein Video geprüft wurde.",
    cancelledUnfinished: `Abgebrochen, bevor ein Video fertig war. ${again}`,
    failed: (count, all) => `Fehlgeschlagen, nachdem ${done(count, all)} geprüft waren. ${kept}`,
    failedUnfinished: `Fehlgeschlagen, bevor ein Video fertig war. ${again}`,
  },

  listed: (count, { again }) =>
    `${count === 1 ? "Dieses Video" : `Diese ${videos(count)}`} ${again ? "erneut " : ""}prüfen`,

  beforeAgain: (count) => (count === 1 ? "Erneut prüfen" : `Alle ${videos(count)} erneut prüfen`),

  video: {
    check: "Dieses Video prüfen",
    again: "Erneut prüfen",
    about: "Dekodiert die ganze Datei im Hintergrund, um Defekte zu finden. Die Datei wird nicht verändert.",
    waiting: "Wartet…",
    progress: (share) => `Wird geprüft: ${share}`,
    follow: "Prüfung zeigen",
    ok: (time) => `Am ${time} geprüft: nicht defekt.`,
    broken: (time) => `Am ${time} geprüft: defekt. Die Stellen stehen ganz oben.`,
    notChecked: (reason) => `Das Video konnte nicht geprüft werden: ${reason}`,
    title: "Die Datei ist defekt",
    places: (count) =>
      count === 1
        ? "An einer Stelle (Meldung des Decoders, englisch):"
        : `An ${countText(count)} Stellen (Meldungen des Decoders, englisch):`,
    place: (at, until) =>
      Math.round(at) === Math.round(until)
        ? `bei ${playingTimeText(at)}`
        : `${playingTimeText(at)} bis ${playingTimeText(until)}`,
    more: (count) => `und ${countText(count)} weitere`,
    todo: (time) =>
      `Gefunden am ${time}. Der Film kann dort stehen bleiben oder Bildfehler zeigen. Abhilfe: die Datei erneut kopieren oder herunterladen und ihr Verzeichnis scannen.`,
  },
};
