import { Button, Text } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { texts } from "../../texts/texts.ts";
import { useStartScan } from "../use-start-scan.ts";

/** A button for a check that has left out videos, because they were checked before: checks all of its videos again. */
export function CheckAgain({ job }: { readonly job: JobJson }) {
  const api = useApi();
  const navigate = useNavigate();
  const { filter } = job.payload;
  const { found, skipped } = job.counts;
  const check = useStartScan(
    () => api.checkVideos({ filter, again: true }),
    (jobId) => void navigate({ to: "/scans/$jobId", params: { jobId } }),
  );
  if (filter === undefined || job.status !== "completed" || skipped === 0) return null;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconStethoscope size={16} aria-hidden />}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        {texts.checking.beforeAgain(found + skipped)}
      </Button>
      {check.error !== null && (
        <Text size="sm" role="alert">
          {messageOf(check.error)}
        </Text>
      )}
    </>
  );
}
