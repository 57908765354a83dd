import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isCheck, isOfChosen } from "../live/check-job.ts";
import { isComparison } from "../live/compare-job.ts";
import { forgottenBy } from "../live/forget-job.ts";
import { texts } from "../texts/texts.ts";

const { scans, forgetting, checking, chosenScans, comparing } = texts;

/** The labels of a job: a scan is named by its directory or its chosen videos, and any other job by its videos. */
export function wordsOf(job: JobJson) {
  const { path } = job.payload;
  const words = isCheck(job) ? checking : isComparison(job) ? comparing : isOfChosen(job) ? chosenScans : null;
  if (words !== null) {
    return {
      open: words.open(job),
      dismiss: words.dismiss(job),
      cancel: words.cancel(job),
      cancelling: words.cancelling(job),
      progress: words.progress(job),
      resume: words.resume(job),
      again: words.again(job),
      continued: words.continued(job),
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
