import type { CheckLibrary } from "../checking/check-library.ts";
import type { CompareLibrary } from "../comparing/compare-library.ts";
import type { ForgetLibrary } from "../forgetting/forget-library.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { DuplicateLibrary } from "../library/duplicates.ts";
import type { LibraryRoots } from "../library/library-roots.ts";
import type { SavedFilters } from "../library/saved-filters.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import type { Deliveries } from "../notices/deliveries.ts";
import type { ScanLibrary } from "../scanning/scan-library.ts";
import type { SavedSettings } from "../settings/saved-settings.ts";

/** An open database. */
export interface Store {
  readonly jobs: JobStore;
  readonly scans: ScanLibrary;
  readonly videos: VideoLibrary;
  readonly checking: CheckLibrary;
  readonly comparing: CompareLibrary;
  readonly duplicates: DuplicateLibrary;
  readonly forgetting: ForgetLibrary;
  readonly roots: LibraryRoots;
  readonly settings: SavedSettings;
  readonly deliveries: Deliveries;
  readonly filters: SavedFilters;
  /**
   * Resolves when search and order know all videos of an older Gleaner, or the store is closed: see `videos/fill-
   * search.ts`.
   */
  readonly filled: Promise<void>;
  /**
   * Reads from the database and takes the lock of writers, without writing anything.
   *
   * @throws StoreError when the database cannot be used
   */
  check(): Promise<void>;
  /** Runs the statements that were handed in. A transaction that is not at its end by then is undone. */
  close(): Promise<void>;
}
