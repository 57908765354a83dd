import { countText } from "../../quantities.ts";
import type { ServerTexts } from "../../server-texts.ts";
import { visibleText } from "../../visible-text.tsx";
import { counted } from "../counted.ts";

type Sentences = ServerTexts["sentences"];

const seconds = (value: number) => counted(value, "Sekunde", "Sekunden");
const schedule = "Dem Verzeichnis stattdessen einen Zeitplan geben.";

export const germanOfJobs = {
  no_progress: ({ seconds: since }) =>
    `Seit ${seconds(since)} gab es keinen Fortschritt. Antwortet der Datenträger noch?`,
  died_again: ({ times, inHand }) =>
    `Der ausführende Prozess brach ${countText(times)}-mal hintereinander ab, ohne etwas Neues zu speichern` +
    `${inHand === null ? "" : `, zuletzt bei ${visibleText(inHand)}`}. Alles vorher Gespeicherte bleibt erhalten.`,
  ended_early: () => "Der Vorgang endete zu früh, ohne dass es einen Grund dafür gab.",
  scanned_disk_lost: ({ path }) =>
    `Der Datenträger von ${visibleText(path)} verschwand während des Scans. Ihn einhängen und erneut scannen, dann wird der Rest gelesen.`,
  scanned_disk_silent: ({ path, mountPoint, calls }) =>
    `${visibleText(path)} ist nicht lesbar: Der Datenträger${mountPoint === null ? "" : ` (eingehängt unter ${visibleText(mountPoint)})`} antwortet nicht. ` +
    `${counted(calls, "Anfrage früherer Scans wartet", "Anfragen früherer Scans warten")} noch darauf. ` +
    "Das Laufwerk und seine Verbindung prüfen und erneut scannen.",
  not_allowed_to_scan: ({ why }) => why,
  no_roots_to_scan: ({ path }) =>
    `${visibleText(path)} darf nicht gescannt werden: Andere Rechner erreichen diesen Server, und GLEANER_ROOTS nennt kein ` +
    "Verzeichnis, das sie scannen dürfen.",
  no_root_any_more: ({ path }) => `${visibleText(path)} gehört nicht mehr zur Bibliothek.`,
  libav_not_loadable: ({ why }) =>
    `libav kann nicht geladen werden: ${why}. node-av installieren oder GLEANER_PROBER=ffprobe setzen.`,
  libav_not_started: ({ why, isRepeated }) =>
    `Ein Prozess für libav kann ${isRepeated ? "auch nach mehreren Versuchen " : ""}nicht gestartet werden: ${why}. GLEANER_PROBER=ffprobe versuchen.`,
  program_not_run: ({ program, why }) =>
    `${visibleText(program)} kann nicht gestartet werden: ${why}. FFmpeg installieren, das es mitbringt.`,
  no_prober: ({ why, next }) => `libav kann nicht geladen werden: ${why}. ${next}`,
  no_decoder: ({ why }) => `Videos können nicht geprüft werden: ${why}. node-av oder FFmpeg installieren.`,

  waiting_for_database: () => "Wartet auf die Datenbank, die nicht antwortet",
  waiting_for_worker: () => "Wartet auf einen Worker. Auf einem Rechner, der die Dateien hat, starten: gleaner worker",
  worker_leaves: ({ host, pid, directory, problem }) =>
    `Der Worker auf ${visibleText(host)} (Prozess ${pid}) überlässt ${visibleText(directory)} anderen (Meldung auf Englisch: ${problem})`,
  waiting_for_scan: () => "Wartet auf den Scan dieses Datenträgers",
  waiting_for_check: () => "Wartet auf eine andere Prüfung",

  watch_needs_linux: () => `Gleaner überwacht Verzeichnisse nur unter Linux. ${schedule}`,
  watch_without_events: ({ type }) =>
    `Das Dateisystem (${visibleText(type)}) meldet nicht alle Änderungen. ${schedule}`,
  watch_absent: () => "Das Verzeichnis ist nicht da. Sobald es zurück ist, wird es überwacht.",
  watch_unreadable: ({ why }) => `Das Verzeichnis ist nicht lesbar: ${why} Sobald es lesbar ist, wird es überwacht.`,
  watch_not_mounted: () =>
    "Das Verzeichnis ist leer, aber die Bibliothek hat Videos darin. Ist der Datenträger eingehängt? Sobald er zurück ist, wird es überwacht.",
  watch_closed_off: ({ count, path, why }) =>
    `${count === 1 ? `${visibleText(path)} darin kann nicht überwacht werden` : `${countText(count)} Verzeichnisse darin können nicht überwacht werden, zum Beispiel ${visibleText(path)}`}: ` +
    `${why} Änderungen dort werden bemerkt, sobald sie lesbar sind.`,
  watch_not_behind_links: ({ link }) =>
    `Was hinter Verknüpfungen wie ${visibleText(link)} liegt, wird nicht überwacht. Scans des ganzen Verzeichnisses finden Änderungen dort.`,
  watch_limit: ({ name, limit, more }) =>
    `Das System erlaubt keine weiteren Überwachungen (${name} ist ${countText(limit)}). Die Grenze als root anheben: ` +
    `sysctl fs.inotify.${name}=${more}. Bis dahin wird hier nichts überwacht.`,
  two_sentences: ({ first, second }) => `${first} ${second}`,
  capitalized: ({ text }) => text,

  webhook_answered: ({ status, isRedirect }) =>
    `Der Empfänger antwortete mit ${status}${isRedirect ? " (einer Weiterleitung, der nicht gefolgt wird)" : ""}.`,
  webhook_silent: ({ seconds: within }) => `Der Empfänger antwortete nicht innerhalb von ${seconds(within)}.`,
  webhook_refused: () => "Unter dieser Adresse nimmt niemand etwas an.",
  webhook_unknown_name: () => "Der Name dieser Adresse ist nicht bekannt.",
  webhook_no_answer: () => "Nicht erreichbar: Die Verbindung endete ohne Antwort.",
  webhook_not_reached: ({ why }) => `Nicht erreichbar (Meldung des Systems: ${why}).`,
} satisfies Partial<Sentences>;
