import type { KindOfFile, LibavMeaning } from "../../../../../src/sentences/english-of-files.ts";
import { countText, decimalText } from "../../quantities.ts";
import type { ServerTexts } from "../../server-texts.ts";
import { visibleText } from "../../visible-text.tsx";
import { counted, files } from "../counted.ts";

type Sentences = ServerTexts["sentences"];

const kinds: Readonly<Record<KindOfFile, string>> = {
  fifo: "eine FIFO",
  directory: "ein Verzeichnis",
  socket: "ein Socket",
  device: "ein Gerät",
  socket_or_device: "ein Socket oder ein Gerät",
  other: "etwas Besonderes",
};

const meanings: Readonly<Record<LibavMeaning, string>> = {
  ends_early:
    "Sie ist unvollständig oder beschädigt, etwa nach einem abgebrochenen Download oder einer abgebrochenen Kopie",
  unknown: "Sie ist beschädigt, oder ihr Inhalt ist kein Video",
  damaged: "Sie ist beschädigt",
};

/** In the words of another program. */
const quote = (text: string) => `„${visibleText(text)}“`;
const seconds = (value: number) => `${decimalText(value)} s`;
const disk = (mountPoint: string | null) =>
  mountPoint === null ? "Der Datenträger" : `Der Datenträger (eingehängt unter ${visibleText(mountPoint)})`;
const notMissing = "Sie wurden nicht als fehlend markiert.";
const compareAgain = "Ihr Verzeichnis scannen und die Dateien erneut vergleichen.";

