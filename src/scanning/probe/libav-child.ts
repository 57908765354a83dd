/**
 * The program of the child processes of a libav prober: probes one file after the other, as it is told over IPC.
 * Its one argument is how many bytes of memory it may take.
 *
 * While a file is read nothing else happens in its main thread: another one watches over it, see `process-watch.ts`.
 * It ends by signals to itself, as an orderly end would wait for libav.
 */

import { closeSync, fstatSync, openSync } from "node:fs";
import { obstacleInError, obstacleInStats, openWithoutWaiting } from "../../files/regular-file.ts";
import { overMemorySignal, startProcessWatch } from "../../libav/process-watch.ts";
import type { MediaReader } from "./libav-media-child.ts";
import { type FromChild, isToChild } from "./libav-messages.ts";
import { openingFailed, saysOutOfMemory } from "./probe-problems.ts";
import type { ProbeOutcome, ProbeProblem } from "./prober.ts";
import { describeVideo } from "./video-facts.ts";

await serve(Number(process.argv[2]));

async function serve(memoryBytes: number): Promise<void> {
  process.on("disconnect", endAtOnce);
  if (!process.connected) endAtOnce();
  const parentPid = process.ppid;
  const reader = await loadReader();
  if (typeof reader === "string") {
    tell({ kind: "cannot_load", reason: reader });
    return;
  }
  const waiting: string[] = [];
  let isWorking = false;
  process.on("message", (message) => {
    if (!isToChild(message)) throw new TypeError("A message is no request to probe");
    waiting.push(...message.paths);
    // What is thrown here ends this process, and so is told.
    if (!isWorking) void work();
  });
  const work = async (): Promise<void> => {
    isWorking = true;
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      tell({ kind: "outcome", outcome: await probe(reader, path, memoryBytes) });
    }
    isWorking = false;
  };
  // What is too much now is not the doing of any file.
  if (process.memoryUsage.rss() > memoryBytes) endOverMemory();
  tell({ kind: "ready", version: reader.version });
  // Beside the limit of the system, which counts otherwise, and which macOS does not keep.
  startProcessWatch({ memoryBytes, parentPid });
}

/** libav, or why it cannot be loaded: its package is optional, and not there for every platform. */
async function loadReader(): Promise<MediaReader | string> {
  try {
    const { createMediaReader } = await import("./libav-media-child.ts");
    return createMediaReader();
  } catch (error) {
    // The first line says it; node-av goes on with all that it tried.
    return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
  }
}

async function probe(reader: MediaReader, path: string, memoryBytes: number): Promise<ProbeOutcome> {
  const obstacle = findObstacle(path);
  if (obstacle !== null) return { kind: "problem", problem: obstacle };
  const result = await reader.read(path);
  if (result.kind === "media") return describeVideo(result.media);
  // With that much in use already it may be the doing of the files before it.
  if (saysOutOfMemory(result.error) && process.memoryUsage.rss() > memoryBytes / 2) endOverMemory();
  return { kind: "problem", problem: openingFailed(result.error, result.log) };
}

/** As `findObstacle` of `regular-file.ts`, but synchronous, like all that is done here. */
function findObstacle(path: string): ProbeProblem | null {
  let file: number;
  try {
    file = openSync(path, openWithoutWaiting);
  } catch (error) {
    return obstacleInError(error);
  }
  try {
    return obstacleInStats(fstatSync(file));
  } catch (error) {
    return obstacleInError(error);
  } finally {
    closeSync(file);
  }
}

function tell(message: FromChild): void {
  process.send?.(message);
}

function endOverMemory(): void {
  process.kill(process.pid, overMemorySignal);
}

function endAtOnce(): void {
  process.kill(process.pid, "SIGKILL");
}
