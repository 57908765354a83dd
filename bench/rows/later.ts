/** Rows that need a library shared by several processes. */
import type { Row } from "../row.ts";

const reason = "later: needs Postgres";

export const laterRows: readonly Row[] = [
  {
    kind: "later",
    what: "cancel across two machines, p99 in ms",
    goal: { better: "lower", reach: 100, goFor: 30 },
    reason,
  },
  {
    kind: "later",
    what: "two workers against one on the same scan, times as fast",
    goal: { better: "higher", reach: 1.7, goFor: 1.9 },
    reason,
  },
];
