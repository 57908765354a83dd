import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeatMs = 1_000;
const pollMs = 200;

/**
 * Runs `work` while no other process does. Whoever works owns `directory` and touches it every second; an owner that
 * was killed is known by that having stopped. Neither its process id (containers) nor a clock (suspend) would tell.
 *
 * @param {string} directory does not exist while nobody works
 * @param {() => Promise<void>} work
 * @param {object} [options]
 * @param {number} [options.abandonedAfterMs] how long without a heartbeat says that the owner is dead; default 10 seconds
 */
export async function alone(directory, work, { abandonedAfterMs = 10_000 } = {}) {
  await own(directory, abandonedAfterMs);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimesSync(directory, now, now);
  }, heartbeatMs);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {string} directory @param {number} abandonedAfterMs */
async function own(directory, abandonedAfterMs) {
  let lastBeat = 0;
  let pollsWithoutBeat = 0;
  while (!tryToMake(directory)) {
    const owned = statSync(directory, { throwIfNoEntry: false });
    const beat = owned === undefined ? 0 : owned.mtimeMs;
    pollsWithoutBeat = beat === lastBeat ? pollsWithoutBeat + 1 : 0;
    lastBeat = beat;
    if (pollsWithoutBeat * pollMs >= abandonedAfterMs) rmSync(directory, { recursive: true, force: true });
    else await sleep(pollMs);
  }
}

/** @param {string} directory */
function tryToMake(directory) {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
