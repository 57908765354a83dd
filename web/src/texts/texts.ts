/**
 * All that the page says, in English. A translation is another folder beside `en` with the same keys; what has
 * numbers in it is a function, as languages differ in their plurals.
 */
import { errors } from "./en/errors.ts";
import { library } from "./en/library.ts";
import { scanDialog } from "./en/scan-dialog.ts";
import { scans } from "./en/scans.ts";
import { shell } from "./en/shell.ts";

export const texts = { errors, library, scanDialog, scans, shell };
