import { Text } from "@mantine/core";
import { useEffect, useEffectEvent, useRef } from "react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { kindOf } from "../live/job-kind.ts";
import { isActive, phaseOf } from "../live/job-state.ts";
import { isUnsettled, type ScanState } from "../scan-sessions/scan-state.ts";
import { useCancels } from "../scan-sessions/use-cancels.ts";
import { texts } from "../texts/texts.ts";
import { CancelAction } from "./cancel-action.tsx";
import classes from "./cancel-button.module.css";
import { wordsOf } from "./job-words.ts";

const words = texts.scans.cancel;

interface CancelButtonProps {
  readonly job: JobJson;
  /**
   * Called with true when the button is pressed, and with false when no message is left to show. In between, the button
   * must stay even if the scan ends.
   */
  readonly onKeep?: (keep: boolean) => void;
}

/**
 * Cancels a scan. The button becomes *Cancelling…* at once, until the scan has ended. The cancel is kept and sent again
 * until the server accepts or refuses it. After the end of the scan, only the message stays.
 */
export function CancelButton({ job, onKeep }: CancelButtonProps) {
  const id = job.job_id;
  const { stateOf, cancel } = useCancels([id]);
  const state = stateOf(id);
  const isPressed = useRef(false);
  const problem = problemOf(state, job);
  const isCancelling = phaseOf(job) === "cancelling" || state?.kind === "cancelling";
  const isSettled = problem === null && (state === null || !isUnsettled(state));
  const release = useEffectEvent(() => onKeep?.(false));
  useEffect(() => {
    if (!isPressed.current || !isSettled) return;
    isPressed.current = false;
    release();
  }, [isSettled]);
  const press = () => {
    isPressed.current = true;
    onKeep?.(true);
    cancel(id);
  };
  return (
    <div className={classes["cancel"]}>
      {isActive(job) && state?.kind !== "gone" && (
        <CancelAction
          place="list"
          isCancelling={isCancelling}
          label={isCancelling ? wordsOf(job).cancelling : wordsOf(job).cancel}
          onPress={press}
        >
          {isCancelling ? words.cancelling : words.button}
        </CancelAction>
      )}
      <Text component="div" size="sm" role="alert" className={`path ${classes["problem"]}`}>
        {problem}
      </Text>
    </div>
  );
}

/** The message about a cancel, if the state of the scan does not say enough. */
function problemOf(state: ScanState | null, job: JobJson): string | null {
  if (state === null) return null;
  switch (state.kind) {
    case "scanning":
      return state.problem === null || phaseOf(job) === "cancelling" ? null : words.refused(state.problem);
    case "cancelling":
      if (state.cancel !== "unanswered" || phaseOf(job) === "cancelling") return null;
      return state.refusal === null ? words.unanswered : words.notNow(state.refusal);
    case "ended":
      return state.cancelledTooLate ? words.hadEnded[endOf(state.job)](kindOf(job)) : null;
    case "gone":
      return words.notKnown(kindOf(job));
    case "idle":
    case "submitting":
    case "lost":
    case "opening":
      return null;
  }
}

function endOf({ status }: JobJson): "completed" | "failed" | "timeout" | "cancelled" | "unknown" {
  return status === "pending" || status === "running" ? "unknown" : status;
}
