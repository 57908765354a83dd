import { setTimeout as delay } from "node:timers/promises";
import type { ScanLibrary } from "../../scanning/scan-library.ts";
import { isConnectionLost } from "./postgres-error.ts";

/**
 * How long a scan waits for a server that does not answer, such as one that restarts, in milliseconds. Less than a lease:
 * the run of a scan that waits longer is over.
 */
const patienceMs = 20_000;

const firstPauseMs = 100;
const longestPauseMs = 1_000;

/**
 * The library, whose calls are made again while the server cannot be reached. This is safe, because a batch that was
 * committed and is committed again by the same job changes nothing and counts nothing.
 */
export function patientScanLibrary(library: ScanLibrary): ScanLibrary {
  return {
    known: (section) => patiently(() => library.known(section)),
    filesBelow: (directory, page) => patiently(() => library.filesBelow(directory, page)),
    hasVideos: (directory, where) => patiently(() => library.hasVideos(directory, where)),
    lastFound: (scan) => patiently(() => library.lastFound(scan)),
    commit: (lease, batch) => patiently(() => library.commit(lease, batch)),
  };
}

async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  const patientUntil = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await call();
    } catch (error) {
      if (!isConnectionLost(error) || performance.now() > patientUntil) throw error;
      await delay(pauseMs);
    }
  }
}
