import { setTimeout as delay } from "node:timers/promises";
import { isConnectionLost } from "./postgres-error.ts";

const firstPauseMs = 100;
const longestPauseMs = 1_000;

/**
 * Makes a call again while the server cannot be reached, such as one that restarts. Only for calls that may be made twice.
 *
 * @param ms how long, in milliseconds. Default: for ever, as a scan waits. Its lease may expire meanwhile: if another
 *   process has taken the job over by then, the call says so
 */
export async function patiently<Result>(call: () => Promise<Result>, ms = Infinity): Promise<Result> {
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
