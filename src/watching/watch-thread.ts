/**
 * Watches one directory of the library in a thread of its own: a disk that does not answer holds up nothing else. Reports
 * directories in which something has changed, once the changes have settled.
 */
import { opendirSync, readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { isWithin } from "../files/is-within.ts";
import { type Mount, parseMountinfo } from "../files/mountinfo.ts";
import { type Said, say } from "../sentences/say.ts";
import { GatheredChanges } from "./gathered-changes.ts";
import { GrowingFiles } from "./growing-files-thread.ts";
import type { WatchMessage, WatchState, WatchThreadData } from "./watch-messages.ts";
import { allOf, closedOffText, limitText, linkText, reasonOf } from "./watch-problems.ts";
import { isWatchable, whyUnwatchable } from "./watchable.ts";
import { identityOf, lookAt, meansGone, whyClosed } from "./watched-directory-thread.ts";
import { WatchedTree } from "./watched-tree-thread.ts";

const data = workerData as WatchThreadData;
const { root, times } = data;

/** The system takes this setting for a thread when its first watch is set, and a later change of it counts for others. */
const mostEvents = Number(setting("max_queued_events") ?? 16_384);
const changes = new GatheredChanges();
const growing = new GrowingFiles(times);
let tree: WatchedTree | null = null;
/** What was at the root, and which file systems were mounted in it, when the watches were set. */
let place = "";
let firstChangeAt = 0;
let lastChangeAt = 0;
let timer: NodeJS.Timeout | null = null;
/** Whether all watches are set. */
let isComplete = false;
let mustBeginAnew = false;
/** Whether the system has refused a watch: it is tried again when its limit has changed. */
let isRefused = false;

function send(message: WatchMessage): void {
  parentPort?.postMessage(message);
}

function setState(state: WatchState): void {
  send({ kind: "state", state });
}

function changed(): void {
  lastChangeAt = performance.now();
  reportSoon();
}

function reportSoon(): void {
  if (timer !== null) return;
  firstChangeAt = performance.now();
  timer = setInterval(report, Math.max(times.quietMs / 4, 10));
}

/** Reports the changes that have settled. */
function report(): void {
  const now = performance.now();
  for (const directory of growing.look()) {
    changes.add(directory);
    // Files that were written together are scanned together.
    lastChangeAt = now;
  }
  const isQuiet = now - lastChangeAt >= times.quietMs;
  if (!isQuiet && now - firstChangeAt < times.mostWaitMs) return;
  if (mustBeginAnew) {
    void begin();
    return;
  }
  if (changes.isWhole && growing.size > 0 && now - firstChangeAt < times.mostWaitMs) return;
  if (!changes.isEmpty) {
    const taken = changes.take();
    const directories = taken?.directories ?? [];
    const grow = directories.flatMap((directory) => growing.in(directory));
    send({ kind: "changed", changes: taken === null ? null : { directories, growing: grow } });
  }
  firstChangeAt = now;
  if (growing.size > 0 || timer === null) return;
  clearInterval(timer);
  timer = null;
}

async function begin(): Promise<void> {
  tree?.close();
  isComplete = false;
  watchedNow = "";
  isRefused = false;
  mustBeginAnew = false;
  growing.clear();
  if (timer !== null) clearInterval(timer);
  timer = null;
  changes.take();
  const mounts = readMounts();
  place = placeNow(mounts);
  const absence = whyAbsent();
  if (absence !== null) {
    tree = null;
    setState({ state: "absent", problem: absence });
    return;
  }
  const problem = whyUnwatchable(root, mounts, process.platform);
  if (problem !== null) {
    tree = null;
    setState({ state: "unsupported", problem });
    return;
  }
  setState({ state: "starting" });
  const begun = new WatchedTree({
    ...data,
    passesOver: new Set(
      mounts
        .filter(({ mountPoint }) => isWithin(mountPoint, root) && !isWatchable(mountPoint, mounts))
        .map(({ mountPoint }) => mountPoint),
    ),
    mostEvents,
    onChange: (directory) => {
      changes.add(directory);
      changed();
    },
    onFile: (path, directory) => {
      const isKnown = growing.has(path);
      const isRoom = isKnown || growing.size < mostGrowing;
      const grows = isRoom && growing.add(path);
      // Other changes need not wait until a download ends.
      if (isKnown && grows) return reportSoon();
      if (!isRoom) changes.addWhole();
      else if (!grows) changes.add(directory);
      changed();
    },
    onGone: (directory) => changes.forget((one) => isWithin(one, directory)),
    onLink: () => {
      changes.addWhole();
      changed();
    },
    onRootGone: look,
    onMissed: () => {
      mustBeginAnew = true;
      changes.addWhole();
      changed();
    },
    onRefused: (error) => {
      isRefused = true;
      isComplete = false;
      place = placeNow(mounts);
      setState({ state: "limit", problem: limitText(error, setting) });
    },
  });
  tree = begun;
  await begun.begin();
  if (begun.isClosed) return;
  isComplete = true;
  setWatching(begun);
  // Whatever has happened while nobody watched. The place of a disk that is not mounted is empty.
  if (begun.size > 1 || hasEntries(root)) send({ kind: "changed", changes: null });
}

/** Why the directory cannot be watched now, as sentences; null if it can. */
function whyAbsent(): Said | null {
  const found = lookAt(root);
  if (typeof found === "string" ? meansGone(found) : !found.isDirectory()) {
    return say("watch_absent");
  }
  const code = typeof found === "string" ? found : whyClosed(root);
  return code === null ? null : say("watch_unreadable", { why: reasonOf(code) });
}

let watchedNow = "";

/** Says how many directories are watched, and which are not, if that has changed. */
function setWatching({ size, closedOff, link }: WatchedTree): void {
  const problems = [
    ...(closedOff === null ? [] : [closedOffText(closedOff)]),
    ...(link === null ? [] : [linkText(link)]),
  ];
  const problem = allOf(problems);
  // The place of a disk that is not mounted is empty.
  const isEmpty = size === 1 && !hasEntries(root);
  const now = JSON.stringify([size, problem, isEmpty]);
  if (now === watchedNow) return;
  watchedNow = now;
  setState({ state: "watching", directories: size, problem, ...(isEmpty && { isEmpty }) });
}

function hasEntries(directory: string): boolean {
  try {
    const open = opendirSync(directory);
    try {
      return open.readSync() !== null;
    } finally {
      open.closeSync();
    }
  } catch {
    return false;
  }
}

const mostGrowing = 1_000;

/** Looks whether another directory is at the root, or something was mounted in it, of which no event tells. */
function look(): void {
  const now = placeNow(readMounts());
  if (now !== place) void begin();
  else if (tree !== null && isComplete) {
    tree.retry();
    setWatching(tree);
  }
}

function placeNow(mounts: readonly Mount[]): string {
  const found = lookAt(root);
  const below = mounts.filter(({ mountPoint }) => isWithin(mountPoint, root) || isWithin(root, mountPoint));
  const limits = isRefused ? `${setting("max_user_watches")} ${setting("max_user_instances")}` : "";
  return [
    typeof found === "string" ? found : identityOf(found),
    whyClosed(root) ?? "",
    limits,
    ...below.map(({ id }) => id),
  ].join("\n");
}

function readMounts(): readonly Mount[] {
  try {
    return parseMountinfo(readFileSync("/proc/self/mountinfo", "utf8"));
  } catch {
    return [];
  }
}

function setting(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/fs/inotify/${name}`, "utf8").trim();
  } catch {
    return null;
  }
}

setInterval(look, times.lookMs);
void begin();
