import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeatMs = 1_000;
const pollMs = 200;

/**
 * Runs `work` while no other process does. Whoever works owns `directory`, which then holds a file named for this one
 * turn, and touches that every second; an owner that was killed is known by that having stopped. Neither its process
 * id (containers) nor a clock (suspend) would tell.
 *
 * The directory gets its name with the file already in it, and only an empty one can be removed or replaced. So of
 * several that find an owner dead at once, none can do anything to the one that was first to take over.
 *
 * @param {string} directory does not exist while nobody works
 * @param {() => Promise<void>} work
 * @param {object} [options]
 * @param {number} [options.abandonedAfterMs] how long without a heartbeat says that the owner is dead; default 10 seconds
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
    // Windows says EPERM, of whatever is there already.
    if (isError(error, ["EEXIST", "ENOTEMPTY", ...(process.platform === "win32" ? ["EPERM"] : [])])) return false;
    throw error;
  }
}

/** The turn that the directory is taken for, and its last heartbeat. @param {string} directory */
function ownerOf(directory) {
  try {
    const [turn = ""] = readdirSync(directory);
    return { turn, beatMs: statSync(join(directory, turn)).mtimeMs };
  } catch (error) {
    // It has been released in this moment.
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
    // Somebody has taken this one for dead, and both go on.
    if (!isError(error, ["ENOENT"])) throw error;
  }
}

/** Ends a turn. Does nothing to another. @param {string} directory @param {string} turn */
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
