import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { killGroup, spawnLimited } from "./limited-process.ts";
import { ProberUnavailable } from "./prober-errors.ts";

/** What `child_process` tells of the end of a process, and the last of what it wrote to its standard error. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** How a run ended. */
export type RunOutcome =
  | (ProcessEnd & { readonly kind: "ended"; readonly stdout: string })
  | { readonly kind: "timed_out" }
  /** It wrote more than `maxOutputBytes` and was killed. */
  | { readonly kind: "talks_too_much" };

export interface RunOptions {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  /** How much it may write to each of its outputs. */
  readonly maxOutputBytes: number;
  /** Kills it. */
  readonly signal: AbortSignal;
  /** Told of the process once it runs, to watch over it. */
  readonly onStart: (child: ChildProcess) => void;
}

/**
 * Runs a program that reads nothing, to its end, within limits.
 *
 * @throws `signal.reason`; ProberUnavailable when no process can be started
 */
export async function runLimited(command: string, args: readonly string[], options: RunOptions): Promise<RunOutcome> {
  const { timeoutMs, maxOutputBytes, signal, onStart } = options;
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<RunOutcome>();
  const limits = { memoryBytes: options.memoryBytes, isBrief: true };
  const child = spawnLimited(command, args, limits, { stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) onStart(child);
  /** Nobody waits for its end after that: a process that hangs in the kernel has none. */
  const kill = (): void => {
    killGroup(child);
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const stop = (outcome: RunOutcome): void => {
    kill();
    resolve(outcome);
  };
  const abort = (): void => {
    kill();
    reject(signal.reason);
  };
  const stdout = collect(child.stdout, maxOutputBytes, () => stop({ kind: "talks_too_much" }));
  const stderr = collect(child.stderr, maxOutputBytes, () => stop({ kind: "talks_too_much" }));
  child.on("error", (cause) => {
    reject(cannotRun(command, cause.message, { cause }));
  });
  child.once("close", (exitCode, endSignal) => {
    resolve({ kind: "ended", exitCode, signal: endSignal, stdout: stdout(), stderr: stderr() });
  });
  const timer = setTimeout(() => stop({ kind: "timed_out" }), timeoutMs);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** @param why without a full stop */
export function cannotRun(command: string, why: string, options?: ErrorOptions): ProberUnavailable {
  return new ProberUnavailable(`${command} cannot be run: ${why}. Install FFmpeg, which brings it.`, options);
}

/** Gathers a stream; the function that it returns gives all of it so far. */
function collect(stream: Readable | null, maxBytes: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
