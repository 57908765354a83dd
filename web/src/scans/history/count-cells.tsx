import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import errorCount from "../error-count.module.css";
import classes from "./history-list.module.css";

export const countColumns = ["new", "updated", "skipped", "missing", "error_count"] as const;

const words = texts.scans.columns;

interface CountCellsProps {
  readonly counts: Pick<JobJson["counts"], (typeof countColumns)[number]>;
  /** A check, a comparison or a removal has no new or missing videos: only its errors are shown, if it has some. Default true. */
  readonly isScan?: boolean;
}

/** The results of a scan, or of several, in the columns of the history. */
export function CountCells({ counts, isScan = true }: CountCellsProps) {
  const isShown = (column: (typeof countColumns)[number]) => isScan || (column === "error_count" && counts[column] > 0);
  return countColumns.map((column) => (
    <td
      key={column}
      role="cell"
      className={`${classes["count"]} digits ${column === "error_count" && counts[column] > 0 ? errorCount["some"] : ""}`}
      data-label={words[column]}
      {...((counts[column] === 0 || !isShown(column)) && { "data-zero": true })}
    >
      {isShown(column) && countText(counts[column])}
    </td>
  ));
}
