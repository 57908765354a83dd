/**
 * The program of a libav prober's child processes: probes one file after the other, as requested by the parent. Its
 * arguments are the number of bytes of memory that it may use, for how many milliseconds it may measure a length, and the
 * containers that it may read.
 *
 * While a file is read nothing else happens in the main thread.
 */
import { closeSync, fstatSync, openSync } from "node:fs";
import { obstacleInError, obstacleInStats, openWithoutWaiting } from "../../files/regular-file.ts";
import type { MediaReader } from "../../libav/media-reader-child.ts";
import { saysOutOfMemory } from "../../libav/process-end.ts";
import { overMemorySignal } from "../../libav/process-watch.ts";
import { answer, serveRequests } from "../../libav/serve-requests-child.ts";
import { openingFailed } from "./probe-problems.ts";
import { isProbeRequest } from "./probe-request.ts";
import type { ProbeOutcome, ProbeProblem } from "./prober.ts";
import { describeVideo } from "./video-facts.ts";

const memoryBytes = Number(process.argv[2]);
const measureMs = Number(process.argv[3]);
const formats = process.argv[4] ?? "";

await serveRequests({
  memoryBytes,
  load: async () => {
    const { createMediaReader } = await import("../../libav/media-reader-child.ts");
    const reader = createMediaReader({ formats, measureMs });
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
  const found = inspect(path);
  if (typeof found !== "number") return { kind: "problem", problem: found };
  const result = await reader.read(path, found);
  if (result.kind === "media") return describeVideo(result.media);
  // With so much memory in use already, earlier files may be the cause.
  if (saysOutOfMemory(result.error) && process.memoryUsage.rss() > memoryBytes / 2) {
    process.kill(process.pid, overMemorySignal);
  }
  return { kind: "problem", problem: openingFailed(result.error, result.log) };
}

/** The size of the file in bytes, or why it cannot be read. Like `findObstacle`, but synchronous, as everything here. */
function inspect(path: string): ProbeProblem | number {
  let file: number;
  try {
    file = openSync(path, openWithoutWaiting);
  } catch (error) {
    return obstacleInError(error);
  }
  try {
    const stats = fstatSync(file);
    return obstacleInStats(stats) ?? stats.size;
  } catch (error) {
    return obstacleInError(error);
  } finally {
    closeSync(file);
  }
}
