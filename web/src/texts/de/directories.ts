import type { LanguageTexts } from "../language-texts.ts";
import { bytesText, countText, decimalText, durationText, timeText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, sentences, videos } from "./counted.ts";

const unread = (count: number) =>
  `${counted(count, "Datei oder Verzeichnis", "Dateien oder Verzeichnisse")} nicht lesbar`;

export const directories: LanguageTexts["directories"] = {
  title: "Verzeichnisse",
  list: "Verzeichnisse der Bibliothek",
  loading: "Verzeichnisse werden geladen…",
  notLoaded: "Die Verzeichnisse konnten nicht geladen werden",
  scanAll: "Alle scannen",
  scanAllHint: "Auf jedem Datenträger nacheinander",
  none: {
    title: "Die Bibliothek hat noch keine Verzeichnisse",
    text: "Der erste Scan eines Verzeichnisses nimmt es in die Bibliothek auf.",
    action: "Verzeichnis scannen",
  },
  add: {
    button: "Verzeichnis hinzufügen",
    title: "Verzeichnis hinzufügen",
    text: "Das Verzeichnis wird hinzugefügt, ohne es zu scannen. Vor dem ersten Scan lässt sich in seinen Einstellungen festlegen, was ausgelassen wird. Dateien bleiben unberührt.",
    close: "Dialog schließen",
    buttons: { submit: "Hinzufügen", cancel: "Abbrechen" },
    added: (name) => `${visibleText(name)} wurde hinzugefügt und noch nicht gescannt.`,
  },
  submitted: (begun, active) =>
    sentences(
      begun > 0 ? `${counted(begun, "Scan beginnt", "Scans beginnen")} der Reihe nach.` : "",
      active > 0
        ? `${counted(active, "Verzeichnis wird", "Verzeichnisse werden")} schon gescannt oder ${active === 1 ? "wartet" : "warten"} darauf.`
        : "",
    ),
  notStarted: (message) => `Nicht gestartet: ${message}`,
  elsewhere: (count) =>
    `${videos(count)} der Bibliothek ${count === 1 ? "liegt" : "liegen"} in keinem dieser Verzeichnisse.`,

  card: {
    videos,
    noVideos: "Keine Videos",
    size: bytesText,
    length: (seconds) => durationText(Math.round(seconds) * 1_000),
    videosLabel: (count, name) => `${videos(count)} in ${visibleText(name)}`,
    missing: (count) => `${countText(count)} ${count === 1 ? "fehlt" : "fehlen"}`,
    missingLabel: (count, name) => `${countText(count)} ${count === 1 ? "fehlt" : "fehlen"} in ${visibleText(name)}`,
    unread,
    unreadLabel: (count, name) => `${unread(count)} in ${visibleText(name)}`,
    neverScanned: "Nie gescannt",
    scanned: (time) => timeText(time),
    lastScan: "Letzter Scan",
    lastChangeScan: "Letzter Scan nach Änderungen",
    openChangeScan: (name) => `Öffnen: letzter Scan nach Änderungen in ${visibleText(name)}`,
    openScan: (name) => `Öffnen: letzter Scan von ${visibleText(name)}`,
    options: {
      flat: "Ohne Unterverzeichnisse",
      links: { yes: "Auch hinter Verknüpfungen", no: "Nicht hinter Verknüpfungen" },
      hidden: { yes: "Auch versteckte Dateien", no: "Keine versteckten Dateien" },
      exclude: "Mit Mustern zum Auslassen",
      rate: (files) =>
        files === 0 ? "Ohne Begrenzung" : `Höchstens ${decimalText(files)} ${files === 1 ? "Datei" : "Dateien"}/s`,
    },
    scan: "Scannen",
    scanLabel: (name) => `Scannen: ${visibleText(name)}`,
    resume: "Fortsetzen",
    resumeLabel: (name) => `Fortsetzen: Scan von ${visibleText(name)}`,
    settings: "Einstellungen",
    settingsLabel: (name) => `Einstellungen von ${visibleText(name)}`,
    forget: "Entfernen",
    forgetLabel: (name) => `Entfernen: ${visibleText(name)}`,
  },

  settings: {
    title: (name) => `Einstellungen von ${visibleText(name)}`,
    close: "Einstellungen schließen",
    name: "Name",
    nameNeeded: "Einen Namen eingeben.",
    recursive: "Mit Unterverzeichnissen",
    links: "Verknüpfungen zu Verzeichnissen folgen",
    hidden: "Auch versteckte Verzeichnisse und Dateien",
    choices: { default: "Wie der Server", yes: "Ja", no: "Nein" },
    rate: "Grenze, in Dateien pro Sekunde",
    rateHint: "Leer: Einstellung des Servers. 0: keine Grenze.",
    rateWrong: "Eine Zahl ab 0 eingeben oder leer lassen.",
    hint: "Ein laufender Scan behält die Einstellungen, mit denen er begonnen hat.",
    buttons: { submit: "Speichern", cancel: "Abbrechen" },
  },

  forget: {
    title: (name) => `${visibleText(name)} aus der Bibliothek entfernen?`,
    close: "Frage schließen",
    text: "Dateien bleiben unberührt. Der Name und die Einstellungen des Verzeichnisses gehen verloren. Ein Scan nimmt das Verzeichnis mit seinen Videos wieder auf.",
    withVideos: (count) =>
      count === 1
        ? "Auch sein Video aus der Bibliothek entfernen"
        : `Auch seine ${videos(count)} aus der Bibliothek entfernen`,
    confirm: "Entfernen",
    keep: "Behalten",
    pending: (name, count) =>
      count === 0
        ? `${visibleText(name)} wird gleich entfernt.`
        : `${visibleText(name)} und ${videos(count)} werden gleich entfernt.`,
    left: (seconds) => `${countText(seconds)} s`,
    undo: "Rückgängig",
    undoLabel: (name) => `Rückgängig: ${visibleText(name)} behalten`,
    sending: (name) => `${visibleText(name)} wird entfernt…`,
    failed: (message) => `Nicht entfernt: ${message}`,
  },
};
