import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isScan } from "../live/check-job.ts";
import { kindOf } from "../live/job-kind.ts";
import { texts } from "../texts/texts.ts";
import { wordsOf } from "./job-words.ts";
import { ResumeButton } from "./resume-button.tsx";

const words = texts.scans.resume;

interface ContinueJobProps {
  /** A job that has ended. */
  readonly job: JobJson;
  /** The id of the later job that continued it, if there is one. */
  readonly continuedBy: string | undefined;
  /** Called with the id of the new job. */
  readonly onStarted: (jobId: string) => void;
  /** `row`: in a list of jobs, with little room. */
  readonly place: "row" | "page";
}

/** A button that resumes an ended job or repeats a scan, or a link to the later job that continued it. */
export function ContinueJob({ job, continuedBy, onStarted, place }: ContinueJobProps) {
  const isComplete = job.status === "completed";
  if (isComplete && !isScan(job)) return null;
  // A completed scan may be repeated any number of times.
  if (continuedBy === undefined || isComplete) {
    return <ResumeButton job={job} onStarted={onStarted} variant={place === "row" ? "default" : "filled"} />;
  }
  return (
    <Anchor
      size="sm"
      underline="always"
      aria-label={wordsOf(job).continued}
      renderRoot={(props) => <Link to="/scans/$jobId" params={{ jobId: continuedBy }} {...props} />}
    >
      {place === "row" ? words.continuedShort : words.continued(kindOf(job))}
    </Anchor>
  );
}
