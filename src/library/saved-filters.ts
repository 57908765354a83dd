import type { JsonObject } from "../jobs/job.ts";
import type { VideoSort } from "./video-library.ts";

/** Filters of videos that somebody keeps under a name. */
export interface SavedFilter extends NewSavedFilter {
  /** A UUID. */
  readonly id: string;
  readonly createdAt: Date;
}

export interface NewSavedFilter {
  /** For people. No two have the same. */
  readonly name: string;
  /** With the names of the API: see `filterPayload`. */
  readonly filter: JsonObject;
  /** Null: as the list is sorted otherwise. */
  readonly sort: VideoSort | null;
}

/** More than a menu can show. */
export const mostSavedFilters = 200;

/** Another one has the name, or there are `mostSavedFilters` already. */
export type SaveFilterProblem = "taken" | "full";

/** The saved filters of a library. Every call throws `StoreError` if the database cannot be used. */
export interface SavedFilters {
  /** In the order of their names. Rows that another program wrote, and that are no filters, are left out. */
  list(): Promise<readonly SavedFilter[]>;
  add(filter: NewSavedFilter): Promise<SavedFilter | SaveFilterProblem>;
  /** @returns null if there is none with this id */
  change(id: string, changes: Partial<NewSavedFilter>): Promise<SavedFilter | "taken" | null>;
  /** @returns whether there was one with this id */
  remove(id: string): Promise<boolean>;
}
