import { ActionIcon, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { type JobKind, kindOf } from "../../live/job-kind.ts";
import { phaseOf } from "../../live/job-state.ts";
import { isUnsettled, type ScanState } from "../../scan-sessions/scan-state.ts";
import { useCancels } from "../../scan-sessions/use-cancels.ts";
import { texts } from "../../texts/texts.ts";
import { CancelAction } from "../cancel-action.tsx";
import classes from "./cancel-all-button.module.css";

const words = texts.scans.cancelAll;

const none: readonly JobJson[] = [];

/**
 * Cancels all active jobs. Each cancel is kept and sent again until the server has accepted or refused it. The message
 * about the outcome stays after they have ended.
 */
export function CancelAllButton({ active }: { readonly active: readonly JobJson[] }) {
  const [pressed, setPressed] = useState(none);
  const { stateOf, cancel } = useCancels([...new Set([...pressed, ...active].map(({ job_id }) => job_id))]);
  const isCancelling = (job: JobJson) => phaseOf(job) === "cancelling" || stateOf(job.job_id)?.kind === "cancelling";
  const areCancelling = active.every(isCancelling);
  const press = () => {
    const jobs = active.filter((job) => !isCancelling(job));
    setPressed(jobs);
    // Waiting scans first: otherwise one of them starts when a running scan ends.
    for (const job of jobs.toSorted((one, other) => order(one) - order(other))) cancel(job.job_id);
  };
  const message = messageOf(pressed.map((job) => ({ kind: kindOf(job), state: stateOf(job.job_id) })));
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

interface Pressed {
  readonly kind: JobKind;
  /** Null while nothing is known of its cancel. */
  readonly state: ScanState | null;
}

/** Null before the button is pressed, and while an answer is missing. */
function messageOf(pressed: readonly Pressed[]): string | null {
  if (pressed.length === 0) return null;
  const kinds = pressed.map(({ kind }) => kind);
  for (const { state } of pressed) {
    if (state?.kind === "scanning" && state.problem !== null) return words.refused(kinds, state.problem);
    if (state?.kind === "cancelling" && state.cancel === "unanswered") {
      return state.refusal === null ? words.unanswered : words.notNow(state.refusal);
    }
  }
  if (pressed.some(({ state }) => state === null || isUnsettled(state))) return null;
  const accepted = pressed.filter(
    ({ state }) => state?.kind === "cancelling" || (state?.kind === "ended" && state.job.status === "cancelled"),
  );
  return accepted.length === 0 ? words.nothing(kinds) : words.accepted(accepted.map(({ kind }) => kind));
}
