import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { texts } from "../texts/texts.ts";
import { ResumeButton } from "./resume-button.tsx";

const words = texts.scans.resume;

interface ContinueScanProps {
  /** A job that has ended. */
  readonly job: JobJson;
  /** The id of the later scan that continued it, if there is one. */
  readonly continuedBy: string | undefined;
  /** Called with the id of the new scan. */
  readonly onStarted: (jobId: string) => void;
  /** `row`: in a list of scans, with little room. */
  readonly place: "row" | "page";
}

/** A button that resumes or repeats an ended scan, or a link to the later scan that continued it. */
export function ContinueScan({ job, continuedBy, onStarted, place }: ContinueScanProps) {
  // A completed scan may be repeated any number of times.
  if (continuedBy === undefined || job.status === "completed") {
    return <ResumeButton job={job} onStarted={onStarted} variant={place === "row" ? "default" : "filled"} />;
  }
  return (
    <Anchor
      size="sm"
      underline="always"
      aria-label={words.continuedLabel(job.payload.path)}
      renderRoot={(props) => <Link to="/scans/$jobId" params={{ jobId: continuedBy }} {...props} />}
    >
      {place === "row" ? words.continuedShort : words.continued}
    </Anchor>
  );
}
