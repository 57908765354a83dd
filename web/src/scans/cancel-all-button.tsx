import { ActionIcon, Button, Loader, Text } from "@mantine/core";
import { IconPlayerStop, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { JobJson } from "../../../src/api/contract.ts";
import { messageOf, Unreachable } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { phaseOf } from "../live/job-state.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { texts } from "../texts/texts.ts";
import classes from "./cancel-all-button.module.css";

const words = texts.scans.cancelAll;

/** Cancels every scan at once, and tells what became of that also when there is nothing left to cancel. */
export function CancelAllButton({ active }: { readonly active: readonly JobJson[] }) {
  const api = useApi();
  const feed = useJobFeed();
  const cancelAll = useMutation({
    mutationFn: async () => {
      const { jobs } = await api.cancelAllJobs();
      for (const job of jobs) feed.put(job);
      return new Set(jobs.map(({ job_id }) => job_id));
    },
  });
  const offered = active.length >= 2;
  // What was accepted stops, also before the page has heard so: a second press would find nothing left, and what it was
  // told would take the place of the truth.
  const stops = (job: JobJson) => phaseOf(job) === "cancelling" || cancelAll.data?.has(job.job_id) === true;
  const cancelling = cancelAll.isPending || active.every(stops);
  const told = toldOf(cancelAll.data?.size, cancelAll.error);
  return (
    <div className={classes["all"]}>
      <Text component="div" size="sm" role="status">
        {told}
      </Text>
      {told !== null && (
        <ActionIcon variant="subtle" color="gray" aria-label={words.dismiss} onClick={() => cancelAll.reset()}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      )}
      {offered && (
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
          aria-disabled={cancelling}
          onClick={() => {
            if (!cancelling) cancelAll.mutate();
          }}
          className={classes["button"]}
        >
          {cancelling ? words.cancelling : words.button}
        </Button>
      )}
    </div>
  );
}

function toldOf(accepted: number | undefined, error: Error | null): string | null {
  if (error instanceof Unreachable) return words.unreachable;
  if (error !== null) return words.refused(messageOf(error));
  if (accepted === undefined) return null;
  return accepted === 0 ? words.nothing : words.accepted(accepted);
}
