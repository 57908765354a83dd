import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isCheck, isOfChosen } from "../live/check-job.ts";
import { isComparison } from "../live/compare-job.ts";
import { forgottenBy } from "../live/forget-job.ts";
import { texts } from "../texts/texts.ts";
import { DirectoryName } from "./directory-name.tsx";
import { useRootNames } from "./use-root-names.ts";

/** Names a job in a list: the directory of a scan, the videos that were chosen for it, or the videos that a job removes, checks or compares. */
export function JobSubject({ job }: { readonly job: JobJson }) {
  const names = useRootNames();
  if (isCheck(job)) return texts.checking.subject(job);
  if (isComparison(job)) return texts.comparing.subject(job);
  if (isOfChosen(job)) return texts.chosenScans.subject(job);
  const filter = forgottenBy(job);
  return filter === null ? (
    <DirectoryName path={job.payload.path} name={names.get(job.payload.path)} />
  ) : (
    texts.forgetting.subject(filter)
  );
}
