import type { ServerTexts } from "../../server-texts.ts";

export const codes: ServerTexts["codes"] = {
  BAD_REQUEST: "Der Server versteht die Anfrage nicht. Die Seite neu laden.",
  INVALID_PATH: "Der Pfad ist kein Verzeichnis, das gelesen werden kann.",
  UNAUTHORIZED: "Dieser Server ist geschützt. Mit seinem GLEANER_TOKEN anmelden.",
  PATH_NOT_ALLOWED: "Der Pfad liegt außerhalb der erlaubten Verzeichnisse.",
  SCAN_ROOTS_REQUIRED:
    "Andere Rechner erreichen diesen Server. GLEANER_ROOTS auf die Verzeichnisse setzen, die gescannt werden dürfen.",
  DELETE_DISABLED: "Dieser Server löscht keine Dateien. Mit GLEANER_ALLOW_DELETE=1 gestartet, darf er es.",
  NO_DESKTOP: "Der Server zeigt Ordner nur an seinem eigenen Rechner, auf einem Desktop.",
  HOST_NOT_ALLOWED:
    "Der Server antwortet nicht unter diesem Namen. Seine Adresse benutzen oder den Namen in GLEANER_ALLOWED_HOSTS aufnehmen.",
  ORIGIN_NOT_ALLOWED: "Die Anfrage kommt von der Seite eines anderen Servers, die hier nichts ändern darf.",
  NOT_FOUND: "Das gibt es nicht, oder nicht mehr. Die Seite neu laden.",
  PATH_NOT_FOUND: "Unter diesem Pfad ist nichts.",
  JOB_WAIT_TIMEOUT: "Der Vorgang ist noch nicht beendet. Weiter warten.",
  REQUEST_TIMEOUT: "Die Anfrage kam nicht rechtzeitig vollständig an. Erneut versuchen.",
  ALREADY_TERMINAL: "Der Vorgang war schon beendet. Es gibt nichts abzubrechen.",
  STILL_ACTIVE: "Der Vorgang ist noch nicht beendet. Vorher abbrechen oder das Ende abwarten.",
  ROOT_OVERLAPS: "Das Verzeichnis liegt in einem anderen der Bibliothek oder um ein anderes herum.",
  SCAN_ACTIVE: "Das Verzeichnis wird gescannt oder wartet darauf. Nichts hat sich geändert.",
  FORGET_ACTIVE:
    "Die Videos des Verzeichnisses werden gerade aus der Bibliothek entfernt. Das Ende abwarten, dann scannen.",
  NO_WEBHOOK: "Es ist kein Webhook gesetzt. Zuerst seine Adresse eintragen.",
  NAME_TAKEN: "Diesen Namen gibt es schon. Einen anderen wählen.",
  TOO_MANY_FILTERS: "Es gibt schon so viele gespeicherte Filter, wie es geben darf. Zuerst einen entfernen.",
  SETTING_GIVEN: "Die Einstellung wurde beim Start des Servers gesetzt. Dort ändern.",
  DELETE_ACTIVE: "Eine andere Anfrage löscht gerade Dateien dieser Gruppe. Kurz warten und die Gruppe neu laden.",
  NOT_CONFIRMED: "Es ist nicht sicher, dass die Datei einer gleicht, die bleibt. Nichts wurde gelöscht.",
  DELETE_FAILED: "Die Datei konnte nicht gelöscht werden.",
  FILE_CHANGED: "Die Datei hat sich seit dem letzten Scan geändert. Zuerst ihr Verzeichnis erneut scannen.",
  FILE_UNREADABLE: "Die Datei ist nicht lesbar.",
  SHOW_FAILED: "Die Dateiverwaltung konnte nicht geöffnet werden.",
  PRECONDITION_FAILED: "Die Datei hat sich inzwischen geändert. Die Seite neu laden.",
  PAYLOAD_TOO_LARGE: "Die Anfrage ist zu groß. Erlaubt sind höchstens 64 kB.",
  UNSUPPORTED_MEDIA_TYPE: "Der Server erwartet die Anfrage als JSON. Die Seite neu laden.",
  RANGE_NOT_SATISFIABLE: "Der gewünschte Teil liegt hinter dem Ende der Datei. Die Seite neu laden.",
  VALIDATION_ERROR: "Eine Angabe ist unbekannt oder nicht erlaubt. Die Eingaben prüfen.",
  HTTP_TOO_OLD:
    "Die Anfrage kam über HTTP/1.0, womit eine abgebrochene Datei vollständig aussähe. Hinter nginx „proxy_http_version 1.1;“ setzen.",
  TOO_MANY_ATTEMPTS: "Von dieser Adresse kamen zu viele falsche Token. Etwas später erneut versuchen.",
  INTERNAL_ERROR:
    "Auf dem Server ist ein Fehler aufgetreten. Sein Log enthält die Einzelheiten. Erneut versuchen, und den Fehler melden, wenn er bleibt.",
  DISK_SILENT: "Der Datenträger der Datei antwortet nicht. In der Bibliothek hat sich nichts geändert.",
  NOT_READY: "Die Datenbank, das Lesen von Videos oder der Datenträger funktioniert nicht.",
  SERVER_STOPPING: "Der Server wird beendet. Erneut versuchen, wenn er wieder läuft.",
  TOO_MANY_STREAMS: "Es sind zu viele lange Anfragen offen. Einige schließen oder später erneut versuchen.",
  STORE_FULL: "Der Datenträger der Datenbank ist voll. Platz schaffen. Alles Gespeicherte ist sicher.",
  STORE_LOCKED: "Ein anderes Programm sperrt die Datenbank. Es schließen und erneut versuchen.",
  STORE_CORRUPT:
    "Die Datenbank ist beschädigt. Gleaner beenden und eine Sicherung einspielen. Das Log enthält die Einzelheiten.",
  STORE_READ_ONLY: "Die Datenbank kann nicht beschrieben werden. Dem Benutzer von Gleaner Schreibrechte geben.",
  STORE_TOO_NEW: "Die Datenbank ist neuer als dieses Programm. Gleaner aktualisieren.",
  STORE_IN_USE: "Ein anderer Prozess von Gleaner benutzt die Datenbank.",
  STORE_UNAVAILABLE:
    "Die Datenbank ist gerade nicht erreichbar. Das Log des Servers enthält die Einzelheiten. Alles Gespeicherte ist sicher.",
};
