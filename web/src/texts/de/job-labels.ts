/** Labels for what people do with a job, and for what it is, by its name. */
export function jobLabels<Job>(name: (job: Job) => string) {
  return {
    open: (job: Job) => `Öffnen: ${name(job)}`,
    dismiss: (job: Job) => `Meldung ausblenden: ${name(job)}`,
    cancel: (job: Job) => `Abbrechen: ${name(job)}`,
    cancelling: (job: Job) => `Wird abgebrochen… ${name(job)}`,
    progress: (job: Job) => `Fortschritt: ${name(job)}`,
    resume: (job: Job) => `Fortsetzen: ${name(job)}`,
    again: (job: Job) => `Wiederholen: ${name(job)}`,
    continued: (job: Job) => `Von einem späteren Vorgang fortgesetzt: ${name(job)}`,
  };
}
