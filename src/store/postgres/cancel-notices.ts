import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
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
  /**
   * Whether a notice that was sent at the start has arrived. If not, a cancel takes effect a second later. If there was no
   * connection to listen on, with the reason: then it is tried again, and heard later.
   */
  readonly atStart: { readonly areHeard: boolean; readonly error: StoreError | null };
  close(): Promise<void>;
}

type AtStart = CancelNotices["atStart"];
interface Listening extends AtStart {
  readonly error: null;
  close(): Promise<void>;
}
interface NotListening extends AtStart {
  readonly error: StoreError;
}

/** How long the notice of the start may take, in milliseconds. */
const hearMs = 2_000;
/** How often the connection is tried, in milliseconds: one that hangs is noticed after twice this time. */
const checkMs = 1_000;
/** How long the database may take for an answer, in milliseconds. */
const answerMs = 10_000;
/** How soon a connection that could not be made is tried again, in milliseconds. */
const againMs = 5_000;

/**
 * Listens to cancels of jobs. A pool of connections that keeps no session, such as PgBouncer's in transaction mode, lets
 * everybody listen and tells nothing. The address for listening may also lead to another database. So the start sends a
 * notice to `url`, as a cancel does, and waits for it.
 */
export async function openCancelNotices(options: CancelNoticesOptions): Promise<CancelNotices> {
  const closing = new AbortController();
  const tried = await tryToListen(options);
  let listening = "close" in tried ? tried : null;
  const tryAgain = async (): Promise<void> => {
    while (listening === null) {
      await delay(againMs, undefined, { signal: closing.signal });
      const next = await tryToListen(options);
      if (!("close" in next)) continue;
      if (closing.signal.aborted) return next.close();
      listening = next;
      options.onMissed();
    }
  };
  tryAgain().catch(() => {});
  return {
    atStart: { areHeard: tried.areHeard, error: tried.error },
    async close() {
      closing.abort();
      await listening?.close();
    },
  };
}

async function tryToListen(options: CancelNoticesOptions): Promise<Listening | NotListening> {
  const { url, directUrl, onCancel, onMissed, onError } = options;
  // `pg` gets it from pg-boss, whose types leave it out.
  const ofConnections = { query_timeout: answerMs };
  const listener = new PgBoss({
    connectionString: directUrl ?? url,
    application_name: "gleaner cancels",
    ...ofConnections,
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
  let handle: { close(): Promise<void> } | undefined;
  const close = async (): Promise<void> => {
    await handle?.close();
    await listener.stop({ graceful: false });
  };
  try {
    await listener.start();
    handle = await listener.getDb().listen?.(cancelChannel, onNotice, onMissed);
    const hearing = heard.promise.then(() => {
      areHeard = true;
    });
    await notify(url, nonce);
    await within(hearMs, hearing);
    return { areHeard, error: null, close };
  } catch (error) {
    await close().catch(() => {});
    const setting = directUrl === null ? "DATABASE_URL" : "DATABASE_DIRECT_URL";
    return { areHeard: false, error: unreachable(error, directUrl ?? url, setting) };
  }
}

async function notify(url: string, payload: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: "gleaner cancels",
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  });
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
