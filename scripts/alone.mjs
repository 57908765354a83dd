import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeatMs = 1_000;
const pollMs = 200;

/**
 * Runs `work` while no other process does: a lock that survives no owner.
 *
 * The owner has `directory`, with one file in it, which is named for this turn. The owner touches the file every
 * second. When the touches end, the owner is dead, and another process takes over. Process ids would not show this
 * (each container has its own), nor would the age of the file (a machine may have been suspended): a waiting process
 * counts its own polls.
 *
 * A directory gets its name by a rename, with the file already in it, and only an empty directory can be removed or
 * replaced. So when several processes find the owner dead at once, the first one takes over, and the others cannot
 * harm its turn.
 *
 * Set-up needs this before any package is installed, so it cannot use a package.
 *
 * @param {string} directory exists only while a process works
 * @param {() => Promise<void>} work
 * @param {object} [options]
 * @param {number} [options.abandonedAfterMs] after how long without a touch the owner counts as dead. Default 10 seconds
 */
export async function alone(directory, work, { abandonedAfterMs = 10_000 } = {}) {
  const turn = randomUUID();
  await own(directory, turn, abandonedAfterMs);
  const heartbeat = setInterval(() => beat(directory, turn), heartbeatMs);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
    release(directory, turn);
  }
}

/** @param {string} directory @param {string} turn @param {number} abandonedAfterMs */
async function own(directory, turn, abandonedAfterMs) {
  let last = { turn: "", beatMs: 0 };
  let pollsWithoutBeat = 0;
  while (!tryToTake(directory, turn)) {
    const owner = ownerOf(directory);
    pollsWithoutBeat = owner.turn === last.turn && owner.beatMs === last.beatMs ? pollsWithoutBeat + 1 : 0;
    last = owner;
    if (pollsWithoutBeat * pollMs >= abandonedAfterMs) release(directory, owner.turn);
    else await sleep(pollMs);
  }
}

/** @param {string} directory @param {string} turn */
function tryToTake(directory, turn) {
  const own = `${directory}-${turn}`;
  mkdirSync(own);
  try {
    writeFileSync(join(own, turn), "");
    renameSync(own, directory);
    return true;
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    // Windows answers EPERM when the name is taken.
    if (isError(error, ["EEXIST", "ENOTEMPTY", ...(process.platform === "win32" ? ["EPERM"] : [])])) return false;
    throw error;
  }
}

/** The owner's turn and its last heartbeat. @param {string} directory */
function ownerOf(directory) {
  try {
    const [turn = ""] = readdirSync(directory);
    return { turn, beatMs: statSync(join(directory, turn)).mtimeMs };
  } catch (error) {
    // The owner has just released it.
    if (isError(error, ["ENOENT"])) return { turn: "", beatMs: 0 };
    throw error;
  }
}

/** @param {string} directory @param {string} turn */
function beat(directory, turn) {
  const now = new Date();
  try {
    utimesSync(join(directory, turn), now, now);
  } catch (error) {
    // Another process took this one for dead. Both go on.
    if (!isError(error, ["ENOENT"])) throw error;
  }
}

/** Ends a turn. Never ends another one. @param {string} directory @param {string} turn */
function release(directory, turn) {
  try {
    if (turn !== "") rmSync(join(directory, turn), { force: true });
    rmdirSync(directory);
  } catch (error) {
    if (!isError(error, ["ENOENT", "ENOTEMPTY", "EEXIST"])) throw error;
  }
}

/** @param {unknown} error @param {readonly string[]} codes */
function isError(error, codes) {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
