/** Labels for what people do with a job, and for what it is, by its name in a sentence. */
export function jobLabels<Job>(name: (job: Job) => string) {
  return {
    open: (job: Job) => `Open ${name(job)}`,
    dismiss: (job: Job) => `Dismiss the message about ${name(job)}`,
    cancel: (job: Job) => `Cancel ${name(job)}`,
    cancelling: (job: Job) => `Cancelling… ${name(job)}`,
    progress: (job: Job) => `Progress of ${name(job)}`,
    resume: (job: Job) => `Resume ${name(job)}`,
    again: (job: Job) => `Repeat ${name(job)}`,
    continued: (job: Job) => `Continued by a later job: ${name(job)}`,
  };
}
