import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { texts } from "../../texts/texts.ts";

const rare = ["moved", "unreadable", "excluded"] as const;

/** The results that few scans have. They would take three columns, which are nearly always empty. */
export function rareCounts(counts: Pick<JobJson["counts"], (typeof rare)[number]>): string {
  return rare
    .filter((name) => counts[name] > 0)
    .map((name) => texts.scans.rare[name](counts[name]))
    .join(" · ");
}
