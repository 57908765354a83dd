import { Paper, Text, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isScan } from "../../live/check-job.ts";
import { hasReadNothing } from "../../live/has-read-nothing.ts";
import { isActive } from "../../live/job-state.ts";
import { useTitle } from "../../shell/page-title.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText, visibleText } from "../../texts/visible-text.tsx";
import { CancelButton } from "../cancel-button.tsx";
import { ContinueJob } from "../continue-job.tsx";
import errorCount from "../error-count.module.css";
import { ScanBar } from "../scan-bar.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import { useContinuations } from "../use-continuations.ts";
import { FailureText } from "./failure-text.tsx";
import classes from "./scan-details.module.css";

export interface JobCount {
  readonly name: string;
  readonly count: number;
  /** The number, as a text or a link. */
  readonly shown: ReactNode;
  /** Whether the number is bad news, unless it is 0. */
  readonly isProblem?: boolean;
}

const noneListed: readonly JobJson[] = [];

interface JobDetailsProps {
  readonly job: JobJson;
  /** The title of the page in the browser. */
  readonly pageTitle: string;
  readonly heading: ReactNode;
  /** The directory, if the heading has its name; else null. Default null. */
  readonly path?: string | null;
  /** The state or result as a sentence; null if the numbers say enough. */
  readonly summary: string | null;
  /** Why the job began; null if a person just began it. Default null. */
  readonly why?: string | null;
  /** Files per second; undefined while it is unknown, and for jobs that have none. */
  readonly rate?: number | undefined;
  /** For a check: see `ScanPhase`. */
  readonly broken?: number;
  /** The words before the file in hand. */
  readonly current: string;
  /** A button that leads to the results. */
  readonly results?: ReactNode;
  readonly countsLabel: string;
  readonly counts: readonly JobCount[];
  /** Everything below the counts. */
  readonly children: ReactNode;
}

/** The page of a job, whatever it does: its name and state, what can be done, its progress and its counts. */
export function JobDetails(props: JobDetailsProps) {
  const {
    job,
    pageTitle,
    heading,
    path = null,
    summary,
    why = null,
    rate,
    broken,
    current,
    results,
    countsLabel,
    counts,
    children,
  } = props;
  const id = useId();
  const navigate = useNavigate();
  const active = isActive(job);
  const isUnfinished = !active && job.status !== "completed";
  const continuations = useContinuations(noneListed, isUnfinished ? { q: isScan(job) ? job.payload.path : "" } : null);
  useTitle(pageTitle);
  return (
    <article className={classes["details"]} aria-labelledby={id}>
      <header className={classes["head"]}>
        <div className={classes["names"]}>
          <Title order={1} size="h3" id={id} className="path">
            {heading}
          </Title>
          {path !== null && (
            <Text size="sm" c="dimmed" className="path">
              <VisibleText text={path} />
            </Text>
          )}
          <div role="status" className={classes["state"]}>
            <ScanPhase job={job} broken={broken} />
            {summary !== null && <Text size="sm">{summary}</Text>}
          </div>
          {why !== null && (
            <Text size="sm" c="dimmed">
              {why}
            </Text>
          )}
        </div>
        <div className={classes["actions"]}>
          {results}
          {/* The button stays after the end, for its message. */}
          <CancelButton job={job} />
          {/* Where nothing could be read, the errors have the buttons: to try again, or to accept it. */}
          {!active && continuations.known && !hasReadNothing(job) && (
            <ContinueJob
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
            <Text
              size="sm"
              c="dimmed"
              className={classes["current"]}
              title={visibleText(texts.jobs.inHand(job.current_path))}
            >
              {current}: <VisibleText text={texts.jobs.inHand(job.current_path)} />
            </Text>
          )}
        </Paper>
      )}
      <dl aria-label={countsLabel} className={classes["counts"]}>
        {counts.map(({ name, count, shown, isProblem = false }) => (
          <div key={name} {...(count === 0 && { "data-zero": true })}>
            <dt>{name}</dt>
            <dd className={`digits ${isProblem && count > 0 ? errorCount["some"] : ""}`}>{shown}</dd>
          </div>
        ))}
      </dl>
      {children}
    </article>
  );
}
