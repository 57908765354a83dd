import { Button, Loader, Text } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useState } from "react";
import type { JobJson } from "../../../src/api/contract.ts";
import { useApi } from "../api/use-api.ts";
import { hasEnded, isActive, phaseOf } from "../live/job-state.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { texts } from "../texts/texts.ts";
import classes from "./cancel-button.module.css";
import { type CancelOutcome, cancelScan } from "./cancel-scan.ts";

const words = texts.scans.cancel;

interface CancelButtonProps {
  readonly job: JobJson;
  /**
   * Called with true when it is pressed, and with false once there is nothing to tell that the scan itself does not
   * show: in between it must stay, even when the scan ends, or what is told would be lost.
   */
  readonly onKeep?: (keep: boolean) => void;
}

/**
 * Cancels a scan: turns into *Cancelling…* at once, and stays so until the scan has ended. Where the server could not be
 * told, it says why and can be pressed again. Of a scan that has ended, only what there is to tell is left.
 */
export function CancelButton({ job, onKeep }: CancelButtonProps) {
  const api = useApi();
  const feed = useJobFeed();
  const [asked, setAsked] = useState<"sending" | CancelOutcome | null>(null);
  const cancel = async () => {
    setAsked("sending");
    onKeep?.(true);
    const outcome = await cancelScan(job.job_id, { api, feed });
    setAsked(outcome);
    if (outcome.kind !== "had_ended" && outcome.kind !== "not_known") onKeep?.(false);
  };

  const told = asked !== null && asked !== "sending" ? asked : null;
  const cancelling = asked === "sending" || told?.kind === "accepted" || phaseOf(job) === "cancelling";
  const notKnown = told?.kind === "not_known";
  const problem = told === null ? null : problemOf(told, job);
  const directory = job.payload.path;
  return (
    <div className={classes["cancel"]}>
      {isActive(job) && !notKnown && (
        <Button
          variant="light"
          color="red"
          size="xs"
          leftSection={
            cancelling ? (
              <Loader size={14} color="currentColor" aria-hidden />
            ) : (
              <IconPlayerStop size={16} aria-hidden />
            )
          }
          // It keeps the focus: who has pressed it with a keyboard stays where they are.
          aria-disabled={cancelling}
          {...(cancelling && { "data-cancelling": true })}
          className={classes["button"]}
          aria-label={cancelling ? words.cancellingLabel(directory) : words.label(directory)}
          onClick={() => {
            if (!cancelling) void cancel();
          }}
        >
          {cancelling ? words.cancelling : words.button}
        </Button>
      )}
      <Text component="div" size="sm" role="alert" className={classes["problem"]}>
        {problem}
      </Text>
    </div>
  );
}

function problemOf(outcome: CancelOutcome, job: JobJson): string | null {
  // It was told after all, by an earlier press or by somebody else: what had gone wrong is over.
  const stops = phaseOf(job) === "cancelling" || hasEnded(job);
  switch (outcome.kind) {
    case "accepted":
      return null;
    case "had_ended":
      return words.hadEnded[endOf(outcome.job) ?? endOf(job) ?? "unknown"];
    case "not_known":
      return words.notKnown;
    case "refused":
      return stops ? null : words.refused(outcome.message);
    case "unreachable":
      return stops ? null : words.unreachable;
  }
}

function endOf(job: JobJson | null): "completed" | "failed" | "timeout" | "cancelled" | null {
  return job === null || job.status === "pending" || job.status === "running" ? null : job.status;
}
