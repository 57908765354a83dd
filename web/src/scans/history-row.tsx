import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../src/api/contract.ts";
import { hasEnded, phaseOf, timeOf } from "../live/job-state.ts";
import { ShortenedPath } from "../scan-dialog/shortened-path.tsx";
import { countText, durationText, timeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import errorCount from "./error-count.module.css";
import { GoOn } from "./go-on.tsx";
import classes from "./history-list.module.css";
import { ScanPhase } from "./scan-phase.tsx";
import { tookMs } from "./took.ts";
import { useKnownJob } from "./use-known-job.ts";

export const countColumns = ["new", "updated", "skipped", "unreadable", "missing", "error_count"] as const;

const words = texts.scans.columns;

interface HistoryRowProps {
  readonly listed: JobJson;
  readonly continuedBy: string | undefined;
  readonly onStarted: (jobId: string) => void;
}

/** A row of the table of scans that have ended; a card where there is little room. */
export function HistoryRow({ listed, continuedBy, onStarted }: HistoryRowProps) {
  const job = useKnownJob(listed);
  const took = tookMs(job);
  const when = timeOf(job);
  return (
    // The roles are said as well, as a row that is not laid out as one loses its own.
    <tr role="row" className={classes["row"]}>
      <td role="cell" className={classes["when"]}>
        <time dateTime={when}>{timeText(when)}</time>
      </td>
      <td role="cell" className={classes["directory"]}>
        <Link to="/scans/$jobId" params={{ jobId: job.job_id }} className={classes["link"]}>
          <ShortenedPath path={job.payload.path} />
        </Link>
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
        {hasEnded(job) && <GoOn job={job} continuedBy={continuedBy} onStarted={onStarted} variant="default" />}
      </td>
    </tr>
  );
}
