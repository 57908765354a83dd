import { VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { texts } from "../../texts/texts.ts";
import classes from "./history-list.module.css";
import { countColumns, HistoryRow } from "./history-row.tsx";
import { useRowsInView } from "./use-rows-in-view.ts";

const words = texts.scans.columns;

interface HistoryListProps {
  readonly jobs: readonly JobJson[];
  /** Whether there are more scans than these. */
  readonly hasMore: boolean;
  /** The ids of scans that continue others, by the ids of the earlier scans. */
  readonly continuations: ReadonlyMap<string, string>;
  /** Called with the id of a scan that a row has started. */
  readonly onStarted: (jobId: string) => void;
}

/** A table of scans, of which only the rows in view are rendered. On narrow screens, each row is a card. */
export function HistoryList({ jobs, hasMore, continuations, onStarted }: HistoryListProps) {
  const { body, indices, above, below, measure } = useRowsInView(
    useMemo(() => jobs.map(({ job_id: id }) => id), [jobs]),
  );
  return (
    <table
      role="table"
      aria-label={texts.scans.history}
      aria-rowcount={hasMore ? -1 : jobs.length + 1}
      className={classes["table"]}
    >
      <thead role="rowgroup" className={classes["head"]}>
        <tr role="row" aria-rowindex={1}>
          <th role="columnheader" scope="col" data-column="when">
            {words.when}
          </th>
          <th role="columnheader" scope="col">
            {words.directory}
          </th>
          <th role="columnheader" scope="col" data-column="ended">
            {words.ended}
          </th>
          {countColumns.map((column) => (
            <th key={column} role="columnheader" scope="col" className={classes["number"]} data-column={column}>
              {words[column]}
            </th>
          ))}
          <th role="columnheader" scope="col" className={classes["number"]} data-column="took">
            {words.took}
          </th>
          <th role="columnheader" scope="col" data-column="action">
            <VisuallyHidden>{words.action}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody ref={body} role="rowgroup">
        <Room height={above} />
        {indices.map((index) => {
          const job = jobs[index];
          if (job === undefined) return null;
          return (
            <HistoryRow
              key={job.job_id}
              ref={measure}
              index={index}
              listed={job}
              continuedBy={continuations.get(job.job_id)}
              onStarted={onStarted}
            />
          );
        })}
        <Room height={below} />
      </tbody>
    </table>
  );
}

/** The room of rows that are out of view. @param props.height in pixels */
function Room({ height }: { readonly height: number }) {
  return height > 0 && <tr aria-hidden style={{ height }} />;
}
