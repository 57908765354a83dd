import type { ScanAcceptedJson } from "../api/contract/jobs.ts";
import type { ScanRequestJson } from "../api/contract/scan-requests.ts";
import type { UnusableRoot } from "../files/named-paths.ts";
import type { OwnJobs } from "./own-jobs.ts";

/** What a command asks of its server, beside the settings. */
export interface ServerOptions {
  /** The command that runs the server, as shown to other processes that find the data directory in use. */
  readonly command: string;
  /** Whether the server runs every pending job, or only those submitted to it. */
  readonly runs: "all" | "submitted";
  /** The address for HTTP. `privately` is a free port of loopback with a secret token. */
  readonly listen: { readonly host: string; readonly port: number } | "privately";
  /** Whether other processes may learn the address and join. */
  readonly joinable: boolean;
  /**
   * Whether the server is only asked for what is in the library. Then it also works in a data directory that it cannot
   * write, and runs no jobs there.
   */
  readonly readsOnly?: boolean;
  /** Whether the server reads files of the scans that several processes share. Default true. */
  readonly isWorker?: boolean;
  /** Whether scans begin by the schedules of their directories. Default false. */
  readonly followsSchedules?: boolean;
  /** Whether scans begin by changes in directories that are to be watched. Default false. */
  readonly watches?: boolean;
  /** Called with a directory whose turn came while its scan before had not ended, so that no scan began. */
  readonly onSkippedTurn?: (directory: string) => void;
  /** Called with the directory of a scan that waits because no worker takes its files. */
  readonly onNoWorker?: (directory: string) => void;
  /** Whether a scan follows at once, so that its first prober starts together with everything else. */
  readonly scansAtOnce: boolean;
  /**
   * A scan that begins as soon as the server listens. Such a server loads its HTTP app with the first request: see
   * late-app.ts.
   */
  readonly firstScan?: ScanRequestJson | undefined;
  /** See `SqliteStoreOptions.onMigration`. */
  readonly onMigration?: (migrated: Promise<unknown>) => void;
  /** Called with a sentence when the database server is lost, and when it is back. Only a library on Postgres needs it. */
  readonly onOutage?: (sentence: string) => void;
  /** Called with errors that no caller can receive. */
  readonly onError: (error: unknown) => void;
}

/** A server that runs. */
export interface Server {
  /** The address, such as `http://127.0.0.1:8765`, with the base path at its end. */
  readonly url: string;
  /** The token that requests must bring; null if they need none. */
  readonly token: string | null;
  /** Whether the server has the web page. A private server never has. */
  readonly hasPage: boolean;
  /** Whether the server has made the library, because there was none. */
  readonly isNewLibrary: boolean;
  /** Roots of the settings that cannot be used now, with the reasons. They are looked up at the start; never rejects. */
  readonly unusableRoots: Promise<readonly UnusableRoot[]>;
  /** Why cancels by other processes take effect late, with the setting that helps; null if they do not. */
  readonly warning: string | null;
  /** The scan of `ServerOptions.firstScan`; null if it has not begun, or if it was refused. Never rejects. */
  readonly firstScan: Promise<ScanAcceptedJson | null>;
  /** For the command that runs this server in its own process. */
  readonly jobs: OwnJobs;
  /** Whether the data directory cannot be written, so that the server can only read: see `ServerOptions.readsOnly`. */
  readonly isReadOnly: boolean;
  /**
   * Leaves running scans pending for the next start, and closes everything in reverse order. Takes no longer than the
   * grace periods and a second, even if the database does not answer.
   */
  close(): Promise<void>;
}
