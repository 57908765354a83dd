import type { ChildProcess } from "node:child_process";
import { DiskSilent, DiskThreads } from "../../files/disk-threads.ts";
import { isSameVersion } from "../../files/file-version.ts";
import type { KnownFile } from "../../files/open-known-file-thread.ts";
import { ffprobeEntries, parseFfprobeAnswer, parseFfprobeErrors, parseLastPacket } from "../../libav/ffprobe-answer.ts";
import { formatWhitelist, protocolWhitelist } from "../../libav/formats.ts";
import { declaredLength } from "../../libav/length.ts";
import { exitOf, settledInTime } from "../../libav/limited-process.ts";
import type { Media } from "../../libav/media.ts";
import { OrphanGuard } from "../../libav/orphan-guard.ts";
import { ProberClosed } from "../../libav/prober-errors.ts";
import { saysOutOfMemory } from "../../libav/process-end.ts";
import { cannotRun, type RunOutcome, runLimited } from "../../libav/run-limited.ts";
import { type Attempt, answered, died, failed, tryTwice } from "./attempt.ts";
import { notVideo, openingFailed, processEnded, timedOut } from "./probe-problems.ts";
import type { ProbeLimits, ProbeOptions, ProbeOutcome, Prober, ProberHealth } from "./prober.ts";
import { Turns } from "./turns.ts";
import { describeVideo } from "./video-facts.ts";

export interface FfprobeOptions {
  /** The program; default `ffprobe`, found on the PATH. */
  readonly command?: string;
  /** Threads that open files. Default: threads of its own. */
  readonly disks?: DiskThreads;
}

/** Probes with ffprobe, a process a file. */
export function createFfprobeProber(limits: ProbeLimits, options: FfprobeOptions = {}): Prober {
  return new FfprobeProber(limits, options);
}

/** Many times the answer about the file with the most streams. */
const maxOutputBytes = 4 * 1024 ** 2;

class FfprobeProber implements Prober {
  readonly name = "ffprobe";
  readonly concurrency: number;
  readonly #limits: ProbeLimits;
  readonly #command: string;
  readonly #disks: DiskThreads;
  /** Whether the threads are of this prober alone. */
  readonly #ownsDisks: boolean;
  readonly #turns: Turns;
  readonly #guard = new OrphanGuard();
  readonly #closing = new AbortController();
  #health: ProberHealth = { ok: true, detail: "ffprobe has not been needed yet" };
  /** Of every process that runs. */
  readonly #exits = new Set<Promise<void>>();

  constructor(limits: ProbeLimits, { command = "ffprobe", disks }: FfprobeOptions) {
    this.concurrency = limits.concurrency;
    this.#limits = limits;
    this.#command = command;
    this.#ownsDisks = disks === undefined;
    this.#disks = disks ?? new DiskThreads();
    this.#turns = new Turns(limits.concurrency);
  }

  get health(): ProberHealth {
    return this.#health;
  }

  probe(path: string, options: ProbeOptions = {}): Promise<ProbeOutcome> {
    const { signal, unlessBegun } = options;
    const giveUpTurn = AbortSignal.any([signal, unlessBegun].filter((each) => each !== undefined));
    return this.#turns.run(() => tryTwice(() => this.#attempt(path, options)), { signal: giveUpTurn });
  }

  /** Each file has a process of its own, so nothing can be started ahead. */
  warmUp(): void {}

