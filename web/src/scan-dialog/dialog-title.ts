import { hasReadNothing } from "../live/has-read-nothing.ts";
import { phaseOf } from "../live/job-state.ts";
import { awaitsLateScan, formOf, type ScanState } from "../scan-sessions/scan-state.ts";
import { texts } from "../texts/texts.ts";

const words = texts.scanDialog.titles;

/**
 * The title of the dialog in this state.
 *
 * @param options.isWaiting whether the scan waits for its turn
 */
export function dialogTitle(state: ScanState, { isWaiting }: { readonly isWaiting: boolean }): string {
  switch (state.kind) {
    case "idle":
      return words.form;
    case "submitting":
      return state.cancelWanted ? words.cancelling : words.starting;
    case "lost":
      if (formOf(state) !== null) return words.form;
      return awaitsLateScan(state) ? words.cancelling : words.lost;
    case "opening":
      return words.opening;
    case "scanning":
      if (isWaiting) return state.job !== null && phaseOf(state.job) === "paused" ? words.paused : words.pending;
      return state.job === null || state.job.status === "pending" ? words.starting : words.scanning;
    case "cancelling":
      return words.cancelling;
    case "ended":
      return hasReadNothing(state.job) ? words.nothingRead : endTitles[state.job.status];
    case "gone":
      return words.gone;
  }
}

const endTitles = {
  completed: words.completed,
  cancelled: words.cancelled,
  failed: words.failed,
  timeout: words.timeout,
  // An ended job is neither.
  pending: words.pending,
  running: words.scanning,
} as const;
