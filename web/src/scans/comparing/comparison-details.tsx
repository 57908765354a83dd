import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { ErrorsSection } from "../errors/errors-section.tsx";
import { JobDetails } from "../scan/job-details.tsx";
import { ScanFacts } from "../scan/scan-facts.tsx";
import { comparisonSummary } from "./comparison-summary.ts";

const words = texts.comparing;
const columns = ["compared", "skipped", "error_count"] as const;

/** Everything about a job that compares files. */
export function ComparisonDetails({ job }: { readonly job: JobJson }) {
  return (
    <JobDetails
      job={job}
      pageTitle={words.subject(job)}
      heading={words.subject(job)}
      summary={comparisonSummary(job)}
      current={words.current}
      countsLabel={words.counts}
      counts={columns.map((name) => {
        const count = job.counts[name] ?? 0;
        return { name: words.columns[name], count, shown: countText(count), isProblem: name === "error_count" };
      })}
    >
      <ScanFacts job={job} />
      {job.counts.error_count > 0 && <ErrorsSection job={job} />}
    </JobDetails>
  );
}
