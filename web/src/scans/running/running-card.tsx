import { ActionIcon, Paper } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isActive } from "../../live/job-state.ts";
import { useFollowedJob } from "../../live/use-jobs.ts";
import { CancelButton } from "../cancel-button.tsx";
import { JobSubject } from "../job-subject.tsx";
import { wordsOf } from "../job-words.ts";
import { ScanBar } from "../scan-bar.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import classes from "./running-card.module.css";

interface RunningCardProps {
  /** The newest known state of the job. */
  readonly known: JobJson;
  /** Called with whether the card must stay even if its scan ends. */
  readonly onKeep: (job: JobJson, keep: boolean) => void;
}

/** A scan that runs or waits, or an ended one with a message about its cancel. A press opens its page. */
export function RunningCard({ known, onKeep }: RunningCardProps) {
  const { job: live, gone, rate } = useFollowedJob(known.job_id);
  const job = live ?? known;
  const words = wordsOf(job);
  const over = gone || !isActive(job);
  return (
    <Paper component="li" withBorder className={classes["card"]}>
      <div className={classes["head"]}>
        <div className={classes["names"]}>
          <Link to="/scans/$jobId" params={{ jobId: job.job_id }} className={classes["open"]} aria-label={words.open}>
            <JobSubject job={job} />
          </Link>
          {!gone && (
            <span role="status" className={classes["phase"]}>
              <ScanPhase job={job} />
            </span>
          )}
        </div>
        <div className={classes["actions"]}>
          <CancelButton job={job} onKeep={(keep) => onKeep(job, keep)} />
          {over && (
            <ActionIcon variant="subtle" color="gray" aria-label={words.dismiss} onClick={() => onKeep(job, false)}>
              <IconX size={18} aria-hidden />
            </ActionIcon>
          )}
        </div>
      </div>
      {!over && <ScanBar job={job} rate={rate} />}
    </Paper>
  );
}
