import type { LanguageTexts } from "../language-texts.ts";
import { decimalText } from "../quantities.ts";
import { counted } from "./counted.ts";

const rate = (value: number): string =>
  value === 0 ? "keine Grenze" : `${counted(value, "Datei", "Dateien")} pro Sekunde`;
const processes = (value: number): string => counted(value, "Prozess", "Prozesse");
const days = (value: number): string => counted(value, "Tag", "Tage");

export const settings: LanguageTexts["settings"] = {
  title: "Einstellungen",
  loading: "Einstellungen werden geladen…",
  notLoaded: "Die Einstellungen konnten nicht geladen werden",
  intro: "Diese Einstellungen gelten für die ganze Bibliothek. Verzeichnisse und einzelne Scans können eigene haben.",
  save: "Speichern",
  saved: "Gespeichert.",
  notSaved: (message) => `Nicht gespeichert: ${message}`,
  leave: {
    title: "Ohne Speichern verlassen?",
    text: (labels) => `Geändert und nicht gespeichert: ${labels.join(", ")}.`,
    leave: "Ohne Speichern verlassen",
    stay: "Bleiben",
    close: "Schließen",
  },
  source: {
    default: "Dies ist die Vorgabe.",
    saved: "Auf dieser Seite oder mit gleaner settings gesetzt.",
    given: (by) => `Beim Start von Gleaner mit ${by} gesetzt. Dort ändern.`,
  },
  reset: (value) => `Zurück zur Vorgabe (${value})`,
  scans: "Scans",
  max_rate: {
    label: "Dateien pro Sekunde",
    hint: "So viel liest ein Scan höchstens, um den Datenträger zu schonen. 0: keine Grenze. Laufende Scans folgen sofort.",
    wrong: "Eine Zahl von 0 bis 1.000.000 eingeben.",
  },
  probers: {
    label: "Prozesse",
    hint: "So viele lesen höchstens gleichzeitig Videos. Leer: Gleaner findet die schnellste Zahl für jeden Datenträger. Laufende Scans folgen sofort.",
    wrong: "Eine ganze Zahl von 1 bis 256 eingeben oder leer lassen.",
    itself: "je Datenträger gewählt",
  },
  exclude: {
    label: "Auslassen",
    hint: "Ein Muster pro Zeile, wie in .gitignore: extras/ lässt alle Verzeichnisse dieses Namens aus, *-bonus.* alle solchen Dateien.",
    note: "Gilt ab dem nächsten Scan: ausgelassene Videos werden aus der Bibliothek entfernt. Dateien bleiben immer unberührt. Überwachte Verzeichnisse werden sofort gescannt.",
    none: "nichts",
  },
  exclude_samples: { label: "Samples und Trailer auslassen", yes: "ja", no: "nein" },
  history: "Verlauf",
  keep_history: {
    label: "Tage im Verlauf",
    hint: "So lange bleiben beendete Scans. Der letzte Scan jedes Verzeichnisses bleibt immer. Ältere werden innerhalb einer Stunde gelöscht.",
    wrong: "Eine Zahl von 1 bis 36.500 eingeben.",
  },
  values: { rate, processes, days },
  fixed: {
    title: "Beim Start von Gleaner gesetzt",
    text: "Diese Einstellungen kommen von Optionen und aus der Umgebung und gelten bis zum nächsten Start.",
    columns: { name: "Einstellung", value: "Wert", source: "Aus" },
    default: "Vorgabe",
    none: "nicht gesetzt",
    secret: "gesetzt, nicht gezeigt",
    yes: "ja",
    no: "nein",
    seconds: (value) => `${decimalText(value)} s`,
    names: {
      data: "Datenverzeichnis der Bibliothek",
      database_url: "Datenbank",
      database_direct_url: "Datenbank ohne PgBouncer",
      no_worker: "Überlässt Dateien den Workern",
      host: "Adresse",
      port: "Port",
      roots: "Verzeichnisse, die gescannt werden dürfen",
      token: "Token",
      allow_anyone: "Antwortet allen ohne Token",
      allowed_hosts: "Weitere Namen des Servers",
      base_path: "Basispfad",
      allow_delete: "Darf Dateien löschen",
      concurrent_scans: "Gleichzeitige Scans",
      prober: "Liest Videos mit",
      probe_timeout: "Längste Zeit für eine Datei",
      cancel_grace: "Wartezeit nach dem Abbrechen",
      stall_timeout: "Beendet einen Scan ohne Fortschritt nach",
      extensions: "Endungen von Videos",
      follow_links: "Folgt Verknüpfungen zu Verzeichnissen",
      include_hidden: "Auch versteckte Verzeichnisse",
      log: "Log",
    },
    inFile: "SQLite, im Datenverzeichnis der Bibliothek",
    allRoots: "alle",
  },
  versions: {
    title: "Versionen",
    gleaner: "Gleaner",
    node: "Node.js",
    prober: "Liest Videos mit",
    proberText: (prober) => prober.replace("(the default)", "(die Vorgabe)"),
  },
};
