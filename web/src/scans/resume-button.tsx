import { Button, Text } from "@mantine/core";
import { IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { JobJson } from "../../../src/api/contract.ts";
import { messageOf } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { texts } from "../texts/texts.ts";
import classes from "./resume-button.module.css";

const words = texts.scans.resume;

interface ResumeButtonProps {
  /** A job that has ended. */
  readonly job: JobJson;
  /** Called with the id of the new scan. */
  readonly onStarted: (jobId: string) => void;
  readonly variant: "default" | "filled";
}

/** Resumes an unfinished scan, or repeats a completed one. */
export function ResumeButton({ job, onStarted, variant }: ResumeButtonProps) {
  const api = useApi();
  const feed = useJobFeed();
  const resume = useMutation({
    mutationFn: () => api.resumeJob(job.job_id),
    onSuccess: ({ job_id }) => {
      void feed.poll();
      onStarted(job_id);
    },
  });
  const again = job.status === "completed";
  const directory = job.payload.path;
  const Icon = again ? IconRefresh : IconPlayerPlay;
  return (
    <div className={classes["resume"]}>
      <Button
        variant={variant}
        size="xs"
        leftSection={<Icon size={16} aria-hidden />}
        loading={resume.isPending}
        aria-label={again ? words.againLabel(directory) : words.resumeLabel(directory)}
        onClick={() => resume.mutate()}
      >
        {again ? words.again : words.resume}
      </Button>
      <Text component="div" size="sm" role="alert" className={classes["problem"]}>
        {resume.error === null ? null : words.failed(messageOf(resume.error))}
      </Text>
    </div>
  );
}
