/**
 * The program of a libav prober's child processes: probes one file after the other, as requested by the parent. Its one
 * argument is the number of bytes of memory that it may use.
 *
 * While a file is read nothing else happens in the main thread.
 */
import { closeSync, fstatSync, openSync } from "node:fs";
import { obstacleInError, obstacleInStats, openWithoutWaiting } from "../../files/regular-file.ts";
import { saysOutOfMemory } from "../../libav/process-end.ts";
import { overMemorySignal } from "../../libav/process-watch.ts";
import { answer, serveRequests } from "../../libav/serve-requests-child.ts";
import type { MediaReader } from "./libav-media-child.ts";
import { openingFailed } from "./probe-problems.ts";
import { isProbeRequest } from "./probe-request.ts";
import type { ProbeOutcome, ProbeProblem } from "./prober.ts";
import { describeVideo } from "./video-facts.ts";

const memoryBytes = Number(process.argv[2]);

await serveRequests({
  memoryBytes,
  load: async () => {
    const { createMediaReader } = await import("./libav-media-child.ts");
    const reader = createMediaReader();
    return {
      version: reader.version,
      handle: async (request) => {
        if (!isProbeRequest(request)) throw new TypeError("The request is none to probe");
        for (const path of request.paths) answer(await probe(reader, path));
      },
    };
  },
});

async function probe(reader: MediaReader, path: string): Promise<ProbeOutcome> {
  const obstacle = findObstacle(path);
  if (obstacle !== null) return { kind: "problem", problem: obstacle };
  const result = await reader.read(path);
  if (result.kind === "media") return describeVideo(result.media);
  // With so much memory in use already, earlier files may be the cause.
  if (saysOutOfMemory(result.error) && process.memoryUsage.rss() > memoryBytes / 2) {
    process.kill(process.pid, overMemorySignal);
  }
  return { kind: "problem", problem: openingFailed(result.error, result.log) };
}

/** Like `findObstacle` of `regular-file.ts`, but synchronous, as everything here is. */
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
