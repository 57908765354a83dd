/**
 * The program of a libav prober's child processes: probes one file after the other, as requested by the parent, except for
 * files that the parent has dropped before their turn. Its arguments are the number of bytes of memory that it may use, for
 * how many milliseconds it may measure a length, and the containers that it may read.
 *
 * While a file is read nothing else happens in the main thread.
 */
import { closeSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { isSameVersion } from "../../files/file-version.ts";
import { fingerprintOf } from "../../files/fingerprint.ts";
import { openKnownFile } from "../../files/open-known-file-thread.ts";
import { readBeginning } from "../../files/read-beginning-thread.ts";
import type { MediaReader, ReadableFile } from "../../libav/media-reader-child.ts";
import { saysOutOfMemory } from "../../libav/process-end.ts";
import { overMemorySignal } from "../../libav/process-watch.ts";
import { answer, serveRequests } from "../../libav/serve-requests-child.ts";
import { openingFailed, orTextFile } from "./probe-problems.ts";
import { dropped, type FileToProbe, isDropRequest, isProbeRequest, type ProbeRequest } from "./probe-request.ts";
import type { ProbeOutcome } from "./prober.ts";
import { describeVideo } from "./video-facts.ts";

const memoryBytes = Number(process.argv[2]);
const measureMs = Number(process.argv[3]);
const formats = process.argv[4] ?? "";

/** Most films have all that Gleaner itself reads of them in so many bytes. */
const beginningBytes = 128 * 1024;
/** Of one file after the other. */
const beginningBuffer = Buffer.alloc(beginningBytes);

/** How long files are probed before the child looks for a new message, in milliseconds: a look between all would take time. */
const lookEveryMs = 4;

/** The places of files that are not to be probed, among all files. */
const toDrop = new Set<number>();
/** How many files had their turn. */
let begun = 0;
/** When a message was last read or looked for, on the clock of `performance.now()`. */
let lookedAt = 0;

await serveRequests({
  memoryBytes,
  load: async () => {
    const { createMediaReader } = await import("../../libav/media-reader-child.ts");
    const reader = createMediaReader({ formats, measureMs });
    return {
      version: reader.version,
      handle: async (request) => {
        if (!isProbeRequest(request)) throw new TypeError("The request is none to probe");
        for (const file of request.files) {
          await lookForMessage();
          const place = begun;
          begun += 1;
          answer(toDrop.delete(place) ? dropped : await probe(reader, file, request));
        }
      },
      hear: (request) => {
        lookedAt = performance.now();
        if (!isDropRequest(request)) return false;
        for (const place of request.drop) if (place >= begun) toDrop.add(place);
        return true;
      },
    };
  },
});

/** Lets the event loop read a message that has come, now and then. */
async function lookForMessage(): Promise<void> {
  if (performance.now() - lookedAt < lookEveryMs) return;
  await setImmediate();
  lookedAt = performance.now();
}

async function probe(
  reader: MediaReader,
  { path, version }: FileToProbe,
  { roots }: ProbeRequest,
): Promise<ProbeOutcome> {
  const file = openKnownFile(path, { roots });
  if (file.kind === "obstacle") return { kind: "problem", problem: file.obstacle };
  try {
    const { size } = file.version;
    const readInto = (buffer: Buffer, position: number) => readFrom(file.descriptor, buffer, position);
    const beginning = beginningOf(file.descriptor);
    const outcome = await read(reader, { path, openPath: file.path, beginning, readInto }, size);
    return version === null || isSameVersion(version, file.version) ? outcome : { ...outcome, version: file.version };
  } finally {
    closeSync(file.descriptor);
  }
}

async function read(reader: MediaReader, file: ReadableFile, sizeBytes: number): Promise<ProbeOutcome> {
  const result = await reader.read(file, sizeBytes);
  if (result.kind === "media") {
    const outcome = describeVideo(result.media, result);
    const { beginning } = file;
    if (outcome.kind === "problem") return { ...outcome, problem: orTextFile(outcome.problem, beginning) };
    return beginning.length === 0 ? outcome : { ...outcome, fingerprint: fingerprintOf(beginning) };
  }
  // With so much memory in use already, earlier files may be the cause.
  if (saysOutOfMemory(result.error) && process.memoryUsage.rss() > memoryBytes / 2) {
    process.kill(process.pid, overMemorySignal);
  }
  return { kind: "problem", problem: orTextFile(openingFailed(result.error, result.log), file.beginning) };
}

/** Nothing if the disk fails: libav reads the file, too, and its answer counts. */
function beginningOf(descriptor: number): Buffer {
  try {
    return readBeginning(descriptor, beginningBuffer);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Nothing if the disk fails, as above. */
function readFrom(descriptor: number, buffer: Buffer, position: number): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, position);
  } catch {
    return 0;
  }
}
