import { useCallback, useMemo, useState } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { foldHistory, type HistoryEntry } from "./fold-history.ts";

/** No row lists its scans. */
export const noneOpened: ReadonlySet<string> = new Set();

export interface FoldedHistory {
  readonly entries: readonly HistoryEntry[];
  /** The number of rows, without those of opened rows. */
  readonly rows: number;
  /** Opens or closes the row with this key. */
  readonly toggle: (key: string) => void;
}

/** The rows of the history, of which a person opens some. @param jobs the newest first */
export function useFoldedHistory(jobs: readonly JobJson[], { hasMore }: { readonly hasMore: boolean }): FoldedHistory {
  const [opened, setOpened] = useState(noneOpened);
  const entries = useMemo(() => foldHistory(jobs, { opened, hasMore }), [jobs, opened, hasMore]);
  const toggle = useCallback(
    (key: string) =>
      setOpened((now) => new Set(now.has(key) ? [...now].filter((each) => each !== key) : [...now, key])),
    [],
  );
  return { entries, rows: entries.filter((entry) => entry.kind !== "job" || !entry.isInside).length, toggle };
}
