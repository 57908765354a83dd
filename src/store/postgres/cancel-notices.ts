import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { PgBoss } from "pg-boss";
import { databaseName } from "../../database-name.ts";
import { type JobId, parseJobId } from "../../jobs/job.ts";
import { StoreError } from "../../jobs/store-error.ts";
import { within } from "../../within.ts";
import { cancelChannel } from "./postgres-differences.ts";

export interface CancelNoticesOptions {
  /** The address of the database. */
  readonly url: string;
  /** The address for listening, where `url` leads through a pool that keeps no session; null: the same. */
  readonly directUrl: string | null;
  /** Called when a job was cancelled or has ended, by whichever process. */
  readonly onCancel: (id: JobId) => void;
  /** Called when notices may have been missed. */
  readonly onMissed: () => void;
  /** Called with errors of the connection, which is made again. */
  readonly onError: (error: unknown) => void;
}

export interface CancelNotices {
  /** Whether a notice arrived that was sent at the start. If not, a cancel takes effect a second later. */
  readonly areHeard: boolean;
  close(): Promise<void>;
}

/** How long the notice of the start may take, in milliseconds. */
const hearMs = 2_000;
/** How often the connection is tried, in milliseconds: one that hangs is noticed after twice this time. */
const checkMs = 1_000;

/**
 * Listens to cancels of jobs. A pool of connections that keeps no session, such as PgBouncer's in transaction mode, lets
 * everybody listen and tells nothing. The address for listening may also lead to another database. So the start sends a
 * notice to `url`, as a cancel does, and waits for it.
 *
 * @throws StoreError if the database cannot be reached
 */
export async function openCancelNotices(options: CancelNoticesOptions): Promise<CancelNotices> {
  const { url, directUrl, onCancel, onMissed, onError } = options;
  const listener = new PgBoss({
    connectionString: directUrl ?? url,
    application_name: "gleaner cancels",
    max: 1,
    supervise: false,
    schedule: false,
    migrate: false,
    registerInstance: false,
    notifyHeartbeatIntervalMs: checkMs,
    notifyHeartbeatTimeoutMs: checkMs,
  });
  // A connection that hears nothing also loses its registration all the time.
  listener.on("error", (error) => {
    if (areHeard) onError(error);
  });
  const nonce = randomUUID();
  const heard = Promise.withResolvers<void>();
  let areHeard = false;
  const onNotice = (payload: string): void => {
    const id = parseJobId(payload);
    if (payload === nonce) heard.resolve();
    else if (id !== null) onCancel(id);
  };
  try {
    await listener.start();
    const handle = await listener.getDb().listen?.(cancelChannel, onNotice, onMissed);
    const hearing = heard.promise.then(() => {
      areHeard = true;
    });
    await notify(url, nonce);
    await within(hearMs, hearing);
    return {
      areHeard,
      close: async () => {
        await handle?.close();
        await listener.stop({ graceful: false });
      },
    };
  } catch (error) {
    await listener.stop({ graceful: false }).catch(() => {});
    throw unreachable(error, directUrl ?? url, directUrl === null ? "DATABASE_URL" : "DATABASE_DIRECT_URL");
  }
}

async function notify(url: string, payload: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: "gleaner cancels" });
  // Without a listener, an error of the idle connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select pg_notify($1, $2)", [cancelChannel, payload]);
  } finally {
    await client.end();
  }
}

function unreachable(error: unknown, url: string, setting: string): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(
    "STORE_UNAVAILABLE",
    `Notices of cancels cannot be heard on ${databaseName(url)}: ${reason}. Check ${setting}.`,
    { cause: error },
  );
}
