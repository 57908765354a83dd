import { Alert, Button, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FileErrorJson, JobJson } from "../../../src/api/contract.ts";
import { messageOf } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { texts } from "../texts/texts.ts";
import { ErrorList } from "./error-list.tsx";
import { LoadFailed } from "./load-failed.tsx";
import classes from "./still-unreadable.module.css";
import { isDirectory, useStillUnreadable } from "./use-still-unreadable.ts";

const words = texts.scans.stillUnreadable;

interface StillUnreadableProps {
  /** One that has ended. */
  readonly job: JobJson;
  /** Its own errors, as far as they are loaded. */
  readonly own: readonly FileErrorJson[];
  /** Puts a text on the clipboard, and returns whether it is there. */
  readonly onCopy: (text: string) => Promise<boolean>;
}

/** Files that a scan passed over, as they could not be read before: listed, and tried again when told to. */
export function StillUnreadable({ job, own, onCopy }: StillUnreadableProps) {
  const { files, more, problem, retry } = useStillUnreadable(job, own);
  const { path, recursive } = job.payload;
  const api = useApi();
  const feed = useJobFeed();
  const navigate = useNavigate();
  const again = useMutation({
    mutationFn: () => api.startScan({ path, recursive, retry_errors: true }),
    onSuccess: ({ job_id }) => {
      void feed.poll();
      void navigate({ to: "/scans/$jobId", params: { jobId: job_id } });
    },
  });
  if (problem !== null) return <LoadFailed title={words.failed} error={problem} onRetry={retry} />;
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="still-unreadable" className={classes["section"]}>
      <div className={classes["head"]}>
        <div className={classes["words"]}>
          <Title order={3} size="h5" id="still-unreadable">
            {words.title(files.length, { more, hasDirectories: files.some(isDirectory) })}
          </Title>
          <Text size="sm" c="dimmed">
            {words.hint}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconRefresh size={17} aria-hidden />}
          loading={again.isPending}
          onClick={() => again.mutate()}
        >
          {words.retry}
        </Button>
      </div>
      {again.error !== null && <Alert color="red">{words.retryFailed(messageOf(again.error))}</Alert>}
      <ErrorList label={words.list} directory={path} errors={files} onCopy={onCopy} />
    </section>
  );
}
