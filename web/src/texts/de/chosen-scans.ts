import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { visibleText } from "../visible-text.tsx";
import { chosen } from "./chosen.ts";
import { counted } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

/** Such as `3 ausgewählte Videos in /films`, or `defekte Videos in /films`. */
function which({ payload: { filter, path, video_count: count = 0 } }: JobJson): string {
  if (filter !== undefined) return chosen(filter);
  return `${counted(count, "ausgewähltes Video", "ausgewählte Videos")} in ${visibleText(path)}`;
}

const name = (job: JobJson) => `Scan: ${which(job)}`;

export const chosenScans: LanguageTexts["chosenScans"] = {
  subject: which,
  pageTitle: name,
  ...jobLabels(name),
  again: (job) => `Diese scannen: ${which(job)}`,
  scanAgain: "Diese scannen",
};
