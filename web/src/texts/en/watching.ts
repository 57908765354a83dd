import type { RootJson } from "../../../../src/api/contract/roots.ts";
import { visibleText } from "../visible-text.tsx";

const states: Record<RootJson["watch_state"], string> = {
  watching: "Watched for changes",
  starting: "Its watches are being set",
  unsupported: "Cannot be watched",
  limit: "Not watched",
  absent: "Not watched now",
  off: "This server does not watch it yet",
};

/** Scans after changes in a directory. */
export const watching = {
  label: "Watch for changes",
  hint: "First, the whole directory is scanned. A few seconds after a change, a scan of the changed directories begins.",
  offer: "Scan every day instead",
  changesWait: "Changes were seen. They are scanned after this scan.",
  /** @param problem why it, or a directory in it, is not watched, and what to do */
  state: (state: RootJson["watch_state"], problem: string | null) =>
    problem === null
      ? `${states[state]}.`
      : `${states[state]}${state === "watching" ? "." : ":"} ${visibleText(problem)}`,
} as const;
