/**
 * All texts of the page, in English. A translation is a folder beside `en` with the same keys. A text with a number is a
 * function, since plurals differ between languages.
 */
import { checking } from "./en/checking.ts";
import { comparing } from "./en/comparing.ts";
import { directories } from "./en/directories.ts";
import { directoryChoice } from "./en/directory-choice.ts";
import { duplicates } from "./en/duplicates.ts";
import { errors } from "./en/errors.ts";
import { excluding } from "./en/excluding.ts";
import { filters } from "./en/filters.ts";
import { folders } from "./en/folders.ts";
import { forgetting } from "./en/forgetting.ts";
import { jobs } from "./en/jobs.ts";
import { library } from "./en/library.ts";
import { notifications } from "./en/notifications.ts";
import { playing } from "./en/playing.ts";
import { scanDialog } from "./en/scan-dialog.ts";
import { scans } from "./en/scans.ts";
import { schedules } from "./en/schedules.ts";
import { settings } from "./en/settings.ts";
import { shell } from "./en/shell.ts";
import { streams } from "./en/streams.ts";
import { watching } from "./en/watching.ts";
import { webhook } from "./en/webhook.ts";

export const texts = {
  checking,
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
  playing,
  notifications,
  scanDialog,
  scans,
  schedules,
  settings,
  shell,
  streams,
  watching,
  webhook,
};
