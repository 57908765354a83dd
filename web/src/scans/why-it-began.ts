import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { texts } from "../texts/texts.ts";

const words = texts.scans.why;

/** Why a scan began, and what it covered; null if a person began it without a wish. The terminal has the same words. */
export function whyItBegan({ payload }: JobJson): string | null {
  const { trigger, directory_count: directories, video_count: videos, full } = payload;
  if (trigger === "schedule") return words.schedule;
  if (trigger === "watch") return words.watch(directories ?? null);
  if (videos !== undefined) return words.chosen(videos);
  return full === true ? words.full : null;
}
