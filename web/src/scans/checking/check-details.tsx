import { Button, Paper, Text, Title } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isActive, phaseOf } from "../../live/job-state.ts";
import { useTitle } from "../../shell/page-title.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText } from "../../texts/visible-text.tsx";
import { CancelButton } from "../cancel-button.tsx";
import errorCount from "../error-count.module.css";
import { ErrorsSection } from "../errors/errors-section.tsx";
import { ResumeButton } from "../resume-button.tsx";
import { FailureText } from "../scan/failure-text.tsx";
import classes from "../scan/scan-details.module.css";
import { ScanFacts } from "../scan/scan-facts.tsx";
import { ScanBar } from "../scan-bar.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import { checkSummary } from "./check-summary.ts";

const words = texts.checking;
const columns = ["checked", "broken", "skipped", "error_count"] as const;

/** Everything about a job that looks for broken videos. */
export function CheckDetails({ job }: { readonly job: JobJson }) {
  const navigate = useNavigate();
  const summary = checkSummary(job);
  const active = isActive(job);
  const { broken = 0 } = job.counts;
  useTitle(words.subject(job));
  return (
    <article className={classes["details"]} aria-labelledby="check">
      <header className={classes["head"]}>
        <div className={classes["names"]}>
          <Title order={1} size="h3" id="check" className="path">
            {words.subject(job)}
          </Title>
          <div role="status" className={classes["state"]}>
            <ScanPhase phase={phaseOf(job)} />
            {summary !== null && <Text size="sm">{summary}</Text>}
          </div>
        </div>
        <div className={classes["actions"]}>
          {broken > 0 && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconMovie size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/" search={{ broken: true }} {...props} />}
            >
              {words.showBroken(broken)}
            </Button>
          )}
          <CancelButton job={job} />
          {!active && job.status !== "completed" && (
            <ResumeButton
              job={job}
              variant="filled"
              onStarted={(jobId) => void navigate({ to: "/scans/$jobId", params: { jobId } })}
            />
          )}
        </div>
      </header>
      <FailureText job={job} />
      {active && (
        <Paper withBorder className={classes["progress"]}>
          <ScanBar job={job} rate={undefined} />
          {job.current_path !== null && (
            <Text size="sm" c="dimmed" className={classes["current"]} title={job.current_path}>
              {words.current}: <VisibleText text={job.current_path} />
            </Text>
          )}
        </Paper>
      )}
      <dl aria-label={words.counts} className={classes["counts"]}>
        {columns.map((name) => {
          const count = job.counts[name] ?? 0;
          const isBad = (name === "broken" || name === "error_count") && count > 0;
          return (
            <div key={name} {...(count === 0 && { "data-zero": true })}>
              <dt>{words.columns[name]}</dt>
              <dd className={`digits ${isBad ? errorCount["some"] : ""}`}>{countText(count)}</dd>
            </div>
          );
        })}
      </dl>
      <ScanFacts job={job} />
      {job.counts.error_count > 0 && <ErrorsSection job={job} />}
    </article>
  );
}