  async check(): Promise<ProberHealth> {
    try {
      const run = await this.#run(["-version"]);
      const version = run.kind === "ended" ? /^ffprobe version (\S+)/.exec(run.stdout)?.[1] : undefined;
      this.#health =
        version === undefined
          ? { ok: false, detail: `${this.#command} does not answer as ffprobe does. Install FFmpeg anew.` }
          : { ok: true, detail: `ffprobe ${version}` };
    } catch (error) {
      this.#health = { ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
    return this.#health;
  }

  async close(): Promise<void> {
    const reason = new ProberClosed();
    this.#turns.close(reason);
    this.#closing.abort(reason);
    await settledInTime([...this.#exits]);
    if (this.#ownsDisks) this.#disks.close();
    await this.#guard.close();
  }

  async #attempt(path: string, options: ProbeOptions): Promise<Attempt> {
    const file = await this.#open(path, options);
    if (file === "silent") return failed(timedOut(this.#limits.timeoutMs));
    if (file.kind === "obstacle") return failed(file.obstacle);
    try {
      const attempt = await this.#attemptOpen(file.path, options.signal);
      const isAsListed = options.version === undefined || isSameVersion(options.version, file.version);
      return isAsListed || attempt.kind === "died" ? attempt : answered({ ...attempt.outcome, version: file.version });
    } finally {
      // A disk may not answer to this either, so nobody waits for it.
      this.#disks.ask(path, { kind: "close-file", descriptor: file.descriptor }, this.#limits).catch(() => {});
    }
  }

  /** @param path opens the file that was checked, see `KnownFile` */
  async #attemptOpen(path: string, signal: AbortSignal | undefined): Promise<Attempt> {
    let run = await this.#describe(path, { tags: true }, signal);
    // A film may have a tag of any length. Without tags it is a film all the same, of unknown languages.
    if (run.kind === "too_much_output") run = await this.#describe(path, { tags: false }, signal);
    switch (run.kind) {
      case "ended":
        return this.#readEnd(run, path, signal);
      case "timed_out":
        return died(timedOut(this.#limits.timeoutMs));
      case "too_much_output":
        return failed(notVideo("its description has no end"));
    }
  }

  async #open(path: string, { roots = [], signal }: ProbeOptions): Promise<KnownFile | "silent"> {
    const asked = { timeoutMs: this.#limits.timeoutMs, signal: this.#orClosing(signal) };
    try {
      return await this.#disks.ask(path, { kind: "open-file", path, roots }, asked);
    } catch (error) {
      if (error instanceof DiskSilent) return "silent";
      throw error;
    }
  }

  #orClosing(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
  }

  async #readEnd(
    run: Extract<RunOutcome, { kind: "ended" }>,
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<Attempt> {
    const { memoryBytes } = this.#limits;
    if (run.exitCode === 0) {
      const media = parseFfprobeAnswer(run.stdout);
      if (media === null) return failed(notVideo("ffprobe gave no sensible answer"));
      const measuredSeconds = await this.#measure(path, media, signal);
      return answered(describeVideo({ ...media, measuredSeconds }));
    }
    const { error, log } = parseFfprobeErrors(run.stderr);
    return run.exitCode === 1 ? failed(openingFailed(error, log)) : died(processEnded(run, memoryBytes));
  }

  #describe(path: string, options: { readonly tags: boolean }, signal?: AbortSignal): Promise<RunOutcome> {
    const entries = ["-print_format", "json", "-show_entries", ffprobeEntries(options)];
    return this.#run([...entries, ...this.#input(path)], { signal });
  }

  /** The length of a file that declares none, in seconds; null when it declares one, or cannot be measured in time. */
  async #measure(path: string, media: Media, signal: AbortSignal | undefined): Promise<number | null> {
    if (declaredLength(media) !== null) return null;
    const packets = "packet=stream_index,pts_time,dts_time,duration_time:stream=index,nb_read_packets";
    const entries = ["-print_format", "csv", "-count_packets", "-show_entries", packets];
    const timeoutMs = this.#limits.timeoutMs / 2;
    const run = await this.#run([...entries, ...this.#input(path)], { signal, timeoutMs, endOfOutput: true });
    return run.kind === "ended" && run.exitCode === 0 ? parseLastPacket(run.stdout, media) : null;
  }

  #input(path: string): readonly string[] {
    const { formats = formatWhitelist() } = this.#limits;
    const limits = ["-format_whitelist", formats, "-protocol_whitelist", protocolWhitelist];
    // With the protocol named, no name can be taken for an option or for another protocol.
    return ["-v", "error", "-hide_banner", ...limits, "-i", `file:${path}`];
  }

  /** @throws ProberUnavailable when the program is not there, or cannot be run */
  async #run(
    args: readonly string[],
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly timeoutMs?: number;
      readonly endOfOutput?: boolean;
    } = {},
  ): Promise<RunOutcome> {
    const { signal, ...changes } = options;
    const run = await runLimited(this.#command, args, {
      ...this.#limits,
      ...changes,
      maxOutputBytes,
      signal: this.#orClosing(signal),
      onStart: (child) => this.#watch(child),
    });
    // The exit codes of a shell that finds no such program or may not run it, and of the loader of libraries.
    const notRun = run.kind === "ended" && (run.exitCode === 126 || run.exitCode === 127);
    if (!notRun || saysOutOfMemory(run.stderr)) return run;
    const error = cannotRun(this.#command, parseFfprobeErrors(run.stderr).error);
    this.#health = { ok: false, detail: error.message };
    throw error;
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
