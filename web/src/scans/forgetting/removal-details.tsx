import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import type { VideoFilterJson } from "../../../../src/api/contract/video-filters.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { JobDetails } from "../scan/job-details.tsx";
import { ScanFacts } from "../scan/scan-facts.tsx";
import { removalSummary } from "./removal-summary.ts";

const words = texts.forgetting;

/** Everything about a job that removes videos from the library. */
export function RemovalDetails({ job, filter }: { readonly job: JobJson; readonly filter: VideoFilterJson }) {
  const { forgotten = 0 } = job.counts;
  return (
    <JobDetails
      job={job}
      pageTitle={words.subject(filter)}
      heading={words.subject(filter)}
      summary={removalSummary(job)}
      current={words.current}
      countsLabel={words.counts}
      counts={[{ name: words.column, count: forgotten, shown: countText(forgotten) }]}
    >
      <ScanFacts job={job} />
    </JobDetails>
  );
}
