/** The problems that probers report. Each message follows the path of the file. */
import { permissionDenied, vanished } from "../../files/regular-file.ts";
import { endText, isCrash, type ProcessEnd, reachedMemoryLimit, saysOutOfMemory } from "../../libav/process-end.ts";
import { isSystemError } from "../../libav/system-errors.ts";
import { libavErrorText } from "./libav-error-text.ts";
import type { ProbeProblem } from "./prober.ts";

/**
 * Whether the bytes of the file caused the problem. Then the same bytes cause it again, and the problem is remembered
 * until the file changes. The disk, the network or the system caused every other problem, so the next scan tries the
 * file again.
 */
export function isCausedByFile({ code }: ProbeProblem): boolean {
  switch (code) {
    case "not_video":
    case "crashed":
    case "out_of_memory":
      return true;
    case "not_regular_file":
    case "link_outside_roots":
    case "vanished":
    case "unreadable":
    case "timed_out":
    case "killed":
      return false;
  }
}

/** @param why the end of a sentence about the file, such as "it is damaged" */
export function notVideo(why: string): ProbeProblem {
  return { code: "not_video", message: `cannot be read as a video: ${why}` };
}

export function timedOut(timeoutMs: number): ProbeProblem {
  return { code: "timed_out", message: `was given up: reading it took longer than ${timeoutMs / 1_000} s` };
}

/** The call that reads the file has not come back, so its process cannot be ended. */
export function diskSilent(timeoutMs: number): ProbeProblem {
  const seconds = timeoutMs / 1_000;
  return { code: "timed_out", message: `cannot be read: its disk has not answered for ${seconds} s. Check the disk.` };
}

/** The file's process reached its own memory limit. */
function outOfMemory(memoryBytes: number): ProbeProblem {
  const megabytes = Math.round(memoryBytes / 1024 ** 2);
  return { code: "out_of_memory", message: `was given up: reading it takes more than ${megabytes} MB of memory` };
}

/** libav refuses to allocate more memory than the limit leaves. Such a file is mostly damaged and declares a senseless size. */
const memoryRefused: ProbeProblem = {
  code: "out_of_memory",
  message: "needs more memory than Gleaner gives to one file, as damaged files do",
};

/** The problem of a file whose process ended during the probe. */
export function processEnded(end: ProcessEnd, memoryBytes: number): ProbeProblem {
  if (reachedMemoryLimit(end)) return outOfMemory(memoryBytes);
  const how = endText(end);
  if (isCrash(end)) {
    return { code: "crashed", message: `was given up: it makes the process that reads it crash (${how})` };
  }
  const perhaps = how === "SIGKILL" ? ", perhaps because the system was short of memory" : "";
  return { code: "killed", message: `was given up: the process that read it was ended (${how}${perhaps})` };
}

/**
 * The problem of a file that libav refuses to open.
 *
 * @param error the text of libav's error code
 * @param log the last line that libav logged before, without its prefix; null when there is none
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
      return {
        code: "unreadable",
        message: `cannot be read: it is incomplete or damaged, or its disk fails (libav: ${error})`,
      };
    case "Stale file handle":
      return { code: "unreadable", message: "cannot be read: the network drive has lost it. Mount it again." };
  }
  if (isSystemError(error)) return { code: "unreadable", message: `cannot be read: ${plain(error)}` };
  if (log?.startsWith("Format not on whitelist")) return notVideo("its container is not one that Gleaner reads");
  return notVideo(libavErrorText(plain(log ?? error)));
}

/** A text as one short line without control characters: libav's log may quote the file. */
function plain(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
