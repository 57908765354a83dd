import { useEffect, useSyncExternalStore } from "react";
import type { ScanState } from "./scan-state.ts";
import { useScanSessions } from "./use-scan-session.ts";

export interface Cancels {
  /** The state of a job that was cancelled in this tab; null if no cancel was pressed, or if it is settled. */
  readonly stateOf: (jobId: string) => ScanState | null;
  /** Cancels a job, in the same way as the scan dialog: the cancel is kept and sent until the server accepts it. */
  readonly cancel: (jobId: string) => void;
}

/** Cancels these jobs, and keeps their outcomes for as long as the component is shown. */
export function useCancels(jobIds: readonly string[]): Cancels {
  const sessions = useScanSessions();
  useSyncExternalStore(sessions.subscribe, sessions.version);
  const ids = jobIds.join(" ");
  useEffect(() => {
    const stops = ids.split(" ").map((id) => sessions.watch(id));
    return () => {
      for (const stop of stops) stop();
    };
  }, [sessions, ids]);
  return { stateOf: sessions.stateOf, cancel: sessions.cancel };
}
