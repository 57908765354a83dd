import { Link } from "@tanstack/react-router";
import { memo, type Ref, useSyncExternalStore } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isCheck, isScan } from "../../live/check-job.ts";
import { hasEnded, phaseOf, timeOf, tookMs } from "../../live/job-state.ts";
import { useJobFeed } from "../../live/use-jobs.ts";
import { countText, durationText, timeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { ContinueScan } from "../continue-scan.tsx";
import errorCount from "../error-count.module.css";
import { JobSubject } from "../job-subject.tsx";
import { ResumeButton } from "../resume-button.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import classes from "./history-list.module.css";

export const countColumns = ["new", "updated", "moved", "skipped", "unreadable", "missing", "error_count"] as const;

const words = texts.scans.columns;

interface HistoryRowProps {
  readonly ref: Ref<HTMLTableRowElement>;
  /** The place in the list, from 0. */
  readonly index: number;
  readonly listed: JobJson;
  readonly continuedBy: string | undefined;
  readonly onStarted: (jobId: string) => void;
}

/** An ended scan: a row of the table, or a card on narrow screens. Rendered again only for another state of the scan. */
export const HistoryRow = memo(function HistoryRow({ ref, index, listed, continuedBy, onStarted }: HistoryRowProps) {
  const job = useKnownJob(listed);
  const took = tookMs(job);
  const when = timeOf(job);
  return (
    // A row that is laid out as a card loses its role, unless it is stated.
    <tr ref={ref} role="row" aria-rowindex={index + 2} data-index={index} className={classes["row"]}>
      <td role="cell" className={classes["when"]}>
        <time dateTime={when}>{timeText(when)}</time>
      </td>
      <td role="cell" className={classes["directory"]}>
        <Link to="/scans/$jobId" params={{ jobId: job.job_id }} className={classes["link"]}>
          <JobSubject job={job} />
        </Link>
        {job.counts.checked !== undefined && (
          <span className={`${classes["removed"]} digits`}>
            {texts.checking.checked(job.counts.checked, job.counts.broken ?? 0)}
          </span>
        )}
        {job.counts.forgotten !== undefined && (
          <span className={`${classes["removed"]} digits`}>{texts.forgetting.removed(job.counts.forgotten)}</span>
        )}
      </td>
      <td role="cell" className={classes["phase"]}>
        <ScanPhase phase={phaseOf(job)} />
      </td>
      {countColumns.map((column) => (
        <td
          key={column}
          role="cell"
          className={`${classes["count"]} digits ${column === "error_count" && job.counts[column] > 0 ? errorCount["some"] : ""}`}
          data-label={words[column]}
          {...(job.counts[column] === 0 && { "data-zero": true })}
        >
          {countText(job.counts[column])}
        </td>
      ))}
      <td role="cell" className={`${classes["took"]} digits`} data-label={words.took}>
        {took === null ? texts.scans.list.notStarted : durationText(took)}
      </td>
      <td role="cell" className={classes["action"]}>
        {isCheck(job) && hasEnded(job) && job.status !== "completed" && (
          <ResumeButton job={job} onStarted={onStarted} variant="default" />
        )}
        {hasEnded(job) && isScan(job) && (
          <ContinueScan job={job} continuedBy={continuedBy} onStarted={onStarted} place="row" />
        )}
      </td>
    </tr>
  );
});

/** The newest state of a listed job that the page knows, without a request. */
function useKnownJob(listed: JobJson): JobJson {
  const feed = useJobFeed();
  return useSyncExternalStore(feed.subscribe, () => feed.state().jobs.get(listed.job_id) ?? listed);
}
