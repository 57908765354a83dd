import { VisuallyHidden } from "@mantine/core";
import type { JobJson } from "../../../../src/api/contract.ts";
import { texts } from "../../texts/texts.ts";
import classes from "./history-list.module.css";
import { countColumns, HistoryRow } from "./history-row.tsx";

const words = texts.scans.columns;

interface HistoryListProps {
  readonly jobs: readonly JobJson[];
  /** The ids of scans that continue others, by the ids of the earlier scans. */
  readonly continuations: ReadonlyMap<string, string>;
  /** Called with the id of a scan that a row has started. */
  readonly onStarted: (jobId: string) => void;
}

/** A table of scans. On narrow screens, each row is a card. */
export function HistoryList({ jobs, continuations, onStarted }: HistoryListProps) {
  return (
    <table role="table" aria-label={texts.scans.history} className={classes["table"]}>
      <thead role="rowgroup" className={classes["head"]}>
        <tr role="row">
          <th role="columnheader" scope="col">
            {words.when}
          </th>
          <th role="columnheader" scope="col">
            {words.directory}
          </th>
          <th role="columnheader" scope="col">
            {words.ended}
          </th>
          {countColumns.map((column) => (
            <th key={column} role="columnheader" scope="col" className={classes["number"]}>
              {words[column]}
            </th>
          ))}
          <th role="columnheader" scope="col" className={classes["number"]}>
            {words.took}
          </th>
          <th role="columnheader" scope="col">
            <VisuallyHidden>{words.action}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {jobs.map((job) => (
          <HistoryRow key={job.job_id} listed={job} continuedBy={continuations.get(job.job_id)} onStarted={onStarted} />
        ))}
      </tbody>
    </table>
  );
}
