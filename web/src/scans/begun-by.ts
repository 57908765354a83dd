import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { texts } from "../texts/texts.ts";

/** What has begun a scan, and in how many directories there were changes, or how many videos were chosen. */
export function begunBy({ payload }: JobJson): string {
  const { trigger = "hand", directory_count: directories, video_count: videos } = payload;
  const begun = texts.scans.triggers[trigger];
  if (videos !== undefined) return texts.scans.scan.begunFor(begun, videos);
  return directories === undefined ? begun : texts.scans.scan.begunIn(begun, directories);
}
