import type { ChildProcess } from "node:child_process";
import { parseFfprobeErrors } from "../../libav/ffprobe-answer.ts";
import { HungProcesses } from "../../libav/hung-processes.ts";
import { exitOf, settledInTime } from "../../libav/limited-process.ts";
import { orphanGuard } from "../../libav/orphan-guard.ts";
import type { ProberClosed } from "../../libav/prober-errors.ts";
import { saysOutOfMemory } from "../../libav/process-end.ts";
import { cannotRun, type RunOutcome, runLimited } from "../../libav/run-limited.ts";
import type { ProbeLimits } from "./prober.ts";

/** Many times the answer about the file with the most streams. */
const maxOutputBytes = 4 * 1024 ** 2;

export interface FfprobeRunOptions {
  /** The disk of the file that the process reads; null if it reads none. */
  readonly disk: string | null;
  readonly signal?: AbortSignal | undefined;
  /** Default: the time limit of the prober. */
  readonly timeoutMs?: number;
  /** Whether only the end of the output counts, however long the output is. Default false. */
  readonly endOfOutput?: boolean;
}

/** Runs ffprobe within limits, and keeps track of its processes until they have exited. */
export class FfprobeRuns {
  readonly #command: string;
  readonly #limits: ProbeLimits;
  /** How many may run at once. */
  mostAtOnce: number;
  readonly #closing = new AbortController();
  /** Exits of all running processes. */
  readonly #exits = new Set<Promise<void>>();
  #exit = Promise.withResolvers<void>();
  readonly #hung = new HungProcesses(() => {
    this.#exit.resolve();
    this.#exit = Promise.withResolvers();
  });

  constructor(command: string, limits: ProbeLimits) {
    this.#command = command;
    this.#limits = limits;
    this.mostAtOnce = limits.concurrency;
  }

  /** Aborts when the runs are closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Null unless as many killed processes hang on a disk as may run. Then the promise settles when one has exited. */
  silence(disk: string): Promise<void> | null {
    return this.#hung.on(disk) >= this.mostAtOnce ? this.#exit.promise : null;
  }

  /** @throws `signal.reason`; ProberClosed; ProberUnavailable when the program is not there, or cannot be run */
  async run(args: readonly string[], { disk, signal, ...changes }: FfprobeRunOptions): Promise<RunOutcome> {
    let exited: Promise<void> | null = null;
    let run: RunOutcome | null = null;
    try {
      run = await runLimited(this.#command, args, {
        ...this.#limits,
        ...changes,
        maxOutputBytes,
        signal: signal === undefined ? this.closing : AbortSignal.any([signal, this.closing]),
        onStart: (child) => {
          exited = this.#watch(child);
        },
      });
    } finally {
      if (run?.kind !== "ended" && exited !== null && disk !== null) this.#hung.add(disk, exited);
    }
    // The exit codes of a shell that finds no such program or may not run it, and of the loader of libraries.
    if (run.kind !== "ended" || (run.exitCode !== 126 && run.exitCode !== 127)) return run;
    if (saysOutOfMemory(run.stderr)) return run;
    throw cannotRun(this.#command, parseFfprobeErrors(run.stderr).error);
  }

  /** Kills all processes. */
  async close(reason: ProberClosed): Promise<void> {
    this.#closing.abort(reason);
    await settledInTime([...this.#exits]);
  }

  #watch(child: ChildProcess): Promise<void> {
    const { pid } = child;
    if (pid === undefined) return exitOf(child);
    orphanGuard.watch(pid);
    const exit = exitOf(child).then(() => {
      this.#exits.delete(exit);
      orphanGuard.forget(pid);
    });
    this.#exits.add(exit);
    return exit;
  }
}
