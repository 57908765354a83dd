import type { LanguageTexts } from "../language-texts.ts";
import { countText, durationText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, directoriesText, files, filesDone, filesPerSecond, videos } from "./counted.ts";
import { copyByHand, errorsOfScan, stillUnreadable } from "./errors-of-scan.ts";
import { jobNouns, jobs } from "./jobs.ts";
import { throughput } from "./throughput.ts";

export const scans: LanguageTexts["scans"] = {
  title: "Scans",
  running: "Laufend",
  runningAndWaiting: "Laufend und wartend",
  history: "Verlauf",
  retry: "Erneut versuchen",
  none: {
    text: "Noch kein Verzeichnis wurde gescannt.",
    action: "Verzeichnis scannen",
  },

  phase: {
    pending: "Wartet",
    paused: "Pausiert",
    running: "Läuft",
    cancelling: "Wird abgebrochen…",
    completed: "Abgeschlossen",
    nothingRead: "Nichts gelesen",
    cancelled: "Abgebrochen",
    failed: "Fehlgeschlagen",
    timeout: "Zeitüberschreitung",
  },

  progress: {
    label: (directory) => `Fortschritt des Scans von ${visibleText(directory)}`,
    waiting: "Wartet",
    soFar: (scanned) => `bisher ${files(scanned)}`,
    found: (found) => `${countText(found)} gefunden`,
    done: filesDone,
    rate: filesPerSecond,
    left: (milliseconds) => `noch ${durationText(Math.max(1_000, milliseconds))}`,
    errors: (count) => counted(count, "Fehler", "Fehler"),
  },

  open: (directory) => `Öffnen: Scan von ${visibleText(directory)}`,
  dismiss: (directory) => `Meldung ausblenden: Scan von ${visibleText(directory)}`,

  cancel: {
    button: "Abbrechen",
    label: (directory) => `Abbrechen: Scan von ${visibleText(directory)}`,
    cancelling: "Wird abgebrochen…",
    cancellingLabel: (directory) => `Wird abgebrochen… Scan von ${visibleText(directory)}`,
    hadEnded: {
      completed: (kind) => `${jobNouns[kind].the} war fertig, bevor das Abbrechen ankam.`,
      failed: (kind) =>
        `${jobNouns[kind].the} schlug fehl, bevor das Abbrechen ankam. Alle Ergebnisse bleiben erhalten.`,
      timeout: (kind) =>
        `${jobNouns[kind].the} endete mit Zeitüberschreitung, bevor das Abbrechen ankam. Alle Ergebnisse bleiben erhalten.`,
      cancelled: (kind) => `${jobNouns[kind].the} war schon abgebrochen. Alle Ergebnisse bleiben erhalten.`,
      unknown: (kind) => `${jobNouns[kind].the} endete, bevor das Abbrechen ankam.`,
    },
    notKnown: (kind) => `Dieser Server kennt ${jobNouns[kind].this} nicht mehr. Es gibt nichts abzubrechen.`,
    refused: (message) => `Nicht abgebrochen: ${message} Bitte erneut versuchen.`,
    notNow: (message) => `${message} Das Abbrechen wird erneut gesendet, bis der Server es annimmt.`,
    unanswered: "Server nicht erreichbar. Das Abbrechen wird gesendet, sobald der Server antwortet.",
  },

  workers: {
    title: "Worker",
    process: (pid) => `Prozess ${pid}`,
    thisServer: "dieser Server",
    states: {
      working: "Liest Dateien von",
      idle: "Wartet auf Dateien",
      paused: "Überlässt Dateien kurz den anderen",
      silent: "Antwortet nicht",
    },
    counted: {
      working: (count) => `${countText(count)} ${count === 1 ? "liest" : "lesen"} Dateien`,
      idle: (count) => `${countText(count)} ${count === 1 ? "wartet" : "warten"}`,
      paused: (count) => `${countText(count)} pausiert`,
      silent: (count) => `${countText(count)} ${count === 1 ? "antwortet" : "antworten"} nicht`,
    },
    aScan: "einem Scan",
    since: (duration) => `seit ${duration}`,
    silentHint: "Andere Worker lesen seine Dateien. Er bleibt eine Stunde in der Liste.",
    problem: "Überlässt Dateien anderen Workern (Meldung auf Englisch):",
    leaves: "Überlässt kurz anderen:",
    only: "Nur Dateien in",
    pathMap: "Hat",
    mapped: (entry) => entry.replace("=", " als "),
    showAll: (count) => `Alle ${countText(count)} Worker zeigen`,
  },

  cancelAll: {
    button: "Alle abbrechen",
    cancelling: "Wird abgebrochen…",
    nothing: (kinds) => `Es gab nichts abzubrechen: alle ${jobs.plural(kinds, "Vorgänge")} waren schon beendet.`,
    accepted: (kinds) => `${jobs.counted(kinds)} abgebrochen. Alle Ergebnisse bleiben erhalten.`,
    refused: (kinds, message) => `Nicht alle ${jobs.plural(kinds, "Vorgänge")} wurden abgebrochen: ${message}`,
    notNow: (message) => `${message} Das Abbrechen wird erneut gesendet, bis der Server es annimmt.`,
    unanswered: "Server nicht erreichbar. Das Abbrechen wird gesendet, sobald der Server antwortet.",
    dismiss: "Ausblenden",
  },

  diskWarning: {
    title: "Ist der Datenträger eingehängt?",
    hint: "Ist der Datenträger nicht eingehängt: einhängen und „Erneut nachsehen“ wählen. Sind die Videos weg: „Die Videos sind weg“ wählen. Sie gelten dann als fehlend.",
    hintOfChosen:
      "Ist der Datenträger nicht eingehängt: einhängen und „Erneut nachsehen“ wählen. Sind die Videos weg: ihr Verzeichnis scannen.",
    after: ":",
    again: "Erneut nachsehen",
    empty: "Die Videos sind weg",
    failed: (message) => `Nicht gestartet: ${message}`,
  },

  retryErrors: {
    button: "Erneut versuchen",
    failed: (message) => `Nicht gestartet: ${message}`,
  },

  resume: {
    resume: "Fortsetzen",
    again: "Erneut scannen",
    resumeLabel: (directory) => `Fortsetzen: Scan von ${visibleText(directory)}`,
    againLabel: (directory) => `Erneut scannen: ${visibleText(directory)}`,
    failed: (message) => `Nicht gestartet: ${message}`,
    continued: (kind) => `Von ${jobNouns[kind].aLater} fortgesetzt`,
    continuedShort: "Fortgesetzt",
    continuedLabel: (directory) => `Fortgesetzt von einem späteren Scan von ${visibleText(directory)}`,
  },

  filters: {
    label: "Ergebnis",
    status: {
      all: "Alle",
      completed: "Abgeschlossen",
      cancelled: "Abgebrochen",
      failed: "Fehlgeschlagen",
      timeout: "Zeitüberschreitung",
    },
    directory: "Nach Verzeichnis filtern",
    clear: "Filter aufheben",
    clearDirectory: "Diesen Filter aufheben",
  },

  columns: {
    when: "Beginn",
    directory: "Verzeichnis",
    ended: "Ergebnis",
    new: "Neu",
    updated: "Geändert",
    moved: "Verschoben",
    skipped: "Unverändert",
    unreadable: "Weiter nicht lesbar",
    missing: "Fehlend",
    excluded: "Entfernt",
    error_count: "Fehler",
    took: "Dauer",
    action: "Aktionen",
  },
  triggers: { hand: "Von Hand", schedule: "Nach Zeitplan", watch: "Nach Änderungen" },
  why: {
    schedule: "Gestartet vom Zeitplan des Verzeichnisses.",
    watch: (directories) =>
      directories === null
        ? "Gestartet, weil das Verzeichnis überwacht wird und sich alles darin geändert haben kann."
        : `Gestartet nach einer Änderung im Verzeichnis, um nur ${directoriesText(directories)} zu scannen.`,
    full: "Gestartet, um alle Dateien erneut zu lesen.",
    chosen: (count) => `Gestartet, um ${counted(count, "ausgewähltes Video", "ausgewählte Videos")} erneut zu lesen.`,
  },
  rare: {
    moved: (count) => `${countText(count)} verschoben`,
    unreadable: (count) => `${countText(count)} weiter nicht lesbar`,
    excluded: (count) => `${countText(count)} entfernt`,
  },
  folded: {
    scans: (count, { mayHaveMore }) =>
      `${mayHaveMore ? "Mindestens " : ""}${counted(count, "Scan", "Scans")} nach Änderungen, zusammengezählt`,
    addedUp:
      "Die Zahlen dieser Scans sind zusammengezählt. Ein Video, das entfernt wurde und wiederkam, zählt jedes Mal.",
  },
  list: {
    loading: "Verlauf wird geladen…",
    failed: "Der Verlauf konnte nicht geladen werden.",
    more: "Mehr zeigen",
    moreFailed: "Weitere Scans konnten nicht geladen werden.",
    notYet: "Beendete Scans stehen hier.",
    noMatch: "Kein beendeter Scan passt.",
    notStarted: "–",
  },

  scan: {
    pageTitle: (directory) => `Scan von ${visibleText(directory)}`,
    back: "Alle Scans",
    loading: "Scan wird geladen…",
    failed: "Der Scan konnte nicht geladen werden.",
    notKnown: {
      title: "Scan nicht gefunden",
      text: "Dieser Server kennt den Scan nicht. Vielleicht ist die Adresse falsch, oder der Server verwendet jetzt andere Daten.",
    },
    summary: {
      paused: (done) => `Pausiert bei ${filesDone(done)}. Der Scan geht weiter, wenn er an der Reihe ist.`,
      cancelling: "Die bisherigen Ergebnisse bleiben erhalten.",
      completed: (scanned, errors) => {
        if (scanned === 0) return "Es gab keine Dateien zu scannen.";
        const all = scanned === 1 ? "Die einzige Datei wurde" : `Alle ${files(scanned)} wurden`;
        return errors > 0 ? `${all} gescannt, mit ${counted(errors, "Fehler", "Fehlern")}.` : `${all} gescannt.`;
      },
      cancelled: (done) => `Abgebrochen nach ${filesDone(done)}. Alle Ergebnisse bleiben erhalten.`,
      cancelledAtEnd: (scanned) =>
        `Abgebrochen, als ${scanned === 1 ? "die einzige Datei" : `alle ${files(scanned)}`} schon gescannt ${scanned === 1 ? "war" : "waren"}. Alle Ergebnisse bleiben erhalten.`,
      cancelledUnbegun: "Vor dem Beginn abgebrochen.",
      failed: (scanned) => `Fehlgeschlagen nach ${files(scanned)}. Alle Ergebnisse bleiben erhalten.`,
      timeout: (scanned) =>
        `Zeitüberschreitung nach ${files(scanned)}: der Scan kam nicht mehr voran. Alle Ergebnisse bleiben erhalten.`,
    },
    errorTitle: {
      failed: "Warum er fehlschlug",
      timeout: "Warum die Zeit überschritten wurde",
      cancelled: "Beim Abbrechen fehlgeschlagen",
    },
    current: "In Arbeit",
    counts: "Ergebnisse",
    toErrors: "Fehler zeigen",
    toUnreadable: "Dateien zeigen, die weiter nicht lesbar sind",
    toMissing: "Fehlende Videos zeigen",
    excluded: "Videos, die aus der Bibliothek entfernt wurden, weil Scans sie jetzt auslassen",
    facts: "Über diesen Scan",
    submitted: "Beauftragt",
    started: "Beginn",
    ended: "Ende",
    took: "Dauer",
    soFar: "Bisher",
    notYet: "Noch nicht",
    never: "Nie",
    begun: "Anlass",
    begunIn: (begun, directories) => `${begun} in ${counted(directories, "Verzeichnis", "Verzeichnissen")}`,
    begunFor: (begun, count) => `${begun}, ${counted(count, "ausgewähltes Video", "ausgewählte Videos")}`,
    subdirectories: "Unterverzeichnisse",
    included: "Dabei",
    notIncluded: "Nicht dabei",
    resumes: "Fortsetzung von",
    repeats: "Wiederholung von",
    resumesScan: (when) => `Scan vom ${when}`,
    resumesUnknown: "Ein früherer Scan dieses Verzeichnisses",
    attempts: "Unterbrochen",
    attemptsText: (count) =>
      `Der Server endete ${count === 1 ? "einmal" : count === 2 ? "zweimal" : `${countText(count)}-mal`} unerwartet, bevor der Scan etwas Neues gespeichert hatte.`,
    cancelRequested: "Abbrechen verlangt",
    cancelReason: "Grund",
    videos: (count) => `${videos(count)} zeigen`,
  },

  throughput,
  errors: errorsOfScan,
  stillUnreadable,
  copyByHand,
};
