import { closeSync } from "node:fs";
import { isSameVersion } from "../../files/file-version.ts";
import { openKnownFile } from "../../files/open-known-file-thread.ts";
import type { OpenRules } from "../../files/opened-object-thread.ts";
import { readFingerprint } from "../../files/read-fingerprint-thread.ts";
import type { FileToCompare } from "./thread-messages.ts";

/** The fingerprint of a file; null if it cannot be read, or is not as it was listed. */
export function fingerprintOfListed({ path, ...version }: FileToCompare, { roots }: OpenRules): number | null {
  const file = openKnownFile(path, { roots });
  if (file.kind === "obstacle") return null;
  try {
    return isSameVersion(file.version, version) ? readFingerprint(file.descriptor) : null;
  } finally {
    closeSync(file.descriptor);
  }
}
