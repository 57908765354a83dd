import type { ServerTexts } from "../../server-texts.ts";
import { visibleText } from "../../visible-text.tsx";
import { counted } from "../counted.ts";

type Sentences = ServerTexts["sentences"];

/** What errors of the system mean, by their codes, and what to do. */
const systemErrors: Readonly<Record<string, string>> = {
  EACCES: "Die Leserechte fehlen. Sie dem Benutzer von Gleaner geben.",
  EPERM: "Das System erlaubt es nicht. Dem Benutzer von Gleaner Leserechte geben.",
  ENOENT: "Dort ist nichts.",
  ENOTDIR: "Das ist kein Verzeichnis.",
  ELOOP: "Die Verknüpfungen führen im Kreis.",
  EIO: "Der Datenträger meldet einen Fehler. Ihn prüfen.",
  ESTALE: "Das Netzlaufwerk hat die Datei verloren. Es neu einhängen.",
  EHOSTDOWN: "Das Netzlaufwerk antwortet nicht. Seine Verbindung prüfen.",
  ETIMEDOUT: "Das Netzlaufwerk antwortet nicht. Seine Verbindung prüfen.",
  ENAMETOOLONG: "Der Pfad ist zu lang.",
  EMFILE: "Gleaner hat zu viele Dateien offen. Die Grenze anheben, etwa mit: ulimit -n 4096",
  ENFILE: "Auf diesem Rechner sind zu viele Dateien offen.",
  EBUSY: "Die Datei ist gerade in Gebrauch.",
  EROFS: "Der Datenträger kann nur gelesen werden.",
  EXDEV: "Die Datei liegt auf einem anderen Datenträger.",
  EISDIR: "Das ist ein Verzeichnis.",
  EINVAL: "Das System kann damit nichts anfangen.",
  ENODEV: "Das Gerät ist nicht da.",
  ENXIO: "Das Gerät ist nicht da.",
  ENOTCONN: "Das Laufwerk ist nicht verbunden.",
  ENETUNREACH: "Das Netz ist nicht erreichbar.",
  EHOSTUNREACH: "Das Netzlaufwerk ist nicht erreichbar.",
  ECONNRESET: "Die Verbindung wurde unterbrochen.",
  EUCLEAN: "Das Dateisystem ist beschädigt. Es prüfen.",
  ENOSPC: "Der Datenträger ist voll.",
  CLOSED: "Der Server wird beendet.",
  PATH_EXCHANGED: "Der Pfad führt jetzt durch eine Verknüpfung oder liegt außerhalb der erlaubten Verzeichnisse.",
  IGNORE_FILE_UNREADABLE: "Die Datei .gleanerignore darin ist nicht lesbar oder zu groß.",
};

/** @param text what the system says, in English, if its code is not known */
const systemError = ({ code, text }: { readonly code: string; readonly text: string }): string =>
  systemErrors[code] ?? `Das System meldet ${code}: „${visibleText(text)}“`;

const answers = "Ist das Laufwerk noch angeschlossen?";

export const germanOfPaths = {
  cannot_read: ({ path, why }) => `${visibleText(path)} ist nicht lesbar: ${why}`,
  cannot_read_any_more: ({ path, why }) =>
    `${visibleText(path)} ist nicht lesbar: ${why} Ist der Datenträger eingehängt?`,
  cannot_delete: ({ path, why }) => `${visibleText(path)} wurde nicht gelöscht: ${why}`,
  outside_roots: ({ path, roots }) =>
    `${visibleText(path)} liegt außerhalb der erlaubten Verzeichnisse. Eines wählen in: ${roots.map(visibleText).join(", ")}`,
  outside_roots_kept: ({ path }) =>
    `${visibleText(path)} liegt außerhalb der erlaubten Verzeichnisse und wird deshalb nicht gelöscht.`,
  nul_in_path: () => "Ein Pfad kann kein NUL-Zeichen enthalten.",
  longer_than_paths: ({ bytes }) => `Der Pfad ist länger als ${counted(bytes, "Byte", "Bytes")}.`,
  not_absolute: () => "Der Pfad ist nicht absolut. Einen angeben, der beim Wurzelverzeichnis beginnt.",
  not_directory: () => "Das ist kein Verzeichnis.",
  not_directory_to_choose: () =>
    "Das ist kein Verzeichnis. Bitte das Verzeichnis wählen, in dem es liegt. Um ein Video erneut zu lesen: es in der Bibliothek auswählen und „Erneut scannen“ wählen.",
  root_is_link: () =>
    "Seit dem Start von Gleaner ist daraus eine Verknüpfung geworden. Wenn das richtig ist, Gleaner neu starten.",
  not_there_mounted: () => "Dort ist nichts. Ist der Datenträger eingehängt?",
  links_cross_devices: () => "Die Verknüpfungen führen über zu viele Datenträger.",
  disk_not_answering: ({ seconds }) =>
    `Der Datenträger hat seit ${counted(seconds, "Sekunde", "Sekunden")} nicht geantwortet. ${answers}`,
  disk_still_silent: () => `Der Datenträger antwortet noch nicht auf eine frühere Anfrage. ${answers}`,
  outside: () => "Die Datei liegt außerhalb der erlaubten Verzeichnisse.",
  changed_since_scan: () => "Die Datei hat sich seit dem letzten Scan geändert. Zuerst ihr Verzeichnis erneut scannen.",
  is_now: ({ obstacle }) => `${obstacle} Zuerst ihr Verzeichnis erneut scannen.`,
  it_is: ({ obstacle }) => obstacle,
  too_large_for_subtitles: () => "Die Datei ist größer als 2 MB und enthält deshalb keine Untertitel.",
  no_subtitles_in_it: () => "Die Datei enthält keine Untertitel, die ein Browser zeigen kann.",
  browsers_cannot_show: ({ path }) =>
    `${visibleText(path)} kann nicht gezeigt werden: Browser zeigen nur Untertitel aus .srt- und .vtt-Dateien.`,
  system_error: systemError,
  system_error_of_choice: ({ code, text }) =>
    code === "EACCES" || code === "EPERM"
      ? systemError({ code, text }).replace(/\.$/, " oder ein anderes Verzeichnis wählen.")
      : systemError({ code, text }),
} satisfies Partial<Sentences>;
