import { createContext, use, useLayoutEffect, useSyncExternalStore } from "react";
import type { ScanEvent } from "./scan-machine.ts";
import type { ScanSessions } from "./scan-sessions.ts";
import type { ScanState } from "./scan-state.ts";

/** The sessions of the page, already started. They outlive the dialog and the sign-in, so every cancel is sent. */
export const ScanSessionsContext = createContext<ScanSessions | null>(null);

export function useScanSessions(): ScanSessions {
  const sessions = use(ScanSessionsContext);
  if (sessions === null) throw new Error("There is no ScanSessionsContext around this component");
  return sessions;
}

export interface ScanSession {
  readonly state: ScanState;
  readonly dispatch: (event: ScanEvent) => void;
  /** Closes the dialog. The scan continues. */
  readonly close: () => void;
}

/**
 * The state of the dialog, and its actions.
 *
 * @param scan `new`, or the id of a job; null while the dialog is closed
 * @param onChange called when the dialog shows another job, or none
 */
export function useScanSession(scan: string | null, onChange: (scan: string | null) => void): ScanSession {
  const sessions = useScanSessions();
  useLayoutEffect(() => sessions.onJobChange(onChange), [sessions, onChange]);
  useLayoutEffect(() => sessions.show(scan), [sessions, scan]);
  useLayoutEffect(() => () => sessions.show(null), [sessions]);
  const state = useSyncExternalStore(sessions.subscribe, sessions.shown);
  const close = () => {
    // Now, before the address changes: an answer in between must not open the dialog again.
    sessions.show(null);
    onChange(null);
  };
  return { state, dispatch: sessions.dispatch, close };
}
