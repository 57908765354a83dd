import { VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import { texts } from "../../texts/texts.ts";
import { countColumns } from "./count-cells.tsx";
import type { HistoryEntry } from "./fold-history.ts";
import { FoldedRow } from "./folded-row.tsx";
import classes from "./history-list.module.css";
import { HistoryRow } from "./history-row.tsx";
import { useRowsInView } from "./use-rows-in-view.ts";

const words = texts.scans.columns;

interface HistoryListProps {
  readonly entries: readonly HistoryEntry[];
  /** Whether there are more scans than these. */
  readonly hasMore: boolean;
  /** The ids of scans that continue others, by the ids of the earlier scans. */
  readonly continuations: ReadonlyMap<string, string>;
  /** Called with the key of a row of several scans, to list them or not. */
  readonly onToggle: (key: string) => void;
  /** Called with the id of a job that a row has started. */
  readonly onStarted: (jobId: string, job: { readonly isScan: boolean }) => void;
}

/** A table of scans, of which only the rows in view are rendered. On narrow screens, each row is a card. */
export function HistoryList({ entries, hasMore, continuations, onToggle, onStarted }: HistoryListProps) {
  const { body, indices, above, below, measure } = useRowsInView(
    useMemo(() => entries.map(({ key }) => key), [entries]),
  );
  return (
    <table
      role="table"
      aria-label={texts.scans.history}
      aria-rowcount={hasMore ? -1 : entries.length + 1}
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
          const entry = entries[index];
          if (entry === undefined) return null;
          if (entry.kind === "scans") {
            return <FoldedRow key={entry.key} ref={measure} index={index} entry={entry} onToggle={onToggle} />;
          }
          const { job } = entry;
          return (
            <HistoryRow
              key={entry.key}
              ref={measure}
              index={index}
              listed={job}
              isInside={entry.isInside}
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
