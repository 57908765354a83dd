import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../src/api/contract.ts";
import { texts } from "../texts/texts.ts";
import { ResumeButton } from "./resume-button.tsx";

const words = texts.scans.resume;

interface ContinueScanProps {
  /** One that has ended. */
  readonly job: JobJson;
  /** The later scan that goes on with it, if there is one. */
  readonly continuedBy: string | undefined;
  /** Called with the id of the new scan. */
  readonly onStarted: (jobId: string) => void;
  readonly variant: "default" | "filled";
}

/** What there is to do after a scan: go on with it or repeat it, or go to the one that has gone on with it already. */
export function ContinueScan({ job, continuedBy, onStarted, variant }: ContinueScanProps) {
  // One that was done may be repeated any number of times.
  if (continuedBy === undefined || job.status === "completed") {
    return <ResumeButton job={job} onStarted={onStarted} variant={variant} />;
  }
  return (
    <Anchor
      size="sm"
      underline="always"
      aria-label={words.continuedLabel(job.payload.path)}
      renderRoot={(props) => <Link to="/scans/$jobId" params={{ jobId: continuedBy }} {...props} />}
    >
      {words.continued}
    </Anchor>
  );
}
