/**
 * All texts of the page in German, with one word for one thing:
 *
 * | English | German |
 * |---|---|
 * | scan, to scan | Scan, scannen |
 * | cancel, cancelled | abbrechen, abgebrochen |
 * | resume, continue | fortsetzen |
 * | check, to check | Prüfung, prüfen |
 * | comparison, to compare | Vergleich, vergleichen |
 * | removal, to remove | Bereinigung, entfernen |
 * | forget a directory | Verzeichnis entfernen |
 * | delete a file | Datei löschen |
 * | job | Vorgang |
 * | library | Bibliothek |
 * | directory (of the library, to scan) | Verzeichnis |
 * | subdirectory | Unterverzeichnis |
 * | folder (where videos are) | Ordner |
 * | missing, present | fehlt, vorhanden |
 * | broken, suspect | defekt, verdächtig |
 * | cut off, length in doubt | abgeschnitten, Länge zweifelhaft |
 * | unreadable | nicht lesbar |
 * | length, size | Länge, Größe |
 * | sound, subtitles, stream | Ton, Untertitel, Spur |
 * | resolution, frame rate, bit rate | Auflösung, Bildrate, Bitrate |
 * | leave out, pattern | auslassen, Muster |
 * | schedule, to watch | Zeitplan, überwachen |
 * | settings, history | Einstellungen, Verlauf |
 * | duplicates, equal | Duplikate, gleich |
 * | link (symbolic) | Verknüpfung |
 *
 * Instructions are infinitives, so that nobody is addressed as "du" or "Sie".
 */
import type { LanguageTexts } from "../language-texts.ts";
import { checking } from "./checking.ts";
import { chosenScans } from "./chosen-scans.ts";
import { comparing } from "./comparing.ts";
import { directories } from "./directories.ts";
import { directoryChoice } from "./directory-choice.ts";
import { duplicates } from "./duplicates.ts";
import { errors } from "./errors.ts";
import { excluding } from "./excluding.ts";
import { filters } from "./filters.ts";
import { folders } from "./folders.ts";
import { forgetting } from "./forgetting.ts";
import { jobs } from "./jobs.ts";
import { library } from "./library.ts";
import { notifications } from "./notifications.ts";
import { playing } from "./playing.ts";
import { scanDialog } from "./scan-dialog.ts";
import { scans } from "./scans.ts";
import { schedules } from "./schedules.ts";
import { selecting } from "./selecting.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { statistics } from "./statistics.ts";
import { streams } from "./streams.ts";
import { watching } from "./watching.ts";
import { webhook } from "./webhook.ts";

export const german: LanguageTexts = {
  checking,
  chosenScans,
  comparing,
  directories,
  directoryChoice,
  duplicates,
  errors,
  excluding,
  filters,
  folders,
  forgetting,
  jobs,
  library,
  notifications,
  playing,
  scanDialog,
  scans,
  schedules,
  selecting,
  settings,
  shell,
  statistics,
  streams,
  watching,
  webhook,
};
