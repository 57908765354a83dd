import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText } from "../../texts/visible-text.tsx";
import { useStartScan } from "../use-start-scan.ts";

const words = texts.scans.diskWarning;

/** The codes of warnings about a directory whose disk seems not to be mounted. */
const codes: ReadonlySet<string> = new Set(["root_empty", "disk_changed"]);

export function isDiskWarning({ code }: FileErrorJson): boolean {
  return codes.has(code);
}

interface DiskWarningProps {
  /** A job that has ended. */
  readonly job: JobJson;
  /** Its warnings about disks. */
  readonly warnings: readonly FileErrorJson[];
  /** Called with the id of the new scan. */
  readonly onStarted: (jobId: string) => void;
}

/**
 * Warns that a disk seems not to be mounted, so that nothing in it was marked missing, with the two answers: look again,
 * or confirm that the videos are gone.
 */
export function DiskWarning({ job, warnings, onStarted }: DiskWarningProps) {
  const { path, recursive } = job.payload;
  const api = useApi();
  // That the chosen videos are gone says nothing about the others in the directory.
  const isOfChosen = job.payload.video_count !== undefined;
  const scan = useStartScan(
    (accept_empty: boolean) =>
      isOfChosen ? api.resumeJob(job.job_id) : api.startScan({ path, recursive, accept_empty }),
    onStarted,
  );
  if (warnings.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={words.title} role="note" className="path">
      {warnings.map((warning) => (
        <Text key={warning.path} size="sm">
          <VisibleText text={warning.path} />
          {words.after} <VisibleText text={warning.error} />
        </Text>
      ))}
      <Text size="sm" mt="xs">
        {isOfChosen ? words.hintOfChosen : words.hint}
      </Text>
      <Group mt="sm" gap="xs">
        <Button
          variant="default"
          size="xs"
          loading={scan.isPending && !scan.variables}
          disabled={scan.isPending}
          onClick={() => scan.mutate(false)}
        >
          {words.again}
        </Button>
        {!isOfChosen && (
          <Button
            variant="default"
            size="xs"
            loading={scan.isPending && scan.variables}
            disabled={scan.isPending}
            onClick={() => scan.mutate(true)}
          >
            {words.empty}
          </Button>
        )}
      </Group>
      {scan.error !== null && (
        <Text size="sm" mt="xs" role="alert">
          {words.failed(messageOf(scan.error))}
        </Text>
      )}
    </Alert>
  );
}
