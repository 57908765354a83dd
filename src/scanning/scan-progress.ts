import { isWithin } from "../files/is-within.ts";
import { type Said, say } from "../sentences/say.ts";
import type { LeavingWorker } from "./chunks/chunk.ts";
import type { ScanOptions } from "./scan-options.ts";

/** How long a scan waits for a worker before it says so, in milliseconds. Workers pause a few seconds after a refusal. */
const noWorkerMs = 6_000;
const waitingForWorker = say("waiting_for_worker");

/**
 * Says what a scan is doing: the file or directory in hand, or that it waits for a worker. Each call counts as progress, so
 * a scan that waits does not stall.
 */
export class ScanProgress {
  readonly #root: string;
  readonly #options: Pick<ScanOptions, "onProgress" | "onNoWorker">;
  #hasToldOfNoWorker = false;
  /** Which worker leaves files of this scan to others; null if none does. */
  #leaving: Said | null = null;

  constructor(root: string, options: Pick<ScanOptions, "onProgress" | "onNoWorker">) {
    this.#root = root;
    this.#options = options;
  }

  /** @param path the file or directory in hand. A worker that leaves files to others comes first: a person has to help */
  at(path: string): void {
    this.#options.onProgress?.(this.#leaving ?? path);
  }

  /** No worker takes files. One may come at any time. @param ms for how long, in milliseconds */
  withoutWorker(ms: number): void {
    const { onProgress, onNoWorker } = this.#options;
    if (ms < noWorkerMs) return onProgress?.(this.#leaving ?? undefined);
    onProgress?.(this.#leaving ?? waitingForWorker);
    if (!this.#hasToldOfNoWorker) onNoWorker?.(this.#root);
    this.#hasToldOfNoWorker = true;
  }

  /** @param workers all workers that leave files to others */
  workersLeave(workers: readonly LeavingWorker[]): void {
    this.#leaving = leavingText(workers, this.#root);
  }
}

/** The worker that leaves files of this directory alone. @returns null if none does */
function leavingText(workers: readonly LeavingWorker[], root: string): Said | null {
  for (const { host, pid, leaves } of workers) {
    const left = leaves.find(({ directory }) => isWithin(directory, root) || isWithin(root, directory));
    if (left === undefined) continue;
    const problem = say("verbatim", { text: left.problem }).sentence;
    return say("worker_leaves", { host, pid, directory: left.directory, problem });
  }
  return null;
}
