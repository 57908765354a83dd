import type { JobJson } from "../api/contract/jobs.ts";
import { countOf } from "./quantities.ts";

/** Why a scan began, and what it covered; null if a person began it without a wish. */
export function whyItBegan({ payload }: JobJson): string | null {
  const { trigger, directory_count: directories, video_count: videos, full } = payload;
  if (trigger === "schedule") return "Started by the schedule of the directory.";
  if (trigger === "watch") {
    if (directories === undefined) {
      return "Started because the directory is watched, and anything in it may have changed.";
    }
    const where = countOf(directories, "directory", "directories");
    return `Started after a change in the directory, to scan only ${where}.`;
  }
  if (videos !== undefined) return `Started to read ${countOf(videos, "chosen video")} again.`;
  return full === true ? "Started to read all files again." : null;
}
