import { Button, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract.ts";
import { messageOf } from "../../api/api-client.ts";
import { useApi } from "../../api/use-api.ts";
import { useJobFeed } from "../../live/use-jobs.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.scans.retryErrors;

/** Scans the directory of a scan again, with the files that could not be read, and goes to the page of the new scan. */
export function RetryErrorsButton({ job }: { readonly job: JobJson }) {
  const { path, recursive } = job.payload;
  const api = useApi();
  const feed = useJobFeed();
  const navigate = useNavigate();
  const retry = useMutation({
    mutationFn: () => api.startScan({ path, recursive, retry_errors: true }),
    onSuccess: ({ job_id }) => {
      void feed.poll();
      void navigate({ to: "/scans/$jobId", params: { jobId: job_id } });
    },
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={17} aria-hidden />}
        loading={retry.isPending}
        onClick={() => retry.mutate()}
      >
        {words.button}
      </Button>
      {retry.error !== null && (
        <Text size="sm" role="alert" className="path">
          {words.failed(messageOf(retry.error))}
        </Text>
      )}
    </>
  );
}
