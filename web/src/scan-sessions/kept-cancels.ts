/**
 * Unsettled cancels, kept by the tab of the browser while the page reloads. The reloaded page sends them again.
 *
 * A cancel of a job is good for ever, since no other job has its id. A cancel of a start without an answer knows only the
 * directory, which somebody else may scan later. It is good for as long as the request to start may still be on its way.
 */
import { storageKey } from "../base-path.ts";
import { lateScanMs } from "./scan-machine.ts";
import { pathOf, type ScanState, unsettledCancel } from "./scan-state.ts";

export type KeptCancel =
  | { readonly kind: "job"; readonly jobId: string }
  /** The start has no answer. */
  | { readonly kind: "start"; readonly path: string };

export interface KeptCancels {
  read(): readonly KeptCancel[];
  /** Replaces the cancels kept before. */
  keep(cancels: readonly KeptCancel[]): void;
}

/** The cancel to keep for a session in this state; null if there is none. */
export function keptCancelOf(state: ScanState): KeptCancel | null {
  const cancel = unsettledCancel(state);
  if (cancel === null) return null;
  if ("jobId" in cancel) return { kind: "job", jobId: cancel.jobId };
  const { request } = cancel;
  return { kind: "start", path: pathOf(request) };
}

/**
 * Keeps cancels in the session storage of the tab. If the storage is forbidden or full, no cancel is kept.
 *
 * @param now in milliseconds since 1970
 */
export function cancelsOfTab(now: () => number = Date.now): KeptCancels {
  return {
    read: () => {
      try {
        return readKept(JSON.parse(sessionStorage.getItem(storageKey("cancels")) ?? "null"), now());
      } catch {
        return [];
      }
    },
    keep: (cancels) => {
      try {
        if (cancels.length === 0) sessionStorage.removeItem(storageKey("cancels"));
        else sessionStorage.setItem(storageKey("cancels"), JSON.stringify({ at: now(), cancels }));
      } catch {
        // Then no cancel is kept.
      }
    },
  };
}

/** Checks the stored value: an older version of the page may have written it. */
function readKept(kept: unknown, now: number): readonly KeptCancel[] {
  if (!isObject(kept) || typeof kept["at"] !== "number" || !Array.isArray(kept["cancels"])) return [];
  const isLate = now - kept["at"] > lateScanMs;
  return kept["cancels"].filter(isCancel).filter(({ kind }) => kind === "job" || !isLate);
}

function isCancel(value: unknown): value is KeptCancel {
  if (!isObject(value)) return false;
  if (value["kind"] === "job") return typeof value["jobId"] === "string";
  return value["kind"] === "start" && typeof value["path"] === "string";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
