import type { ChildProcess } from "node:child_process";
import { abortable } from "../../abortable.ts";
import { findObstacle } from "../../files/regular-file.ts";
import { formatWhitelist, protocolWhitelist } from "../../libav/formats.ts";
import { allOrAMoment, exitOf } from "../../libav/limited-process.ts";
import { OrphanGuard } from "../../libav/orphan-guard.ts";
import { ProberClosed } from "../../libav/prober-errors.ts";
import { cannotRun, type RunOutcome, runLimited } from "../../libav/run-limited.ts";
import { type Attempt, answered, died, failed, tryTwice } from "./attempt.ts";
import { parseFfprobeAnswer, parseFfprobeErrors } from "./ffprobe-answer.ts";
import { notVideo, openingFailed, processEnded, saysOutOfMemory, timedOut } from "./probe-problems.ts";
import type { ProbeLimits, ProbeOutcome, ProbeProblem, Prober, ProberHealth } from "./prober.ts";
import { Turns } from "./turns.ts";
import { describeVideo } from "./video-facts.ts";

export interface FfprobeOptions {
  /** The program; default `ffprobe`, found on the PATH. */
  readonly command?: string;
}

/** Probes with ffprobe, a process a file. */
export function createFfprobeProber(limits: ProbeLimits, options: FfprobeOptions = {}): Prober {
  return new FfprobeProber(limits, options.command ?? "ffprobe");
}

/** Many times what the file with the most streams needs. */
const maxOutputBytes = 4 * 1024 ** 2;

class FfprobeProber implements Prober {
  readonly name = "ffprobe";
  readonly concurrency: number;
  readonly #limits: ProbeLimits;
  readonly #command: string;
  readonly #turns: Turns;
  readonly #guard = new OrphanGuard();
  readonly #closing = new AbortController();
  /** An end for every process that runs. */
  readonly #exits = new Set<Promise<void>>();

  constructor(limits: ProbeLimits, command: string) {
    this.concurrency = limits.concurrency;
    this.#limits = limits;
    this.#command = command;
    this.#turns = new Turns(limits.concurrency);
  }

  probe(path: string, options: { signal?: AbortSignal } = {}): Promise<ProbeOutcome> {
    return this.#turns.run(() => tryTwice(() => this.#attempt(path, options.signal)), options);
  }

  async check(): Promise<ProberHealth> {
    try {
      const run = await this.#run(["-version"]);
      const version = run.kind === "ended" ? /^ffprobe version (\S+)/.exec(run.stdout)?.[1] : undefined;
      if (version !== undefined) return { ok: true, detail: `ffprobe ${version}` };
      return { ok: false, detail: `${this.#command} does not answer as ffprobe does. Install FFmpeg anew.` };
    } catch (error) {
      return { ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
  }

  async close(): Promise<void> {
    const reason = new ProberClosed();
    this.#turns.close(reason);
    this.#closing.abort(reason);
    await allOrAMoment([...this.#exits]);
    await this.#guard.close();
  }

  async #attempt(path: string, signal: AbortSignal | undefined): Promise<Attempt> {
    const obstacle = await this.#findObstacle(path, this.#orClosing(signal));
    if (obstacle !== null) return failed(obstacle);
    const run = await this.#run(probeArguments(path), signal);
    switch (run.kind) {
      case "ended":
        return this.#readEnd(run);
      case "timed_out":
        return died(timedOut(this.#limits.timeoutMs));
      case "talks_too_much":
        return failed(notVideo("what it says of itself has no end"));
    }
  }

  /** On a dead mount the system does not come back from it, so that it is left behind. */
  async #findObstacle(path: string, signal: AbortSignal): Promise<ProbeProblem | null> {
    const { timeoutMs } = this.#limits;
    const late = Promise.withResolvers<ProbeProblem>();
    const timer = setTimeout(() => late.resolve(timedOut(timeoutMs)), timeoutMs);
    try {
      return await abortable(Promise.race([findObstacle(path), late.promise]), signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #orClosing(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
  }

  #readEnd(run: Extract<RunOutcome, { kind: "ended" }>): Attempt {
    const { memoryBytes } = this.#limits;
    if (run.exitCode === 0) {
      const media = parseFfprobeAnswer(run.stdout);
      return media === null ? failed(notVideo("ffprobe gave no sensible answer")) : answered(describeVideo(media));
    }
    const { error, log } = parseFfprobeErrors(run.stderr);
    return run.exitCode === 1 ? failed(openingFailed(error, log)) : died(processEnded(run, memoryBytes));
  }

  /** @throws ProberUnavailable where the program is not there, or cannot be run */
  async #run(args: readonly string[], signal?: AbortSignal): Promise<RunOutcome> {
    const run = await runLimited(this.#command, args, {
      ...this.#limits,
      maxOutputBytes,
      signal: this.#orClosing(signal),
      onStart: (child) => this.#watch(child),
    });
    // What a shell ends with that finds no such program, or may not run it; and what the loader of libraries does.
    const notRun = run.kind === "ended" && (run.exitCode === 126 || run.exitCode === 127);
    if (!notRun || saysOutOfMemory(run.stderr)) return run;
    throw cannotRun(this.#command, parseFfprobeErrors(run.stderr).error);
  }

  #watch(child: ChildProcess): void {
    const { pid } = child;
    if (pid === undefined) return;
    this.#guard.watch(pid);
    const exit = exitOf(child).then(() => {
      this.#exits.delete(exit);
      this.#guard.forget(pid);
    });
    this.#exits.add(exit);
  }
}

function probeArguments(path: string): readonly string[] {
  const output = ["-v", "error", "-hide_banner", "-print_format", "json", "-show_format", "-show_streams"];
  const limits = ["-format_whitelist", formatWhitelist, "-protocol_whitelist", protocolWhitelist];
  // With the protocol named, no name can be taken for an option or for another protocol.
  return [...output, ...limits, "-i", `file:${path}`];
}
