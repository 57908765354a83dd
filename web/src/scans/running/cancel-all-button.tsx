import { ActionIcon, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { phaseOf } from "../../live/job-state.ts";
import { isUnsettled, type ScanState } from "../../scan-sessions/scan-state.ts";
import { useCancels } from "../../scan-sessions/use-cancels.ts";
import { texts } from "../../texts/texts.ts";
import { CancelAction } from "../cancel-action.tsx";
import classes from "./cancel-all-button.module.css";

const words = texts.scans.cancelAll;

const none: readonly string[] = [];

/**
 * Cancels all active scans. Each cancel is kept and sent again until the server has accepted or refused it. The message
 * about the outcome stays after the scans have ended.
 */
export function CancelAllButton({ active }: { readonly active: readonly JobJson[] }) {
  const [pressed, setPressed] = useState(none);
  const { stateOf, cancel } = useCancels([...new Set([...pressed, ...active.map(({ job_id }) => job_id)])]);
  const states = pressed.map(stateOf).filter((state) => state !== null);
  const isCancelling = (job: JobJson) => phaseOf(job) === "cancelling" || stateOf(job.job_id)?.kind === "cancelling";
  const areCancelling = active.every(isCancelling);
  const press = () => {
    const jobs = active.filter((job) => !isCancelling(job));
    setPressed(jobs.map(({ job_id }) => job_id));
    // Waiting scans first: otherwise one of them starts when a running scan ends.
    for (const job of jobs.toSorted((one, other) => order(one) - order(other))) cancel(job.job_id);
  };
  const message = messageOf(pressed.length, states);
  return (
    <div className={classes["all"]}>
      <Text component="div" size="sm" role="status" className="path">
        {message}
      </Text>
      {message !== null && (
        <ActionIcon variant="subtle" color="gray" aria-label={words.dismiss} onClick={() => setPressed(none)}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      )}
      {active.length >= 2 && (
        <CancelAction place="list" isCancelling={areCancelling} onPress={press}>
          {areCancelling ? words.cancelling : words.button}
        </CancelAction>
      )}
    </div>
  );
}

function order({ status }: JobJson): number {
  return status === "pending" ? 0 : 1;
}

/** Null before the button is pressed, and while an answer is missing. */
function messageOf(count: number, states: readonly ScanState[]): string | null {
  if (count === 0) return null;
  for (const state of states) {
    if (state.kind === "scanning" && state.problem !== null) return words.refused(state.problem);
    if (state.kind === "cancelling" && state.cancel === "unanswered") {
      return state.refusal === null ? words.unanswered : words.notNow(state.refusal);
    }
  }
  if (states.length < count || states.some(isUnsettled)) return null;
  const accepted = states.filter(
    (state) => state.kind === "cancelling" || (state.kind === "ended" && state.job.status === "cancelled"),
  ).length;
  return accepted === 0 ? words.nothing : words.accepted(accepted);
}
