import { randomUUID } from "node:crypto";
import { PgBoss } from "pg-boss";
import { type JobId, parseJobId } from "../../jobs/job.ts";
import { within } from "../../within.ts";
import { cancelChannel } from "./cancel-channel.ts";

export interface CancelNoticesOptions {
  /** The address of the database. */
  readonly url: string;
  /** The address for listening, where `url` leads through a pool that keeps no session; null: the same. */
  readonly directUrl: string | null;
  /** Called when a job was cancelled, by whichever process. */
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
 * everybody listen and tells nothing. So the start sends itself a notice, and waits for it.
 *
 * @throws the errors of the connection
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
  listener.on("error", onError);
  const nonce = randomUUID();
  const heard = Promise.withResolvers<void>();
  let areHeard = false;
  const onNotice = (payload: string): void => {
    const id = parseJobId(payload);
    if (payload === nonce) heard.resolve();
    else if (id !== null) onCancel(id);
  };
  await listener.start();
  const handle = await listener.getDb().listen?.(cancelChannel, onNotice, onMissed);
  await listener.getDb().executeSql("select pg_notify($1, $2)", [cancelChannel, nonce]);
  await within(
    hearMs,
    heard.promise.then(() => {
      areHeard = true;
    }),
  );
  return {
    areHeard,
    close: async () => {
      await handle?.close();
      await listener.stop({ graceful: false });
    },
  };
}
