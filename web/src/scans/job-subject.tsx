import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isCheck } from "../live/check-job.ts";
import { forgottenBy } from "../live/forget-job.ts";
import { ShortenedPath } from "../paths/shortened-path.tsx";
import { texts } from "../texts/texts.ts";

/** Names a job in a list: the directory of a scan, or the videos that a job removes or checks. */
export function JobSubject({ job }: { readonly job: JobJson }) {
  if (isCheck(job)) return texts.checking.subject(job);
  const filter = forgottenBy(job);
  return filter === null ? <ShortenedPath path={job.payload.path} /> : texts.forgetting.subject(filter);
}
