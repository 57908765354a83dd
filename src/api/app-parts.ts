import type { RequestListener, Server } from "node:http";
import type { ShowInFileManager } from "../files/file-manager.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { ForgetLibrary } from "../forgetting/forget-library.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { DuplicateLibrary } from "../library/duplicates.ts";
import type { LibraryRoots } from "../library/library-roots.ts";
import type { Posters } from "../library/posters.ts";
import type { SavedFilters } from "../library/saved-filters.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import type { ListWorkers } from "../library/workers.ts";
import type { LiveValue } from "../live-value.ts";
import type { Delivery } from "../notices/deliveries.ts";
import type { WebhookAnswer } from "../notices/send-webhook.ts";
import type { ProberHealth } from "../scanning/probe/prober.ts";
import type { ScanLibrary } from "../scanning/scan-library.ts";
import type { ListedSetting } from "../settings/listed-setting.ts";
import type { ChangeOutcome, LiveSettings, SettingChanges } from "../settings/live-settings.ts";
import type { WatchStateOf } from "../watching/watch-messages.ts";
import type { GuardOptions } from "./guard.ts";

/** What the calls of the API need. */
export interface AppParts {
  readonly queue: AsyncJobQueue;
  readonly videos: VideoLibrary;
  readonly posters: Posters;
  readonly duplicates: DuplicateLibrary;
  /** The files that scans know. */
  readonly known: Pick<ScanLibrary, "filesBelow">;
  /** The directories of the library. */
  readonly roots: LibraryRoots;
  /** Filters that people keep under a name. */
  readonly filters: SavedFilters;
  readonly forgetting: Pick<ForgetLibrary, "removeRoot" | "removeRootByJob" | "forgetsAround">;
  /** Which directories of the library this server watches. Default: none. */
  readonly watchStateOf?: WatchStateOf;
  /** The workers of shared scans. Default: there are none, and the server reads all files. */
  readonly workers?: ListWorkers;
  /** Default: none. */
  readonly settings?: SettingsPart;
  /** Shows a file on the desktop of this server. Default: it has none. */
  readonly showFile?: ShowInFileManager | null;
  /** Default: none. */
  readonly webhook?: WebhookPart;
  readonly health: HealthChecks;
}

/** The settings of the server. */
export interface SettingsPart extends Pick<LiveSettings, "refresh"> {
  list(): readonly ListedSetting[];
  /** `newSecret`: the change has made this secret of the webhook. */
  change(changes: SettingChanges): Promise<ChangeOutcome & { readonly newSecret: string | null }>;
}

/** The webhook of the server. */
export interface WebhookPart {
  /** Sends a message that means nothing; null if there is no webhook. */
  test(signal: AbortSignal): Promise<WebhookAnswer | null>;
  /** The newest messages. */
  list(limit: number): Promise<readonly Delivery[]>;
}

export interface HealthChecks {
  /** Rejects when the database cannot be used. */
  database(): Promise<void>;
  prober(): Promise<ProberHealth>;
  /** The disk of the data directory, which holds the library unless `isOnServer`. */
  disk(): Promise<{ freeBytes: number }>;
  /** Whether a database server has the library. Default: no. */
  readonly isOnServer?: boolean;
}

export interface AppOptions extends GuardOptions {
  /** The path below which browsers see the server, such as `/gleaner`; see base-path.ts. Default `""`, none. */
  readonly basePath?: string;
  /** The paths that requests may name. Default: every path if only this machine can reach the server, else none. */
  readonly paths?: NamedPaths;
  /** Extensions of video files, with their dot, in lower case. Default: the usual ones. */
  readonly extensions?: ReadonlySet<string>;
  /** Patterns that all scans leave out. Default: none. */
  readonly exclude?: LiveValue<readonly string[]>;
  /** Whether files may be deleted. */
  readonly allowDelete: boolean;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Where log lines go. Default: standard output. */
  readonly logStream?: { write(line: string): void };
  /** The directory of the built web page; null where there is none. */
  readonly page: string | null;
  /** Whether people use the server. Then it has the OpenAPI document, /docs and /metrics, which take long to load. */
  readonly forPeople: boolean;
  /** The version of this program. */
  readonly version: string;
  /**
   * Gives the server that passes its requests to `handle`, and that ends its silent connections itself. Default: a new
   * one. See late-app.ts.
   */
  readonly serverFor?: (handle: RequestListener) => Server;
}
