import { countText, timeText } from "../../quantities.ts";
import type { ServerTexts } from "../../server-texts.ts";
import { visibleText } from "../../visible-text.tsx";
import { counted } from "../counted.ts";

type Sentences = ServerTexts["sentences"];

const ends = {
  completed: "war schon fertig",
  failed: "war schon gescheitert",
  timeout: "hatte schon zu lange keinen Fortschritt und war beendet",
  cancelled: "war schon abgebrochen",
} as const;

const load = "Die Seite neu laden.";

export const germanOfCalls = {
  no_job: () => "Diesen Vorgang gibt es nicht mehr.",
  no_video: () => "Dieses Video gibt es nicht mehr.",
  no_root: () => `Dieses Verzeichnis gehört nicht mehr zur Bibliothek. ${load}`,
  no_saved_filter: () => `Diesen gespeicherten Filter gibt es nicht mehr. ${load}`,
  no_group: () => `Diese Gruppe gibt es nicht mehr. ${load}`,
  no_subtitles: () => `Diese Datei mit Untertiteln hat das Video nicht mehr. ${load}`,
  job_ended: ({ status, at }) => `Der Vorgang ${ends[status]} (${timeText(at)}). Es gibt nichts mehr abzubrechen.`,
  job_active: () =>
    "Der Vorgang ist noch nicht beendet. Ihn abbrechen oder sein Ende abwarten, bevor er fortgesetzt wird.",
  same_root: ({ path, name }) =>
    `${visibleText(path)} gehört schon zur Bibliothek, unter dem Namen ${visibleText(name)}.`,
  inside_root: ({ path, other }) =>
    `${visibleText(path)} liegt in ${visibleText(other)}, einem Verzeichnis der Bibliothek. Dessen Scans schließen es ein.`,
  around_root: ({ path, other }) =>
    `${visibleText(path)} enthält ${visibleText(other)}, ein Verzeichnis der Bibliothek. Zuerst dieses entfernen.`,
  scan_active: ({ path, isRunning, job }) =>
    `${visibleText(path)} ${isRunning ? "wird gescannt" : "wartet auf einen Scan"}. Zuerst diesen Scan abbrechen: ${job}. Nichts hat sich geändert.`,
  being_forgotten: ({ path, job }) =>
    `Die Videos in ${visibleText(path)} werden gerade aus der Bibliothek entfernt. Das Ende dieses Vorgangs abwarten, dann scannen: ${job}.`,
  name_taken: ({ name }) =>
    `Ein anderer gespeicherter Filter heißt schon „${visibleText(name)}“. Einen anderen Namen wählen.`,
  too_many_filters: ({ most }) => `Es gibt schon ${countText(most)} gespeicherte Filter. Zuerst einen entfernen.`,
  setting_given: ({ by }) =>
    `Die Einstellung wurde beim Start des Servers mit ${visibleText(by)} gesetzt. Dort ändern.`,
  too_many_attempts: ({ seconds }) =>
    `Von dieser Adresse kamen zu viele falsche Token. In ${counted(seconds, "Sekunde", "Sekunden")} erneut versuchen.`,
  wrong_token: () => "Das ist nicht das Token dieses Servers. Das GLEANER_TOKEN eingeben, mit dem er gestartet wurde.",
  session_over: () =>
    "Diese Sitzung ist zu Ende: Der Server hat jetzt ein anderes Token. Mit seinem GLEANER_TOKEN neu anmelden.",
  no_desktop: () => "Der Server läuft auf keinem Desktop und zeigt deshalb keinen Ordner.",
  other_machine: () => "Ein Ordner wird nur am Rechner des Servers gezeigt.",
  no_file_manager: ({ path, why }) => `Keine Dateiverwaltung kann ${visibleText(path)} zeigen: ${why}`,
  other_host: ({ from, host, name }) =>
    `Die Seite dieser Anfrage ist unter ${visibleText(from)}, aber die Anfrage nennt den Server ${visibleText(host)}. ` +
    "Ein Reverse-Proxy dazwischen muss den Namen weitergeben (nginx: „proxy_set_header Host $http_host;“), " +
    `oder ${visibleText(name)} gehört in GLEANER_ALLOWED_HOSTS. Andere Seiten dürfen hier nichts ändern.`,
  other_site: () => "Die Anfrage kommt von der Seite eines anderen Servers, die hier nichts ändern darf.",

  not_in_group: () => "Ein Video gehört nicht mehr zu dieser Gruppe, oder seine Datei fehlt. Die Gruppe neu laden.",
  not_compared: ({ path }) => `${visibleText(path)} wurde nicht verglichen. Zuerst die Dateien der Gruppe vergleichen.`,
  nothing_equal_stays: ({ path }) =>
    `Keine Datei, die bleibt, gleicht ${visibleText(path)}. Deshalb wird die Datei nicht gelöscht.`,
  links_of_one_file: ({ path, other }) =>
    `${visibleText(path)} und ${visibleText(other)} sind Hardlinks einer Datei. Einen zu löschen, gewinnt nichts.`,

  wrong_schedule: ({ problem }) => problem,
  unknown_time_zone: ({ name }) =>
    `Dieser Rechner kennt keine Zeitzone „${visibleText(name)}“. Eine Zeitzone heißt zum Beispiel Europe/Berlin oder UTC.`,
  cron_fields: ({ cron, fields }) =>
    `„${visibleText(cron)}“ hat ${counted(fields, "Feld", "Felder")}. Ein Zeitplan hat fünf: Minute, Stunde, Tag des Monats, ` +
    "Monat und Wochentag. Zum Beispiel bedeutet 0 3 * * *: jeden Tag um 03:00.",
  cron_without_turn: ({ cron }) => `„${visibleText(cron)}“ kommt in keinem Jahr vor.`,
  cron_wrong: ({ cron, why }) => `„${visibleText(cron)}“ ist kein Zeitplan (Meldung auf Englisch: ${why}).`,
  wrong_values: ({ mistakes }) => mistakes.join(" "),
  wrong_value: ({ field, problem }) => `Angabe „${visibleText(field)}“: ${problem}`,
  value_wrong: () => "Das ist hier nicht erlaubt.",
  value_too_long: ({ most }) => `Erlaubt sind höchstens ${countText(most)} Zeichen.`,
  value_too_many: ({ most }) => `Erlaubt sind höchstens ${countText(most)} Einträge.`,
  value_too_large: ({ most }) => `Erlaubt ist höchstens ${countText(most)}.`,
  value_too_small: ({ least }) => `Erlaubt ist mindestens ${countText(least)}.`,
  pattern_with_break: () => "Das Muster enthält einen Zeilenumbruch oder ein NUL-Zeichen.",
  pattern_empty: () => "Das Muster ist leer.",
  pattern_is_comment: () => "Das ist ein Kommentar. Für einen Namen, der mit # beginnt, \\# schreiben.",
  pattern_names_nothing: () => "Das Muster trifft nichts.",
  wrong_secret: () => "Ein Geheimnis besteht aus whsec_ und 24 bis 64 Bytes in Base64.",
  wrong_address: () => "Eine Adresse beginnt mit http:// oder https:// und enthält weder Benutzer noch Passwort.",
} satisfies Partial<Sentences>;
