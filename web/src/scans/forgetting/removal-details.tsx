import { Paper, Text, Title } from "@mantine/core";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import type { VideoFilterJson } from "../../../../src/api/contract/videos.ts";
import { isActive, phaseOf } from "../../live/job-state.ts";
import { useTitle } from "../../shell/page-title.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { CancelButton } from "../cancel-button.tsx";
import { FailureText } from "../scan/failure-text.tsx";
import classes from "../scan/scan-details.module.css";
import { ScanFacts } from "../scan/scan-facts.tsx";
import { ScanBar } from "../scan-bar.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import { removalSummary } from "./removal-summary.ts";

const words = texts.forgetting;

/** Everything about a job that removes videos from the library. */
export function RemovalDetails({ job, filter }: { readonly job: JobJson; readonly filter: VideoFilterJson }) {
  const summary = removalSummary(job);
  useTitle(words.subject(filter));
  return (
    <article className={classes["details"]} aria-labelledby="removal">
      <header className={classes["head"]}>
        <div className={classes["names"]}>
          <Title order={1} size="h3" id="removal" className="path">
            {words.subject(filter)}
          </Title>
          <div role="status" className={classes["state"]}>
            <ScanPhase phase={phaseOf(job)} />
            {summary !== null && <Text size="sm">{summary}</Text>}
          </div>
        </div>
        <div className={classes["actions"]}>
          <CancelButton job={job} />
        </div>
      </header>
      <FailureText job={job} />
      {isActive(job) && (
        <Paper withBorder className={classes["progress"]}>
          <ScanBar job={job} rate={undefined} />
        </Paper>
      )}
      <dl aria-label={words.counts} className={classes["counts"]}>
        <div>
          <dt>{words.column}</dt>
          <dd className="digits">{countText(job.counts.forgotten ?? 0)}</dd>
        </div>
      </dl>
      <ScanFacts job={job} />
    </article>
  );
}
