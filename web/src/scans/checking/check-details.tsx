import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { ErrorsSection } from "../errors/errors-section.tsx";
import { JobDetails } from "../scan/job-details.tsx";
import { ScanFacts } from "../scan/scan-facts.tsx";
import { ShowVideos } from "../scan/show-videos.tsx";
import { CheckAgain } from "./check-again.tsx";
import { checkSummary } from "./check-summary.ts";
import { useBrokenBefore } from "./use-broken-before.ts";

const words = texts.checking;
const columns = ["checked", "broken", "skipped", "error_count"] as const;

/** Everything about a job that looks for broken videos. */
export function CheckDetails({ job }: { readonly job: JobJson }) {
  const { broken: found = 0 } = job.counts;
  const before = useBrokenBefore(job);
  const broken = found + before;
  const { path } = job.payload.filter ?? {};
  return (
    <JobDetails
      job={job}
      pageTitle={words.subject(job)}
      heading={words.subject(job)}
      summary={checkSummary(job, { brokenBefore: before })}
      broken={broken}
      current={words.current}
      results={
        <>
          {broken > 0 && <ShowVideos search={{ broken: true, path }} text={words.showBroken(broken)} />}
          <CheckAgain job={job} />
        </>
      }
      countsLabel={words.counts}
      counts={columns.map((name) => {
        const count = job.counts[name] ?? 0;
        return {
          name: words.columns[name],
          count,
          shown: countText(count),
          isProblem: name === "broken" || name === "error_count",
        };
      })}
    >
      <ScanFacts job={job} />
      {job.counts.error_count > 0 && <ErrorsSection job={job} />}
    </JobDetails>
  );
}
