import { closeSync, openSync } from "node:fs";
import { isOutOfFiles, systemErrorReason } from "../../../files/system-error-text.ts";
import { isAboutOpening, type SqliteFailure } from "./sqlite-error.ts";

/** SQLite does not say why it cannot open a file. Null where the system opens it, or its error says no more. */
export function reasonForNotOpening(failed: SqliteFailure, path: string): string | null {
  if (!isAboutOpening(failed)) return null;
  try {
    closeSync(openSync(path, "r"));
    return null;
  } catch (error) {
    return isOutOfFiles(error) ? systemErrorReason(error) : null;
  }
}
