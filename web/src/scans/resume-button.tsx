import { Button, Text } from "@mantine/core";
import { IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { isOfChosen } from "../live/check-job.ts";
import { texts } from "../texts/texts.ts";
import { wordsOf } from "./job-words.ts";
import classes from "./resume-button.module.css";
import { useStartScan } from "./use-start-scan.ts";

const words = texts.scans.resume;

interface ResumeButtonProps {
  /** A job that has ended. */
  readonly job: JobJson;
  /** Called with the id of the new scan. */
  readonly onStarted: (jobId: string) => void;
  readonly variant: "default" | "filled";
}

/** Resumes an unfinished job, or repeats a completed scan. */
export function ResumeButton({ job, onStarted, variant }: ResumeButtonProps) {
  const api = useApi();
  const resume = useStartScan(() => api.resumeJob(job.job_id), onStarted);
  const again = job.status === "completed";
  const Icon = again ? IconRefresh : IconPlayerPlay;
  return (
    <div className={classes["resume"]}>
      <Button
        variant={variant}
        size="xs"
        leftSection={<Icon size={16} aria-hidden />}
        loading={resume.isPending}
        aria-label={wordsOf(job)[again ? "again" : "resume"]}
        onClick={() => resume.mutate()}
      >
        {again ? (isOfChosen(job) ? texts.chosenScans.scanAgain : words.again) : words.resume}
      </Button>
      <Text component="div" size="sm" role="alert" className={classes["problem"]}>
        {resume.error === null ? null : words.failed(messageOf(resume.error))}
      </Text>
    </div>
  );
}
