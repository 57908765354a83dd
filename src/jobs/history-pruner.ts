import { setTimeout as delay } from "node:timers/promises";
import { type LiveValue, presentValue } from "../live-value.ts";
import type { JobStore } from "./job-store.ts";

/** How much of the history is kept. */
export interface KeptHistory {
  /** How long an ended job is kept, in milliseconds. */
  readonly ms: number;
  /** How many jobs are kept at most. */
  readonly most: number;
}

export interface PrunerSettings {
  readonly store: JobStore;
  /** Looked up before each part. */
  readonly keep: LiveValue<KeptHistory>;
  readonly now: () => Date;
  /** Ends the pruning after the part under way. */
  readonly stopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

const everyMs = 3_600_000;
/** The pause between two parts: a commit or a cancel never waits for more than one part. */
const pauseMs = 20;

/** Deletes old jobs in the background, now and once an hour, until `stopping` aborts. */
export async function pruneHistory({ store, keep, now, stopping, onError }: PrunerSettings): Promise<void> {
  while (!stopping.aborted) {
    try {
      const { ms, most } = presentValue(keep);
      const more = await store.prune({ endedBefore: new Date(now().getTime() - ms), most });
      await pause(more ? pauseMs : everyMs, stopping);
    } catch (error) {
      onError(error);
      await pause(everyMs, stopping);
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => {});
}
