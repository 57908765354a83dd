import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { say } from "../sentences/say.ts";
import { childEnvironment } from "./child-environment.ts";
import { hangsInKernel, killGroup, spawnLimited } from "./limited-process.ts";
import { ProberUnavailable } from "./prober-errors.ts";
import type { ProcessEnd } from "./process-end.ts";

/** How a run ended. */
export type RunOutcome =
  | (ProcessEnd & { readonly kind: "ended"; readonly stdout: string })
  /** The program was killed. A program that hangs in the kernel does not exit. */
  | { readonly kind: "timed_out"; readonly hangs: Promise<boolean> }
  /** The program wrote more than `maxOutputBytes` and was killed. */
  | { readonly kind: "too_much_output" };

export interface RunOptions {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  /** How far the program gives way to others, up to 19. Default 10. */
  readonly niceness?: number;
  /** How much the program may write to each of its outputs, in bytes. */
  readonly maxOutputBytes: number;
  /** Whether to keep only the end of the standard output, however long it is. Default false. */
  readonly endOfOutput?: boolean;
  /** Kills the program. */
  readonly signal: AbortSignal;
  /** Called with the process once it runs. */
  readonly onStart: (child: ChildProcess) => void;
}

/**
 * Runs a program to its end, within limits. The program has no input.
 *
 * @throws `signal.reason`; ProberUnavailable when no process can be started
 */
export async function runLimited(command: string, args: readonly string[], options: RunOptions): Promise<RunOutcome> {
  const { timeoutMs, maxOutputBytes, signal, onStart } = options;
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<RunOutcome>();
  const { memoryBytes, niceness = 10 } = options;
  const limits = { memoryBytes, niceness, isBrief: true };
  const child = spawnLimited(command, args, limits, {
    stdio: ["ignore", "pipe", "pipe"],
    env: childEnvironment(),
  });
  if (child.pid !== undefined) onStart(child);
  /** Does not wait for the end of the program: a process that hangs in the kernel never ends. */
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
  const { endOfOutput = false } = options;
  const stdout = endOfOutput
    ? collectEnd(child.stdout)
    : collect(child.stdout, maxOutputBytes, () => stop({ kind: "too_much_output" }));
  const stderr = collect(child.stderr, maxOutputBytes, () => stop({ kind: "too_much_output" }));
  child.on("error", (cause) => {
    reject(cannotRun(command, cause.message, { cause }));
  });
  child.once("close", (exitCode, endSignal) => {
    resolve({ kind: "ended", exitCode, signal: endSignal, stdout: stdout(), stderr: stderr() });
  });
  const timer = setTimeout(() => stop({ kind: "timed_out", hangs: hangsInKernel(child) }), timeoutMs);
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
  return new ProberUnavailable(
    say("program_not_run", { program: command, why: say("verbatim", { text: why }).sentence }),
    options,
  );
}

/** Collects the output of a stream. The returned function gives all output so far. */
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

/** How much of the end of a stream is kept, in bytes. */
const endBytes = 64 * 1024;

/** Collects the end of a stream. The returned function gives the end so far. */
function collectEnd(stream: Readable | null): () => string {
  let end = Buffer.alloc(0);
  stream?.on("data", (chunk: Buffer) => {
    end = Buffer.concat([end, chunk]).subarray(-endBytes);
  });
  return () => end.toString("utf8");
}
