/**
 * The program of the child processes of a libav prober: probes one file after the other, as it is told over IPC.
 * Its one argument is how many bytes of memory it may take.
 *
 * It ends by signals to itself, as an orderly exit would wait for the thread that libav may hang in.
 */

import { closeSync, fstatSync, openSync } from "node:fs";
import type { MediaReader } from "./libav-media.ts";
import { type FromChild, isToChild, overMemorySignal } from "./libav-messages.ts";
import { openingFailed, saysOutOfMemory } from "./probe-problems.ts";
import type { ProbeOutcome, ProbeProblem } from "./prober.ts";
import { obstacleInError, obstacleInStats, openWithoutWaiting } from "./regular-file.ts";
import { describeVideo } from "./video-facts.ts";

/** Fine enough to catch what grows by a gigabyte a second. */
const memoryCheckMs = 50;

await serve(Number(process.argv[2]));

async function serve(memoryBytes: number): Promise<void> {
  process.on("disconnect", endAtOnce);
  if (!process.connected) endAtOnce();
  // Beside the limit of the system, which counts otherwise, and which macOS does not keep.
  const checkMemory = (): void => {
    if (process.memoryUsage.rss() > memoryBytes) endOverMemory();
  };
  setInterval(checkMemory, memoryCheckMs);

  const reader = await loadReader();
  if (typeof reader === "string") {
    tell({ kind: "cannot_load", reason: reader });
    return;
  }
  process.on("message", (message) => {
    if (!isToChild(message)) throw new TypeError("A message is no request to probe");
    // What is thrown here ends this process, and so is told.
    void probe(reader, message.path).then((outcome) => tell({ kind: "outcome", outcome }));
  });
  // What is too much now is not the doing of any file.
  checkMemory();
  tell({ kind: "ready", version: reader.version });
}

/** libav, or why it cannot be loaded: its package is optional, and not there for every platform. */
async function loadReader(): Promise<MediaReader | string> {
  try {
    const { createMediaReader } = await import("./libav-media.ts");
    return createMediaReader();
  } catch (error) {
    // The first line says it; node-av goes on with all that it tried.
    return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
  }
}

async function probe(reader: MediaReader, path: string): Promise<ProbeOutcome> {
  const obstacle = findObstacle(path);
  if (obstacle !== null) return { kind: "problem", problem: obstacle };
  const result = await reader.read(path);
  if (result.kind === "media") return describeVideo(result.media);
  if (saysOutOfMemory(result.error)) endOverMemory();
  return { kind: "problem", problem: openingFailed(result.error, result.log) };
}

/** As `findObstacle` of `regular-file.ts`, but synchronous: that takes a sixth off the time of a small file. */
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
