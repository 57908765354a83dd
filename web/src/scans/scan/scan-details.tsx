import { Button, Paper, Text, Title } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isActive, phaseOf } from "../../live/job-state.ts";
import { useTitle } from "../../shell/page-title.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText, visibleText } from "../../texts/visible-text.tsx";
import { CancelButton } from "../cancel-button.tsx";
import { ContinueScan } from "../continue-scan.tsx";
import errorCount from "../error-count.module.css";
import { ErrorsSection, errorsId } from "../errors/errors-section.tsx";
import { stillUnreadableId } from "../errors/still-unreadable.tsx";
import { ScanBar } from "../scan-bar.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import { ThroughputSection } from "../throughput/throughput-section.tsx";
import { useContinuations } from "../use-continuations.ts";
import { FailureText } from "./failure-text.tsx";
import classes from "./scan-details.module.css";
import { ScanFacts } from "./scan-facts.tsx";
import { scanSummary } from "./scan-summary.ts";

const words = texts.scans.scan;
const countOrder = ["new", "updated", "moved", "skipped", "unreadable", "missing", "excluded", "error_count"] as const;

const noneListed: readonly JobJson[] = [];

interface ScanDetailsProps {
  readonly job: JobJson;
  /** Files per second; undefined while it is unknown. */
  readonly rate: number | undefined;
}

/** Everything about a scan. */
export function ScanDetails({ job, rate }: ScanDetailsProps) {
  const navigate = useNavigate();
  const active = isActive(job);
  const videos = job.counts.new + job.counts.updated;
  const summary = scanSummary(job);
  const isUnfinished = !active && job.status !== "completed";
  const continuations = useContinuations(noneListed, isUnfinished ? { q: job.payload.path } : null);
  useTitle(words.pageTitle(job.payload.path));
  return (
    <article className={classes["details"]} aria-labelledby="directory">
      <header className={classes["head"]}>
        <div className={classes["names"]}>
          <Title order={1} size="h3" id="directory" className="path">
            <VisibleText text={job.payload.path} />
          </Title>
          <div role="status" className={classes["state"]}>
            <ScanPhase phase={phaseOf(job)} />
            {summary !== null && <Text size="sm">{summary}</Text>}
          </div>
        </div>
        <div className={classes["actions"]}>
          {videos > 0 && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconMovie size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/" search={{ job: job.job_id }} {...props} />}
            >
              {words.videos(videos)}
            </Button>
          )}
          {/* The button stays after the end of the scan, for its message. */}
          <CancelButton job={job} />
          {!active && continuations.known && (
            <ContinueScan
              job={job}
              continuedBy={continuations.ids.get(job.job_id)}
              place="page"
              onStarted={(jobId) => void navigate({ to: "/scans/$jobId", params: { jobId } })}
            />
          )}
        </div>
      </header>
      <FailureText job={job} />
      {active && (
        <Paper withBorder className={classes["progress"]}>
          <ScanBar job={job} rate={rate} />
          {job.current_path !== null && (
            <Text size="sm" c="dimmed" className={classes["current"]} title={visibleText(job.current_path)}>
              {words.current}: <VisibleText text={job.current_path} />
            </Text>
          )}
        </Paper>
      )}
      <dl aria-label={words.counts} className={classes["counts"]}>
        {countOrder
          .filter((name) => (name !== "moved" && name !== "excluded") || job.counts[name] > 0)
          .map((name) => (
            <div key={name} {...(job.counts[name] === 0 && { "data-zero": true })}>
              <dt>{texts.scans.columns[name]}</dt>
              <dd className={`digits ${name === "error_count" && job.counts[name] > 0 ? errorCount["some"] : ""}`}>
                <Count job={job} name={name} />
              </dd>
            </div>
          ))}
      </dl>
      <div className={classes["middle"]}>
        <ThroughputSection job={job} />
        <ScanFacts job={job} />
      </div>
      <ErrorsSection job={job} />
    </article>
  );
}

/** A result of a scan. Errors and missing videos lead to their lists. */
function Count({ job, name }: { readonly job: JobJson; readonly name: (typeof countOrder)[number] }) {
  const count = job.counts[name];
  const text = countText(count);
  if (count > 0 && (name === "error_count" || name === "unreadable")) {
    const isOwn = name === "error_count";
    return (
      <a
        href={`#${isOwn ? errorsId : stillUnreadableId}`}
        className={classes["toList"]}
        title={isOwn ? words.toErrors : words.toUnreadable}
      >
        {text}
      </a>
    );
  }
  if (count > 0 && name === "missing") {
    return (
      <Link to="/" search={{ missing: true, job: job.job_id }} className={classes["toList"]} title={words.toMissing}>
        {text}
      </Link>
    );
  }
  if (name === "excluded") return <span title={words.excluded}>{text}</span>;
  return text;
}
