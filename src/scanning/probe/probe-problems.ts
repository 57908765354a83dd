/** The problems that probers report. Each message follows the path of the file. */

import { isText } from "../../files/is-text.ts";
import { permissionDenied, vanished } from "../../files/regular-file.ts";
import { systemErrorSentence } from "../../files/system-error-text.ts";
import { endText, isCrash, type ProcessEnd, reachedMemoryLimit, saysOutOfMemory } from "../../libav/process-end.ts";
import { isSystemError } from "../../libav/system-errors.ts";
import { type Said, say } from "../../sentences/say.ts";
import { libavErrorMeaning } from "./libav-error-meaning.ts";
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
export function notVideo({ sentence: why }: Said): ProbeProblem {
  return { code: "not_video", ...say("cannot_be_read_as_video", { why }) };
}

/**
 * Says of a file that is no video that it is a text, if it is one: pages of websites are saved as videos, and sources of
 * TypeScript have the extension of transport streams.
 *
 * @param beginning the first bytes of the file
 */
export function orTextFile(problem: ProbeProblem, beginning: Uint8Array): ProbeProblem {
  return problem.code === "not_video" && isText(beginning) ? { code: "not_video", ...say("text_file") } : problem;
}

export function timedOut(timeoutMs: number): ProbeProblem {
  return { code: "timed_out", ...say("took_too_long", { seconds: timeoutMs / 1_000 }) };
}

/** The call that reads the file has not come back, so its process cannot be ended. */
export function diskSilent(timeoutMs: number): ProbeProblem {
  return { code: "timed_out", ...say("disk_silent_for", { seconds: timeoutMs / 1_000 }) };
}

/** The file's process reached its own memory limit. */
function outOfMemory(memoryBytes: number): ProbeProblem {
  const megabytes = Math.round(memoryBytes / 1024 ** 2);
  return { code: "out_of_memory", ...say("out_of_memory", { megabytes }) };
}

/** libav refuses to allocate more memory than the limit leaves. Such a file is mostly damaged and declares a senseless size. */
const memoryRefused: ProbeProblem = {
  code: "out_of_memory",
  ...say("memory_refused"),
};

/** The problem of a file whose process ended during the probe. */
export function processEnded(end: ProcessEnd, memoryBytes: number): ProbeProblem {
  if (reachedMemoryLimit(end)) return outOfMemory(memoryBytes);
  const how = endText(end);
  if (isCrash(end)) {
    return { code: "crashed", ...say("reader_crashed", { how }) };
  }
  return { code: "killed", ...say("reader_killed", { how, isPerhapsMemory: how === "SIGKILL" }) };
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
        ...say("cannot_be_read", { why: say("damaged_or_disk_fails", { libav: error }).sentence }),
      };
    case "Stale file handle":
      return { code: "unreadable", ...say("cannot_be_read", { why: systemErrorSentence(staleHandle) }) };
  }
  if (isSystemError(error))
    return { code: "unreadable", ...say("cannot_be_read", { why: say("verbatim", { text: plain(error) }).sentence }) };
  if (log?.startsWith("Format not on whitelist")) return notVideo(say("other_container"));
  return notVideo(libavErrorMeaning(plain(log ?? error)));
}

const staleHandle = Object.assign(new Error("Stale file handle"), { code: "ESTALE" });

/** A text as one short line without control characters: libav's log may quote the file. */
function plain(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
