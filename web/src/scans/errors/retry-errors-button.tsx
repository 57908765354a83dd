import { Button, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { texts } from "../../texts/texts.ts";
import { useStartScan } from "../use-start-scan.ts";

const words = texts.scans.retryErrors;

/** Scans the directory of a scan again, with the files that could not be read, and goes to the page of the new scan. */
export function RetryErrorsButton({ job }: { readonly job: JobJson }) {
  const { path, recursive } = job.payload;
  const api = useApi();
  const navigate = useNavigate();
  const retry = useStartScan(
    () => api.startScan({ path, recursive, retry_errors: true }),
    (jobId) => void navigate({ to: "/scans/$jobId", params: { jobId } }),
  );
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
