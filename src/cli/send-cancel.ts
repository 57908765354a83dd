import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../jobs/store-error.ts";
import { ApiError, isServerGone } from "./server-errors.ts";

/** Stored with the job. */
export const cancelReason = "Ctrl-C";

export interface SendCancelOptions {
  /** Tells a person why the cancel has no effect yet, or none at all. */
  readonly say: (text: string) => void;
  /** Aborts when the job has ended, or nobody follows it any more. */
  readonly followed: AbortSignal;
  /** How long to wait between two tries, in milliseconds. Default 300. */
  readonly againMs?: number;
}

/**
 * Sends a cancel until it is taken. A person presses Ctrl-C once, perhaps while the database does not answer, and the
 * job would go on when it answers again. Never rejects.
 *
 * @param send rejects if the cancel was not taken
 */
export async function sendCancel(
  send: () => Promise<unknown>,
  { say, followed, againMs = 300 }: SendCancelOptions,
): Promise<void> {
  for (let tries = 1; !followed.aborted; tries++) {
    try {
      await send();
      return;
    } catch (error) {
      // Following the job tells whether it has ended, or its server has gone.
      if (isServerGone(error) || (error instanceof ApiError && error.status === 409)) return;
      const message = error instanceof Error ? error.message : String(error);
      if (!mayPass(error)) return say(`The cancel was refused. ${message}`);
      if (tries === 1) say(`The cancel is sent again until it is taken. ${message}`);
    }
    await delay(againMs, undefined, { signal: followed }).catch(() => {});
  }
}

/** Whether the database may answer again by itself. */
function mayPass(error: unknown): boolean {
  const isOfStore = error instanceof StoreError || error instanceof ApiError;
  return isOfStore && (error.code === "STORE_UNAVAILABLE" || error.code === "STORE_LOCKED");
}
