import { Anchor, Button, Paper, Text } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { isComparison } from "../live/compare-job.ts";
import { isActive } from "../live/job-state.ts";
import { useActiveJobs, useFollowedJob } from "../live/use-jobs.ts";
import { CancelButton } from "../scans/cancel-button.tsx";
import { comparisonSummary } from "../scans/comparing/comparison-summary.ts";
import { ScanBar } from "../scans/scan-bar.tsx";
import { useStartScan } from "../scans/use-start-scan.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import classes from "./duplicates-page.module.css";

const words = texts.duplicates.compare;

interface CompareFilesProps {
  /** Undefined: files anywhere. */
  readonly path: string | undefined;
  /** Whether there are files that were not compared. */
  readonly isNeeded: boolean;
}

/** A button that compares files; while they are compared, the progress and a button that cancels; then what came of it. */
export function CompareFiles({ path, isNeeded }: CompareFilesProps) {
  const api = useApi();
  const active = useActiveJobs().find(isComparison);
  const [last, setLast] = useState<string | null>(null);
  // The end of a comparison is shown, whoever has begun it.
  if (active !== undefined && active.job_id !== last) setLast(active.job_id);
  const { job } = useFollowedJob(last);
  const start = useStartScan(() => api.compareFiles(path === undefined ? {} : { path }), setLast);
  const ended = job !== null && !isActive(job) ? comparisonSummary(job) : null;
  return (
    <>
      {job !== null && isActive(job) ? (
        <Paper withBorder className={classes["comparison"]}>
          <div className={classes["bar"]}>
            <ScanBar job={job} rate={undefined} />
            {job.current_path !== null && (
              <Text size="sm" c="dimmed" truncate="start">
                <VisibleText text={texts.jobs.inHand(job.current_path)} />
              </Text>
            )}
          </div>
          <CancelButton job={job} />
        </Paper>
      ) : (
        isNeeded && (
          <Button
            size="sm"
            leftSection={<IconArrowsDiff size={18} aria-hidden />}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {words.button}
          </Button>
        )
      )}
      <Text component="div" size="sm" role="status" className={classes["ended"]}>
        {ended}
        {ended !== null && last !== null && (
          <>
            {" "}
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => <Link to="/scans/$jobId" params={{ jobId: last }} {...props} />}
            >
              {words.show}
            </Anchor>
          </>
        )}
      </Text>
      {start.error !== null && (
        <Text size="sm" role="alert">
          {words.failed}: {messageOf(start.error)}
        </Text>
      )}
    </>
  );
}
