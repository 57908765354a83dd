import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { memo, type Ref } from "react";
import { sumOfCounts } from "../../../../src/api/contract/fold-jobs.ts";
import { timeOf, tookMs } from "../../live/job-state.ts";
import { durationText, timeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { DirectoryName } from "../directory-name.tsx";
import { ScanPhase } from "../scan-phase.tsx";
import { useRootNames } from "../use-root-names.ts";
import { CountCells } from "./count-cells.tsx";
import type { HistoryEntry } from "./fold-history.ts";
import classes from "./history-list.module.css";
import { rareCounts } from "./rare-counts.ts";

const words = texts.scans.folded;

interface FoldedRowProps {
  readonly ref: Ref<HTMLTableRowElement>;
  /** The place in the list, from 0. */
  readonly index: number;
  readonly entry: Extract<HistoryEntry, { kind: "scans" }>;
  readonly onToggle: (key: string) => void;
}

/** Scans of one directory after changes in it, as one row with the sums of their results. A press lists them below it. */
export const FoldedRow = memo(function FoldedRow({ ref, index, entry, onToggle }: FoldedRowProps) {
  const { key, scans, isOpen, mayHaveMore } = entry;
  const [newest] = scans;
  const when = timeOf(newest);
  const { path } = newest.payload;
  const sums = sumOfCounts(scans);
  const note = [words.scans(scans.length, { mayHaveMore }), rareCounts(sums)].filter((part) => part !== "");
  return (
    <tr ref={ref} role="row" aria-rowindex={index + 2} data-index={index} className={classes["row"]}>
      <td role="cell" className={classes["when"]}>
        <time dateTime={when}>{timeText(when)}</time>
      </td>
      <td role="cell" className={classes["directory"]}>
        <UnstyledButton className={classes["fold"]} aria-expanded={isOpen} onClick={() => onToggle(key)}>
          <span className={classes["link"]}>
            <DirectoryName path={path} name={useRootNames().get(path)} />
          </span>{" "}
          <span className={`${classes["note"]} digits`} title={words.addedUp}>
            {note.join(" · ")}
            <IconChevronRight size={16} className={classes["chevron"]} aria-hidden />
          </span>
        </UnstyledButton>
      </td>
      <td role="cell" className={classes["phase"]}>
        <ScanPhase job={newest} />
      </td>
      <CountCells counts={sums} />
      <td role="cell" className={`${classes["took"]} digits`} data-label={texts.scans.columns.took}>
        {durationText(scans.reduce((sum, scan) => sum + (tookMs(scan) ?? 0), 0))}
      </td>
      <td role="cell" className={classes["action"]} data-empty>
        {"\u00a0"}
      </td>
    </tr>
  );
});
