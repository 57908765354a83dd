import type { JobJson } from "../api/contract/jobs.ts";

/** Shows the progress of one scan. */
export interface ScanView {
  show(job: JobJson): void;
  /** The person has asked to cancel the scan. */
  cancelling(): void;
  /** Prints a sentence that stays. */
  say(text: string): void;
  /** Removes everything that moves. */
  close(): void;
}

export const cancellingText = "Cancelling… The results so far are kept.";

/** Shows nothing. */
export const silentView: ScanView = { show: () => {}, cancelling: () => {}, say: () => {}, close: () => {} };
