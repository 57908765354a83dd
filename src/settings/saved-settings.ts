import type { JsonValue } from "../jobs/job.ts";

/** What the library keeps of settings: values by their names. */
export type SavedValues = Readonly<Record<string, JsonValue>>;

/**
 * Settings that people have changed while Gleaner runs. The library keeps them, so they hold after the next start, and in
 * every process that uses the library. All calls throw `StoreError` if the database cannot be used.
 */
export interface SavedSettings {
  /** Sees everything that was changed before the call, by any process. */
  read(): Promise<SavedValues>;

  /**
   * Changes all of these in one transaction, and returns everything that is saved then.
   *
   * @param changes null removes a value
   */
  change(changes: SavedValues): Promise<SavedValues>;
}
