import { Anchor, Button, Progress, Stack, Text } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { isActive } from "../../live/job-state.ts";
import { useFollowedJob } from "../../live/use-jobs.ts";
import { percentText, timeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.checking.video;

/** Checks one video, and says what came of it. */
export function CheckVideo({ video }: { readonly video: VideoJson }) {
  const api = useApi();
  const check = useMutation({
    mutationFn: () => api.checkVideos({ ids: [video.id], again: video.broken !== null }),
  });
  const jobId = check.data?.job_id;
  return (
    <Stack gap={6} align="start">
      {/* What is broken stands at the top of the details, which may be out of sight here. */}
      {video.check !== undefined && video.check !== null && (
        <Text size="sm" role="status">
          {words[video.check.state](timeText(video.check.checked_at))}
        </Text>
      )}
      <FollowedCheck jobId={jobId}>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconStethoscope size={17} aria-hidden />}
          loading={check.isPending}
          title={words.about}
          onClick={() => check.mutate()}
        >
          {video.broken === null ? words.check : words.again}
        </Button>
      </FollowedCheck>
      {check.error !== null && (
        <Text size="sm" role="alert">
          {messageOf(check.error)}
        </Text>
      )}
    </Stack>
  );
}

/** The progress of the check while it runs; else the button, and why it could not be done. */
function FollowedCheck({
  jobId,
  children,
}: {
  readonly jobId: string | undefined;
  readonly children: React.ReactNode;
}) {
  return jobId === undefined ? children : <Follow jobId={jobId}>{children}</Follow>;
}

function Follow({ jobId, children }: { readonly jobId: string; readonly children: React.ReactNode }) {
  const { job, gone } = useFollowedJob(jobId);
  if (gone || job === null) return children;
  if (isActive(job)) return <Running job={job} />;
  return (
    <>
      {job.counts.error_count > 0 && <NotChecked job={job} />}
      {children}
    </>
  );
}

function Running({ job }: { readonly job: JobJson }) {
  const isBegun = job.status === "running" && job.counts.found > 0;
  return (
    <Stack gap={4} w="100%">
      <Text size="sm" role="status" className="digits">
        {isBegun ? words.progress(percentText(job.progress ?? 0)) : words.waiting}{" "}
        <Anchor
          size="sm"
          underline="always"
          renderRoot={(props) => <Link to="/scans/$jobId" params={{ jobId: job.job_id }} {...props} />}
        >
          {words.follow}
        </Anchor>
      </Text>
      <Progress value={(job.progress ?? 0) * 100} size="sm" aria-hidden />
    </Stack>
  );
}

function NotChecked({ job }: { readonly job: JobJson }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["errors", job.job_id, "first"],
    queryFn: ({ signal }) => api.jobErrors(job.job_id, { limit: 1 }, { signal }),
  });
  const error = data?.errors[0]?.error;
  if (error === undefined) return null;
  return (
    <Text size="sm" role="alert" className="path">
      {words.notChecked(error)}
    </Text>
  );
}
