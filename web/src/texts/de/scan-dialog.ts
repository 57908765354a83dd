import type { LanguageTexts } from "../language-texts.ts";
import { countText, durationText, percentText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, files, filesAndDirectories, filesDone, filesPerSecond, videos } from "./counted.ts";

/** The videos that an unfinished scan added and updated. */
function kept(added: number, updated: number): string {
  if (added === 0 && updated === 0) return "Es wurden keine Videos hinzugefügt.";
  if (updated === 0) {
    return added === 1
      ? "1 Video wurde hinzugefügt und ist in der Bibliothek."
      : `${countText(added)} Videos wurden hinzugefügt und sind in der Bibliothek.`;
  }
  if (added === 0) return `${counted(updated, "Video wurde", "Videos wurden")} in der Bibliothek aktualisiert.`;
  return `${counted(added, "Video wurde", "Videos wurden")} hinzugefügt und ${countText(updated)} aktualisiert. Alle sind in der Bibliothek.`;
}

export const scanDialog: LanguageTexts["scanDialog"] = {
  titles: {
    form: "Verzeichnis scannen",
    opening: "Scan wird geöffnet…",
    starting: "Wird gestartet…",
    pending: "Wartet",
    paused: "Pausiert",
    scanning: "Scan läuft",
    cancelling: "Wird abgebrochen…",
    lost: "Server nicht erreichbar",
    completed: "Scan abgeschlossen",
    nothingRead: "Scan beendet",
    cancelled: "Scan abgebrochen",
    failed: "Scan fehlgeschlagen",
    timeout: "Scan: Zeitüberschreitung",
    gone: "Scan nicht gefunden",
  },
  close: "Schließen",
  closeDialog: "Dialog schließen",
  form: {
    roots: "Verzeichnisse der Bibliothek",
    recursive: "Mit Unterverzeichnissen",
    more: "Weitere Optionen",
    retryErrors: "Nicht lesbare Dateien erneut versuchen",
    retryErrorsHint:
      "Dateien, die ein früherer Scan nicht lesen konnte, werden sonst übersprungen, bis sie sich ändern.",
    full: "Alle Dateien erneut lesen",
    fullHint:
      "Unveränderte Dateien werden sonst übersprungen. Auf Netzlaufwerken und FAT findet nur dies Dateien, die durch andere mit gleicher Größe und Zeit ersetzt wurden.",
    start: "Scan starten",
    refused: "Der Scan wurde nicht gestartet",
    lostTitle: "Noch keine Antwort",
    lost: (path) =>
      `Der Server hat nicht geantwortet. Der Scan von ${visibleText(path)} hat vielleicht begonnen, vielleicht nicht. Dieser Dialog zeigt den Scan, sobald der Server antwortet.`,
    lateTitle: "Noch kein Scan zum Abbrechen",
    late: (path) =>
      `Der Server ist zurück, und kein Scan von ${visibleText(path)} läuft. Die Anfrage zum Start kann noch ankommen. Beginnt der Scan innerhalb von zwei Minuten, wird er abgebrochen, auch wenn dieser Dialog geschlossen ist.`,
    notBegunTitle: "Der Scan hat nicht begonnen",
    notBegun: (path) => `Der Server ist zurück. Kein Scan von ${visibleText(path)} läuft: bitte erneut starten.`,
  },
  progress: {
    label: "Der Scan",
    bar: "Fortschritt des Scans",
    cancel: "Scan abbrechen",
    cancelling: "Wird abgebrochen…",
    starting: "Wird gestartet…",
    closeHint: "Dieser Dialog kann geschlossen werden. Der Scan geht weiter.",
    closeHintWaiting: "Dieser Dialog kann geschlossen werden.",
    percent: percentText,
    filesDone,
    filesSoFar: (scanned, found) =>
      found > scanned ? `${countText(scanned)} von bisher ${files(found)}` : `bisher ${files(scanned)}`,
    rate: filesPerSecond,
    timeLeft: (ms) => `noch ${durationText(Math.max(1_000, Math.ceil(ms / 1_000) * 1_000))}`,
    pendingHint: "Andere Scans laufen. Dieser Scan beginnt, wenn er an der Reihe ist.",
    pausedAfterRestart: "Der Server wurde neu gestartet. Der Scan geht weiter, wenn er an der Reihe ist.",
    continued: (count) =>
      `Der Server endete ${count === 1 ? "" : `${count === 2 ? "zweimal" : `${countText(count)}-mal`} `}unerwartet, bevor der Scan etwas Neues gespeichert hatte. Der Scan geht von selbst weiter.`,
    unreachableTitle: "Server nicht erreichbar",
    unreachable: "Dies sind die letzten bekannten Zahlen. Sie werden aktualisiert, sobald der Server antwortet.",
    failingTitle: "Der Server meldet einen Fehler",
    failing: (problem) =>
      `${problem} Dies sind die letzten bekannten Zahlen. Sie werden aktualisiert, sobald der Server wieder arbeitet.`,
    cancelNotNow: (message) => `${message} Das Abbrechen wird erneut gesendet, bis der Server es annimmt.`,
    cancelUnanswered: "Server nicht erreichbar. Das Abbrechen wird gesendet, sobald der Server antwortet.",
    cancelLate: "Der Scan endete, bevor das Abbrechen ankam. Das Ergebnis wird geladen…",
    cancelAccepted: "Die bisherigen Ergebnisse bleiben erhalten.",
    cancelWanted: "Der Scan wird abgebrochen, sobald der Server antwortet.",
    lost: "Der Server hat nicht geantwortet. Der Scan hat vielleicht begonnen, vielleicht nicht. Dieser Dialog zeigt den Scan, sobald der Server antwortet.",
    lostCancelled:
      "Der Server hat nicht geantwortet. Der Scan hat vielleicht begonnen, vielleicht nicht. Wenn ja, wird er abgebrochen, sobald der Server antwortet.",
    late: "Der Server ist zurück, und der Scan hat nicht begonnen. Die Anfrage zum Start kann noch ankommen. Beginnt der Scan innerhalb von zwei Minuten, wird er abgebrochen, auch wenn dieser Dialog geschlossen ist.",
    keepsOptions: "Dieser Scan lief schon. Er behält die Optionen, mit denen er begonnen hat.",
    refusedTitle: "Der Scan wurde nicht abgebrochen",
    refused: (message) => `${message} Der Scan geht weiter. „Scan abbrechen“ versucht es erneut.`,
    opening: "Dieser Scan wird geladen…",
  },
  counts: {
    label: "Bisherige Ergebnisse",
    new: "Neu",
    updated: "Geändert",
    moved: "Verschoben",
    unchanged: "Unverändert",
    unreadable: "Weiter nicht lesbar",
    missing: "Fehlend",
    excluded: "Entfernt",
    errors: "Fehler",
    toErrors: "Fehler zeigen",
  },
  outcome: {
    completed: (scanned, ms) => `${files(scanned)} gescannt${ms === null ? "" : ` in ${durationText(ms)}`}.`,
    nothingRead: "In diesem Verzeichnis war nichts lesbar.",
    nothingThere: "In diesem Verzeichnis sind keine Videos.",
    notRecursive: "Unterverzeichnisse waren nicht dabei.",
    added: kept,
    upToDate: "Nichts Neues gefunden. Die Bibliothek ist unverändert.",
    noneAdded: "Es wurden keine Videos hinzugefügt.",
    cancelled: (done) => `Abgebrochen nach ${filesDone(done)}.`,
    cancelledAtEnd: (scanned) =>
      `Das Abbrechen kam an, als ${scanned === 1 ? "die einzige Datei" : `alle ${files(scanned)}`} schon gescannt ${scanned === 1 ? "war" : "waren"}.`,
    cancelledBeforeStart: "Vor dem Beginn abgebrochen.",
    failed: (done) => `Der Scan ist nach ${filesDone(done)} fehlgeschlagen.`,
    timeout: (done) => `Zeitüberschreitung nach ${filesDone(done)}: der Scan kam nicht mehr voran.`,
    kept,
    missing: (count) =>
      count === 1 ? "1 Video fehlt: seine Datei ist weg." : `${countText(count)} Videos fehlen: ihre Dateien sind weg.`,
    excluded: (count) =>
      count === 1
        ? "1 Video wurde aus der Bibliothek entfernt, weil Scans es jetzt auslassen."
        : `${countText(count)} Videos wurden aus der Bibliothek entfernt, weil Scans sie jetzt auslassen.`,
    unreadable: (count, directories) => `${filesAndDirectories(count, directories)} nicht lesbar`,
    stillUnreadable: (count) => `${files(count)} immer noch nicht lesbar`,
    tooLate: "Der Scan endete, bevor das Abbrechen ankam.",
    resumeHint:
      "Ein fortgesetzter Scan überspringt Dateien, die schon in der Bibliothek sind und sich nicht geändert haben.",
    resumeFullHint:
      "Ein fortgesetzter Scan überspringt Dateien, die dieser Scan schon erneut gelesen hat. Alle anderen liest er.",
    resume: "Scan fortsetzen",
    resumeRefused: "Der Scan wurde nicht fortgesetzt",
    resumeNotBegun: "Der Server ist zurück, und der Scan wurde nicht fortgesetzt. Bitte erneut fortsetzen.",
    show: "Videos zeigen",
    showMissing: "Fehlende Videos zeigen",
    details: "Details dieses Scans",
    another: "Anderes Verzeichnis scannen",
    gone: "Dieser Server kennt den Scan nicht. Vielleicht ist die Adresse falsch, oder der Server verwendet jetzt andere Daten.",
    lastKnown: (done, added) =>
      `Zuletzt bekannt: ${filesDone(done)}, ${videos(added)} hinzugefügt. Die Bibliothek zeigt den jetzigen Stand.`,
    library: "Bibliothek zeigen",
  },
};
