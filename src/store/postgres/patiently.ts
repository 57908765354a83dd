import { setTimeout as delay } from "node:timers/promises";
import { isConnectionLost } from "./postgres-error.ts";

/**
 * How long a scan waits for a server that does not answer, such as one that restarts, in milliseconds. Less than a lease:
 * the run of a scan that waits longer is over.
 */
const patienceMs = 20_000;

const firstPauseMs = 100;
const longestPauseMs = 1_000;

/**
 * Makes a call again while the server cannot be reached. Only for calls that may be made twice.
 *
 * @param ms how long, in milliseconds. Default: as long as a scan can wait
 */
export async function patiently<Result>(call: () => Promise<Result>, ms = patienceMs): Promise<Result> {
  const patientUntil = performance.now() + ms;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await call();
    } catch (error) {
      if (!isConnectionLost(error) || performance.now() > patientUntil) throw error;
      await delay(pauseMs);
    }
  }
}
