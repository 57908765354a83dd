import { createContext, use, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { useApi } from "../api/use-api.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import type { ScanEvent } from "./scan-dialog-machine.ts";
import type { ScanState } from "./scan-dialog-state.ts";
import { ScanSessions } from "./scan-sessions.ts";

/**
 * The sessions of the page, which must have been started. They outlive the dialog, so that a cancel is sent again also
 * after the page has given way to the sign-in. Without them each dialog has its own.
 */
export const ScanSessionsContext = createContext<ScanSessions | null>(null);

export interface ScanSession {
  readonly state: ScanState;
  readonly dispatch: (event: ScanEvent) => void;
  /** Stops nothing. */
  readonly close: () => void;
}

/**
 * What the dialog shows, and how to act on it.
 *
 * @param scan `new`, or the id of a job; null while the dialog is closed
 * @param onChange called when another job is shown, or none
 */
export function useScanSession(scan: string | null, onChange: (scan: string | null) => void): ScanSession {
  const api = useApi();
  const feed = useJobFeed();
  const ofPage = use(ScanSessionsContext);
  const [own] = useState(() => new ScanSessions({ api, feed }));
  const sessions = ofPage ?? own;
  useEffect(() => (sessions === own ? own.start() : undefined), [sessions, own]);
  useLayoutEffect(() => sessions.onMoved(onChange), [sessions, onChange]);
  useLayoutEffect(() => sessions.show(scan), [sessions, scan]);
  useLayoutEffect(() => () => sessions.show(null), [sessions]);
  const state = useSyncExternalStore(sessions.subscribe, sessions.shown);
  const close = () => {
    // At once, so that an answer which comes before the address has changed does not open it again.
    sessions.show(null);
    onChange(null);
  };
  return { state, dispatch: sessions.dispatch, close };
}
