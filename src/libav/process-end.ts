import { constants } from "node:os";
import { overMemorySignal } from "./process-watch.ts";

/** The end of a process, as `child_process` reports it. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  /** If this and `exitCode` are null, the process was killed for its behaviour, and `stderr` says why. */
  readonly signal: NodeJS.Signals | null;
  /** The end of its standard error. */
  readonly stderr: string;
}

/** Whether a process reached its own memory limit. */
export function reachedMemoryLimit(end: ProcessEnd): boolean {
  return end.signal === overMemorySignal || saysOutOfMemory(end.stderr);
}

/** Whether a text reports a failed allocation: by libav, C++, V8, or the loader of shared libraries. */
export function saysOutOfMemory(text: string): boolean {
  return /cannot allocate memory|out of memory|bad_alloc|memory exhausted/i.test(text);
}

/**
 * Whether the process crashed over the bytes of a file. The system, a person or a limit caused every other end.
 */
export function isCrash(end: ProcessEnd): boolean {
  const signal = signalOf(end);
  return signal === null ? end.exitCode === null : crashSignals.has(signal);
}

/** Without SIGBUS: a disk that fails while the system loads a part of the program raises it, too. */
const crashSignals: ReadonlySet<string> = new Set(["SIGSEGV", "SIGABRT", "SIGILL", "SIGFPE", "SIGTRAP"]);

/** How the process ended: a signal, an exit code, or why it was killed. */
export function endText(end: ProcessEnd): string {
  return signalOf(end) ?? (end.exitCode === null ? end.stderr : `exit code ${end.exitCode}`);
}

/** The signal that ended the process. A shell reports it as exit code 128 plus the number of the signal. */
function signalOf({ exitCode, signal }: ProcessEnd): string | null {
  const number = (exitCode ?? 0) - 128;
  return signal ?? Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null;
}
