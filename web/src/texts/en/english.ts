/** All texts of the page in English. The other languages have the same keys: see `../language-texts.ts`. */
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

export const english = {
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
  playing,
  notifications,
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
