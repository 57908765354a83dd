import { Link } from "@tanstack/react-router";
import { memo, type Ref, useSyncExternalStore } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isCheck, isScan } from "../../live/check-job.ts";
import { isComparison } from "../../live/compare-job.ts";
import { hasEnded, timeOf, tookMs } from "../../live/job-state.ts";
import { useJobFeed } from "../../live/use-jobs.ts";
import { durationText, timeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { begunBy } from "../begun-by.ts";
import { ContinueJob } from "../continue-job.tsx";
import { JobSubject } from "../job-subject.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import { CountCells } from "./count-cells.tsx";
import classes from "./history-list.module.css";
import { rareCounts } from "./rare-counts.ts";

interface HistoryRowProps {
  readonly ref: Ref<HTMLTableRowElement>;
  /** The place in the list, from 0. */
  readonly index: number;
  readonly listed: JobJson;
  /** Whether it is one of the scans of the row above. */
  readonly isInside: boolean;
  readonly continuedBy: string | undefined;
  /** Called with the id of a job that the row has started. */
  readonly onStarted: (jobId: string, job: { readonly isScan: boolean }) => void;
}

/** An ended scan: a row of the table, or a card on narrow screens. Rendered again only for another state of the scan. */
export const HistoryRow = memo(function HistoryRow(props: HistoryRowProps) {
  const { ref, index, listed, isInside, continuedBy, onStarted } = props;
  const job = useKnownJob(listed);
  const took = tookMs(job);
  const when = timeOf(job);
  const note = isInside ? rareCounts(job.counts) : noteOn(job);
  return (
    // A row that is laid out as a card loses its role, unless it is stated.
    <tr
      ref={ref}
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={classes["row"]}
      {...(isInside && { "data-inside": true })}
    >
      <td role="cell" className={classes["when"]}>
        <time dateTime={when}>{timeText(when)}</time>
      </td>
      <td role="cell" className={classes["directory"]}>
        <Link to="/scans/$jobId" params={{ jobId: job.job_id }} className={classes["link"]}>
          {isInside ? begunBy(job) : <JobSubject job={job} />}
        </Link>
        {note !== "" && <span className={`${classes["note"]} digits`}>{note}</span>}
      </td>
      <td role="cell" className={classes["phase"]}>
        <ScanPhase job={job} />
      </td>
      <CountCells counts={job.counts} isScan={isScan(job)} />
      <td role="cell" className={`${classes["took"]} digits`} data-label={texts.scans.columns.took}>
        {took === null ? texts.scans.list.notStarted : durationText(took)}
      </td>
      <td role="cell" className={classes["action"]} {...(isInside && { "data-empty": true })}>
        {hasEnded(job) && !isInside && (
          <ContinueJob
            job={job}
            continuedBy={continuedBy}
            onStarted={(jobId) => onStarted(jobId, { isScan: isScan(job) })}
            place="row"
          />
        )}
      </td>
    </tr>
  );
});

/** What has begun a scan, unless it was a person, and what no column says. */
function noteOn(job: JobJson): string {
  const { checked, broken = 0, skipped, forgotten, compared, done_bytes: done = 0 } = job.counts;
  if (isCheck(job)) return checked === undefined ? "" : texts.checking.checked(checked, broken, skipped);
  if (isComparison(job)) return compared === undefined ? "" : texts.comparing.compared(compared, done);
  if (!isScan(job)) return forgotten === undefined ? "" : texts.forgetting.removed(forgotten);
  const { trigger = "hand" } = job.payload;
  return [trigger === "hand" ? "" : texts.scans.triggers[trigger], rareCounts(job.counts)]
    .filter((part) => part !== "")
    .join(" · ");
}

/** The newest state of a listed job that the page knows, without a request. */
function useKnownJob(listed: JobJson): JobJson {
  const feed = useJobFeed();
  return useSyncExternalStore(feed.subscribe, () => feed.state().jobs.get(listed.job_id) ?? listed);
}
