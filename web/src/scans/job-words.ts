import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isCheck } from "../live/check-job.ts";
import { forgottenBy } from "../live/forget-job.ts";
import { texts } from "../texts/texts.ts";

const { scans, forgetting, checking } = texts;

/** The labels of a job: a scan is named by its directory, and a removal or a check by its videos. */
export function wordsOf(job: JobJson) {
  const { path } = job.payload;
  if (isCheck(job)) {
    return {
      open: checking.open(job),
      dismiss: checking.dismiss(job),
      cancel: checking.cancel(job),
      cancelling: checking.cancelling(job),
      progress: checking.progress(job),
      resume: checking.resume(job),
      again: checking.again(job),
      continued: checking.continued(job),
    };
  }
  const filter = forgottenBy(job);
  if (filter === null) {
    return {
      open: scans.open(path),
      dismiss: scans.dismiss(path),
      cancel: scans.cancel.label(path),
      cancelling: scans.cancel.cancellingLabel(path),
      progress: scans.progress.label(path),
      resume: scans.resume.resumeLabel(path),
      again: scans.resume.againLabel(path),
      continued: scans.resume.continuedLabel(path),
    };
  }
  return {
    open: forgetting.open(filter),
    dismiss: forgetting.dismiss(filter),
    cancel: forgetting.cancel(filter),
    cancelling: forgetting.cancelling(filter),
    progress: forgetting.progress(filter),
    resume: forgetting.resume(filter),
    again: forgetting.again(filter),
    continued: forgetting.continued(filter),
  };
}
