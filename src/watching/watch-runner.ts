/**
 * Watches the directories of the library whose settings say so, and begins scans of what has changed in them.
 *
 * At most one such scan of a directory is active. Changes that come meanwhile wait for its end: the scan may have passed
 * their directories already.
 */
import type { JobId } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { LibraryRoot, LibraryRoots, RootId } from "../library/library-roots.ts";
import { type LiveValue, presentValue } from "../live-value.ts";
import { diskLane, scanRequest } from "../scanning/scan-payload.ts";
import type { WalkRules } from "../scanning/walk/walk-rules.ts";
import { type Changes, GatheredChanges } from "./gathered-changes.ts";
import { RootWatch } from "./root-watch.ts";
import { type KnownVideos, statesInLibrary } from "./state-in-library.ts";
import type { WatchState, WatchStateOf, WatchTimes } from "./watch-messages.ts";

export interface WatchRunnerOptions {
  readonly roots: Pick<LibraryRoots, "list">;
  readonly videos: KnownVideos;
  readonly queue: Pick<AsyncJobQueue, "enqueue" | "wait">;
  /** The name of the disk of a directory. */
  readonly diskOf: (path: string) => string;
  readonly walk: Pick<WalkRules, "includeHidden" | "followLinks" | "extensions">;
  /** Patterns that every scan leaves out. After a change, all directories are scanned. Default: none. */
  readonly exclude?: LiveValue<readonly string[]>;
  readonly times: WatchTimes;
  /** Waits, and throws when the signal aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** A root that is watched. */
interface Watched {
  root: LibraryRoot;
  /** See `#scopeOf`. */
  readonly scope: string;
  readonly watch: RootWatch;
  readonly changes: GatheredChanges;
  isScanning: boolean;
  /** What the library makes of a state of `watch`. */
  known: { readonly of: WatchState; readonly isScanning: boolean; readonly state: WatchState } | null;
}

export class WatchRunner {
  readonly #options: WatchRunnerOptions;
  readonly #stopping = new AbortController();
  readonly #watched = new Map<RootId, Watched>();
  readonly #scans = new Set<Promise<void>>();
  #running: Promise<void> = Promise.resolve();

  constructor(options: WatchRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const { watch } of this.#watched.values()) watch.close();
    this.#watched.clear();
    await Promise.all([this.#running, ...this.#scans]);
  }

  /** See `WatchStateOf`. */
  stateOf(id: RootId): ReturnType<WatchStateOf> {
    const watched = this.#watched.get(id);
    if (watched === undefined) return null;
    const { known, watch, changes, isScanning } = watched;
    const state = known?.of === watch.state && known.isScanning === isScanning ? known.state : watch.state;
    return isScanning && !changes.isEmpty ? { ...state, haveChangesToWait: true } : state;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#look().catch(this.#options.onError);
      await this.#options.delay(lookMs, signal).catch(() => {});
    }
  }

  /** Follows the settings of all roots. */
  async #look(): Promise<void> {
    const roots = new Map((await this.#options.roots.list()).map((root) => [root.id, root]));
    if (this.#stopping.signal.aborted) return;
    for (const [id, watched] of this.#watched) {
      const root = roots.get(id);
      if (root?.watch === true && this.#scopeOf(root) === watched.scope) {
        watched.root = root;
      } else {
        watched.watch.close();
        this.#watched.delete(id);
      }
    }
    for (const root of roots.values()) if (root.watch && !this.#watched.has(root.id)) this.#begin(root);
    const watches = [...this.#watched.values()].map((watched) => {
      const { root, watch, isScanning: isBeingScanned } = watched;
      return { watched, path: root.path, state: watch.state, isBeingScanned };
    });
    const states = await statesInLibrary(watches, this.#options.videos);
    for (const [index, { watched, state: of, isBeingScanned: isScanning }] of watches.entries()) {
      watched.known = { of, isScanning, state: states[index] ?? of };
    }
  }

  get #exclude(): readonly string[] {
    return presentValue(this.#options.exclude ?? []);
  }

  /** Which files scans take. After a change of it, everything is watched and scanned anew. */
  #scopeOf({ recursive, includeHidden, followLinks, exclude }: LibraryRoot): string {
    return JSON.stringify([recursive, includeHidden, followLinks, this.#exclude, exclude]);
  }

  #begin(root: LibraryRoot): void {
    const { walk, times, onError } = this.#options;
    const watch = new RootWatch({
      root: root.path,
      recursive: root.recursive,
      includeHidden: root.includeHidden ?? walk.includeHidden,
      followLinks: root.followLinks ?? walk.followLinks,
      exclude: [...this.#exclude, ...root.exclude],
      extensions: walk.extensions,
      times,
      onChanged: (changes) => {
        watched.changes.addAll(changes);
        this.#scanSoon(watched);
      },
      onError,
    });
    const watched: Watched = {
      root,
      scope: this.#scopeOf(root),
      watch,
      changes: new GatheredChanges(),
      isScanning: false,
      known: null,
    };
    this.#watched.set(root.id, watched);
  }

  #scanSoon(watched: Watched): void {
    if (watched.isScanning) return;
    watched.isScanning = true;
    const scanning = this.#scan(watched).finally(() => {
      watched.isScanning = false;
      this.#scans.delete(scanning);
    });
    this.#scans.add(scanning);
  }

  /** Scans until no changes are left. */
  async #scan(watched: Watched): Promise<void> {
    const { signal } = this.#stopping;
    while (!watched.changes.isEmpty && !signal.aborted) {
      const changes = watched.changes.take();
      try {
        const { jobId, isCovered } = await this.#submit(watched.root, changes);
        if (!isCovered) watched.changes.putBack(changes);
        const outcome = await this.#options.queue.wait(jobId, { signal });
        const isCompleted = outcome.kind === "ended" && outcome.job.status === "completed";
        if (!isCovered || isCompleted) continue;
        // Somebody has cancelled it, it has failed, or its row is gone. Its changes are scanned together with the next ones.
        const isLast = watched.changes.isEmpty;
        watched.changes.putBack(changes);
        if (isLast) return;
      } catch (error) {
        if (signal.aborted) return;
        // The database is away. Nothing is forgotten meanwhile.
        watched.changes.putBack(changes);
        this.#options.onError(error);
        await this.#options.delay(lookMs, signal).catch(() => {});
      }
    }
  }

  /** Submits a scan, or finds an earlier one that has not ended, and which may have passed these directories. */
  async #submit(
    { path, recursive }: LibraryRoot,
    changes: Changes,
  ): Promise<{ readonly jobId: JobId; readonly isCovered: boolean }> {
    const { queue, diskOf } = this.#options;
    const only = changes?.directories ?? null;
    const parts = { only, growing: changes?.growing ?? [] };
    const request = scanRequest({
      path,
      recursive,
      retry_errors: false,
      accept_empty: false,
      ...parts,
      trigger: "watch",
    });
    const { job, isNew } = await queue.enqueue({ ...request, lane: diskLane(diskOf(path)), keepsPending: true });
    // A scan of the whole directory that has not begun yet sees everything.
    return { jobId: job.id, isCovered: isNew || (only === null && job.status === "pending" && job.startedAt === null) };
  }
}

/** How often to look for roots with other settings, in milliseconds. */
const lookMs = 5_000;
