/**
 * The cancels that a person has pressed and that nothing has settled yet, kept by this tab of the browser while the page
 * is loaded anew: what was wished for is then still sent.
 *
 * The wish to cancel a scan by its id is good for ever, as there is no other scan of that id. One to cancel whatever a
 * start has begun is known by its directory only, and somebody else may scan that one later: it is good for as long as a
 * request may be on its way after the page was last there.
 */
import { storageKey } from "../base-path.ts";
import { lateScanMs } from "./scan-machine.ts";

export type KeptCancel =
  | { readonly kind: "job"; readonly jobId: string }
  /** Of a start that has got no answer. */
  | { readonly kind: "start"; readonly path: string; readonly recursive: boolean };

export interface KeptCancels {
  read(): readonly KeptCancel[];
  /** Takes the place of what was kept before. */
  keep(cancels: readonly KeptCancel[]): void;
}

/**
 * Keeps them in the browser's storage of this tab. Where that is forbidden or full, nothing is kept.
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
        // The page goes on without.
      }
    },
  };
}

/** Whatever stands in the storage, an older page may have written it. */
function readKept(kept: unknown, now: number): readonly KeptCancel[] {
  if (!isObject(kept) || typeof kept["at"] !== "number" || !Array.isArray(kept["cancels"])) return [];
  const isLate = now - kept["at"] > lateScanMs;
  return kept["cancels"].filter(isCancel).filter(({ kind }) => kind === "job" || !isLate);
}

function isCancel(value: unknown): value is KeptCancel {
  if (!isObject(value)) return false;
  if (value["kind"] === "job") return typeof value["jobId"] === "string";
  return value["kind"] === "start" && typeof value["path"] === "string" && typeof value["recursive"] === "boolean";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
