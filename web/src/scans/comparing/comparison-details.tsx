import { Button } from "@mantine/core";
import { IconCopyCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { useApi } from "../../api/use-api.ts";
import { isActive } from "../../live/job-state.ts";
import { libraryKey } from "../../live/use-library-refresh.ts";
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
  const api = useApi();
  const path = job.payload.path === "" ? undefined : job.payload.path;
  const { data } = useQuery({
    queryKey: [libraryKey, "duplicates of a comparison", path ?? null],
    queryFn: ({ signal }) => api.duplicates({ path }, { signal }),
    enabled: job.status === "completed",
  });
  return (
    <JobDetails
      job={job}
      pageTitle={words.subject(job)}
      heading={words.subject(job)}
      summary={comparisonSummary(job, data?.totals)}
      current={words.current}
      results={!isActive(job) && <ShowDuplicates path={path} />}
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

/** A button that leads to the files that are equal, or may be. */
function ShowDuplicates({ path }: { readonly path: string | undefined }) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconCopyCheck size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/duplicates" search={{ path }} {...props} />}
    >
      {words.show}
    </Button>
  );
}
