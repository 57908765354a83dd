import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { texts } from "../texts/texts.ts";

/** What has begun a scan, and in how many directories there were changes. */
export function begunBy({ payload: { trigger = "hand", directory_count: directories } }: JobJson): string {
  const begun = texts.scans.triggers[trigger];
  return directories === undefined ? begun : texts.scans.scan.begunIn(begun, directories);
}