export const germanOfFiles = {
  vanished: () => "Die Datei ist nicht mehr da.",
  permission_denied: () => "Die Leserechte fehlen.",
  empty_file: () => "Die Datei ist leer.",
  text_file: () => "Die Datei enthält Text, etwa eine gespeicherte Webseite oder TypeScript, und kein Video.",
  not_regular_file: ({ kind }) => `Das ist ${kinds[kind]} und keine gewöhnliche Datei.`,
  link_outside: () => "Eine Verknüpfung führt aus den erlaubten Verzeichnissen hinaus.",
  cannot_be_read: ({ why }) => `Nicht lesbar: ${why}`,
  cannot_be_read_as_video: ({ why }) => `Als Video nicht lesbar: ${why}`,
  took_too_long: ({ seconds: limit }) => `Das Lesen dauerte länger als ${seconds(limit)} und wurde aufgegeben.`,
  disk_silent_for: ({ seconds: since }) =>
    `Der Datenträger hat seit ${seconds(since)} nicht geantwortet. Den Datenträger prüfen.`,
  out_of_memory: ({ megabytes }) =>
    `Das Lesen braucht mehr als ${countText(megabytes)} MB Arbeitsspeicher und wurde aufgegeben.`,
  memory_refused: () =>
    "Die Datei braucht mehr Arbeitsspeicher, als Gleaner einer Datei gibt. Das tun beschädigte Dateien.",
  reader_crashed: ({ how }) => `Der Prozess, der die Datei liest, stürzt dabei ab (${visibleText(how)}).`,
  reader_killed: ({ how, isPerhapsMemory }) =>
    `Der Prozess, der die Datei las, wurde beendet (${visibleText(how)}${isPerhapsMemory ? ", vielleicht aus Mangel an Arbeitsspeicher" : ""}).`,
  every_reader_died: () => "Jeder Prozess, der die Datei las, brach ab.",
  damaged_or_disk_fails: ({ libav }) =>
    `Sie ist unvollständig oder beschädigt, oder der Datenträger hat einen Fehler (libav: ${quote(libav)}).`,
  other_container: () => "Gleaner liest diesen Container nicht.",
  libav_says: ({ meaning, libav }) =>
    `${meanings[meaning]} (${libav === null ? "libav nennt keinen Grund" : `libav: ${quote(libav)}`}).`,
  no_video_stream: () => "Die Datei hat keine Videospur.",
  picture_size_unknown: () => "Die Datei ist unvollständig oder beschädigt: Die Größe ihres Bilds ist unbekannt.",
  description_without_end: () => "Ihre Beschreibung nimmt kein Ende.",
  ffprobe_not_sensible: () => "Die Antwort von ffprobe ist nicht zu verstehen.",
  name_not_utf8: () => "Der Name ist kein gültiges UTF-8. Umbenennen, damit die Datei gescannt wird.",
  path_too_long: ({ bytes, longest }) =>
    `Der Pfad hat ${counted(bytes, "Byte", "Bytes")}, und eine Bibliothek in Postgres fasst Pfade bis ${countText(longest)}. ` +
    "Die Namen der Verzeichnisse kürzen. Hier ist der Pfad abgeschnitten.",
  dangling_link: () => "Die Verknüpfung führt zu einer Datei, die nicht da ist.",
  link_to_file_outside: () => "Die Verknüpfung führt zu einer Datei außerhalb der erlaubten Verzeichnisse.",
  link_to_directory_outside: () => "Die Verknüpfung führt zu einem Verzeichnis außerhalb der erlaubten Verzeichnisse.",
  link_to_above: () => "Die Verknüpfung führt zu einem Verzeichnis über ihr. Ihr wird nicht gefolgt.",
  link_not_followed: ({ why }) => `Der Verknüpfung kann nicht gefolgt werden: ${why}`,

  reached_again: () => "Eine Verknüpfung darin führt wieder zu diesem Verzeichnis.",
  directory_exchanged: () => "Das Verzeichnis ist nicht mehr da, oder der Pfad führt jetzt durch Verknüpfungen.",
  nomedia_in: ({ path }) => `die Datei .nomedia in ${visibleText(path)}`,
  empty_ignore_in: ({ path }) => `die leere Datei .ignore in ${visibleText(path)}`,
  a_pattern: () => "ein Muster",
  left_out_by: ({ rules }) => `Das Verzeichnis wurde nicht gescannt: ${rules} lässt es aus.`,
  root_empty: () =>
    `Das Verzeichnis ist leer, aber die Bibliothek hat Videos darin. Ist der Datenträger eingehängt? ${notMissing}`,
  on_other_disk: ({ names, more }) => {
    const named = names.map(visibleText).join(", ");
    const others = more > 0 ? ` und ${counted(more, "weiteren Verzeichnis", "weiteren Verzeichnissen")}` : "";
    const where = names.length === 0 ? "Die Videos darin" : `Die Videos in ${named}${others}`;
    return `${where} liegen auf einem anderen Datenträger, der nicht eingehängt zu sein scheint. ${notMissing}`;
  },
  disk_went_away: ({ failed }) =>
    `Der Datenträger verschwand während des Scans. ${failed === 0 ? "" : `${files(failed)} darauf ${failed === 1 ? "war" : "waren"} nicht lesbar. `}` +
    "Ihn einhängen und erneut scannen.",
  disk_stopped_answering: ({ mountPoint }) =>
    `${disk(mountPoint)} antwortet während des Scans nicht mehr. Der Scan wartet darauf und liest solange andere. ` +
    "Das Laufwerk und seine Verbindung prüfen.",
  disk_stopped_answering_at_end: ({ mountPoint }) =>
    `${disk(mountPoint)} antwortete während des Scans nicht mehr. Das Laufwerk prüfen und erneut scannen.`,

  check_disk_silent: () => "Nicht lesbar: Der Datenträger antwortet nicht. Den Datenträger prüfen.",
  check_error_of_disk: ({ why }) => `Nicht lesbar: ${why} Den Datenträger prüfen.`,
  vanished_or_unplugged: () => "Die Datei ist nicht mehr da, oder ihr Datenträger ist nicht angeschlossen.",
  changed_since_last_scan: () => "Die Datei hat sich seit dem letzten Scan geändert. Zuerst ihr Verzeichnis scannen.",
  changed_since_scanned: () => "Die Datei hat sich seit dem letzten Scan geändert. Ihr Verzeichnis erneut scannen.",
  not_read_on: ({ seconds: since }) =>
    `Seit ${seconds(since)} ließ sich nicht weiterlesen, deshalb wurde die Datei aufgegeben. Den Datenträger prüfen.`,

  no_safe_deletion: () => "Dieses System kann keine Datei löschen, ohne ausgetauschten Verknüpfungen zu folgen.",
  no_regular_file_to_delete: () => "Das ist keine gewöhnliche Datei.",
  changed_since_read: () => "Die Datei hat sich geändert, seit sie gelesen wurde. Erneut versuchen.",
  kept_changed_since_read: () => "Die Datei, die bleibt, hat sich geändert, seit sie gelesen wurde. Erneut versuchen.",
  too_late: () => "Das wäre zu spät gekommen. Erneut versuchen.",
  is_link: () => "Das ist eine Verknüpfung. Sie zu löschen, gewinnt nichts.",
  changed_since_compared: () => `Die Datei hat sich seit dem Vergleich geändert. Zuerst: ${compareAgain}`,
  no_copy_stays: () => "Keine Kopie davon bliebe.",
  bytes_differ: ({ path }) =>
    `Der Inhalt ist ein anderer als in der Datei, die bleibt, ${visibleText(path)}. Zuerst die Dateien erneut vergleichen.`,
  changed_while_read: () => "Die Datei hat sich geändert, während sie gelesen wurde. Erneut versuchen.",
  to_delete_not_there: () => "Dort ist nichts. Ist der Datenträger eingehängt? Das Verzeichnis scannen.",
  named_obstacle: ({ name, obstacle }) => `${visibleText(name)}: ${obstacle}`,
  changed_while_opened: () => "Die Datei hat sich geändert, während sie geöffnet wurde. Erneut versuchen.",
  kept_file: ({ path, what }) => `Zur Datei, die bleibt, ${visibleText(path)}: ${what}`,
  kept_is_link: () => "Das ist eine Verknüpfung und keine Kopie.",
  kept_is_same: () => "Das ist dieselbe Datei. Sie zu löschen, gewinnt nichts.",
  kept_changed: () => `Die Datei hat sich seit dem Vergleich geändert. Zuerst: ${compareAgain}`,
  kept_may_be_same: () =>
    "Das ist vielleicht dieselbe Datei, an zwei Orten gesehen: Beide haben auf die Nanosekunde gleiche Zeiten. Wenn es zwei " +
    "Dateien sind, die Zeit der einen ändern (touch), sie scannen und die Dateien erneut vergleichen.",
  kept_outside: () => "Sie liegt außerhalb der erlaubten Verzeichnisse.",
  changed_while_read_too: () => "Die Datei hat sich geändert, während sie gelesen wurde. Erneut versuchen.",
  kept_not_found: ({ why }) => `Sie ist nicht zu finden: ${why}`,

  verbatim: ({ text }) => quote(text),
} satisfies Partial<Sentences>;
