/** The problems that probers report, in the words that people read after the path. */
import { permissionDenied, vanished } from "../../files/regular-file.ts";
import type { ProcessEnd } from "../../libav/run-limited.ts";
import type { ProbeProblem } from "./prober.ts";

/** @param why after "is not a video file that can be read: " */
export function notVideo(why: string): ProbeProblem {
  return { code: "not_video", message: `is not a video file that can be read: ${why}` };
}

export function timedOut(timeoutMs: number): ProbeProblem {
  return { code: "timed_out", message: `took longer than ${timeoutMs / 1_000} s to read and was given up` };
}

export function outOfMemory(memoryBytes: number): ProbeProblem {
  const megabytes = Math.round(memoryBytes / 1024 ** 2);
  return { code: "out_of_memory", message: `takes more than ${megabytes} MB of memory to read and was given up` };
}

/**
 * libav refuses a file that asks for more memory at once than the limit leaves, or than it ever gives: mostly a damaged
 * one that names a size beyond all sense. No memory has been taken then.
 */
const memoryRefused: ProbeProblem = {
  code: "out_of_memory",
  message: "asks for more memory than there is for a file, as damaged files do",
};

/** The problem of a file under which its process ended by itself. */
export function processEnded(end: ProcessEnd, memoryBytes: number): ProbeProblem {
  if (saysOutOfMemory(end.stderr)) return outOfMemory(memoryBytes);
  const how = end.signal === null ? `exit code ${end.exitCode}` : signalText(end.signal);
  return { code: "crashed", message: `makes the process that reads it crash (${how}) and was given up` };
}

function signalText(signal: NodeJS.Signals): string {
  return signal === "SIGKILL" ? "SIGKILL, perhaps as the system was short of memory" : signal;
}

/** Whether an allocation failed: in libav, in C++, in V8, or in the loader of shared libraries. */
export function saysOutOfMemory(text: string): boolean {
  return /cannot allocate memory|out of memory|bad_alloc|memory exhausted/i.test(text);
}

/**
 * What libav's refusal to open a file means.
 *
 * @param error the text of its error code
 * @param log the last line that it logged before, without its prefix; null where there is none
 */
export function openingFailed(error: string, log: string | null): ProbeProblem {
  if (saysOutOfMemory(error)) return memoryRefused;
  switch (error) {
    case "No such file or directory":
      return vanished;
    case "Permission denied":
    case "Operation not permitted":
      return permissionDenied;
    case "Input/output error":
      return { code: "unreadable", message: "is cut short or damaged, or its disk cannot read it" };
    case "Stale file handle":
      return { code: "unreadable", message: "cannot be read: the network drive has lost it. Mount it again." };
  }
  if (log?.startsWith("Format not on whitelist")) return notVideo("its format is none of a video");
  const why = plain(log ?? error);
  return notVideo(why === "" ? "no reason was given" : why);
}

/** One short line without control characters: what libav logs may quote the file. */
function plain(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
