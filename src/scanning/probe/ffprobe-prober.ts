import { abortable } from "../../abortable.ts";
import { DiskThreads } from "../../files/disk-threads.ts";
import { DiskSilent } from "../../files/file-call-errors.ts";
import { isSameVersion } from "../../files/file-version.ts";
import { fingerprintBytes, fingerprintOf } from "../../files/fingerprint.ts";
import { deviceOf } from "../../files/mount-table.ts";
import type { KnownFile } from "../../files/open-known-file-thread.ts";
import { declaredEnd } from "../../libav/container-end.ts";
import { ffprobeEntries, parseFfprobeAnswer, parseFfprobeErrors, parseLastPacket } from "../../libav/ffprobe-answer.ts";
import { formatWhitelist, protocolWhitelist } from "../../libav/formats.ts";
import { declaredLength } from "../../libav/length.ts";
import type { Media } from "../../libav/media.ts";
import { ProberClosed, ProberUnavailable } from "../../libav/prober-errors.ts";
import type { RunOutcome } from "../../libav/run-limited.ts";
import { say } from "../../sentences/say.ts";
import { type Attempt, answered, died, failed, tryTwice } from "./attempt.ts";
import { FfprobeRuns } from "./ffprobe-runs.ts";
import { diskSilent, notVideo, openingFailed, orTextFile, processEnded, timedOut } from "./probe-problems.ts";
import type { AdjustableProber, ProbeLimits, ProbeOptions, ProbeOutcome, ProberHealth } from "./prober.ts";
import type { ProcessLimits } from "./process-count.ts";
import { Turns } from "./turns.ts";
import { describeVideo } from "./video-facts.ts";

export interface FfprobeOptions {
  /** The program; default `ffprobe`, found on the PATH. */
  readonly command?: string;
  /** Threads that open files. Default: threads of its own. */
  readonly disks?: DiskThreads;
}

/** Probes with ffprobe, one process per file. */
export function createFfprobeProber(limits: ProbeLimits, options: FfprobeOptions = {}): AdjustableProber {
  return new FfprobeProber(limits, options);
}

class FfprobeProber implements AdjustableProber {
  readonly name = "ffprobe";
  #concurrency: number;
  readonly #limits: ProbeLimits;
  readonly #command: string;
  readonly #disks: DiskThreads;
  /** Whether this prober made the threads, and so has to close them. */
  readonly #ownsDisks: boolean;
  readonly #turns: Turns;
  readonly #runs: FfprobeRuns;
  #health: ProberHealth = { ok: true, detail: "ffprobe has not been needed yet" };

  constructor(limits: ProbeLimits, { command = "ffprobe", disks }: FfprobeOptions) {
    this.#concurrency = limits.concurrency;
    this.#limits = limits;
    this.#command = command;
    this.#ownsDisks = disks === undefined;
    this.#disks = disks ?? new DiskThreads();
    this.#turns = new Turns(limits.concurrency);
    this.#runs = new FfprobeRuns(command, limits);
  }

  get concurrency(): number {
    return this.#concurrency;
  }

  get health(): ProberHealth {
    return this.#health;
  }

  async probe(path: string, options: ProbeOptions = {}): Promise<ProbeOutcome> {
    const { signal, unlessBegun } = options;
    const giveUp = AbortSignal.any([signal, unlessBegun, this.#runs.closing].filter((each) => each !== undefined));
    const file = { path, disk: options.disk ?? deviceOf(path, this.#disks.mounts()) };
    for (;;) {
      await this.#hold(file, options, giveUp);
      const outcome = await this.#turns.run(() => this.#probeUnlessSilent(file, options), { signal: giveUp });
      if (outcome !== null) return outcome;
    }
  }

  /** Null if the disk of the file fell silent before it was asked for the file. */
  async #probeUnlessSilent(file: FileToRead, options: ProbeOptions): Promise<ProbeOutcome | null> {
    if (this.#silence(file) !== null) return null;
    try {
      return await tryTwice(() => this.#attempt(file, options));
    } catch (error) {
      if (!(error instanceof DiskSilent)) throw error;
      return !error.wasAsked && this.#silence(file) !== null ? null : this.#diskSilent();
    }
  }

  limitTo({ start }: ProcessLimits): void {
    this.#concurrency = start;
    this.#turns.change(start);
    this.#runs.mostAtOnce = start;
  }

  /** Each file has a process of its own, so nothing can be started ahead. */
  warmUp(): void {}

  async check(): Promise<ProberHealth> {
    try {
      const run = await this.#run(["-version"], { disk: null });
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
    await this.#runs.close(reason);
    if (this.#ownsDisks) this.#disks.close();
  }

  /** Waits while the disk of a file is known not to answer. */
  async #hold(file: FileToRead, { onHold }: ProbeOptions, giveUp: AbortSignal): Promise<void> {
    let silence = this.#silence(file);
    if (silence === null) return;
    onHold?.(true);
    for (; silence !== null; silence = this.#silence(file)) await abortable(silence, giveUp);
    onHold?.(false);
  }

  #silence({ path, disk }: FileToRead): Promise<void> | null {
    return this.#runs.silence(disk) ?? this.#disks.silence(path);
  }

  async #attempt({ path, disk }: FileToRead, options: ProbeOptions): Promise<Attempt> {
    const file = await this.#open(path, options);
    if (file.kind === "obstacle") return failed(file.obstacle);
    try {
      const isTruncated = (container: string) => this.#isTruncated(container, path, file, options.signal);
      const attempt = await this.#attemptOpen({ path: file.path, disk }, { isTruncated, signal: options.signal });
      if (attempt.kind === "died") return attempt;
      const { outcome } = attempt;
      const isAsListed = options.version === undefined || isSameVersion(options.version, file.version);
      const version = isAsListed ? {} : { version: file.version };
      // The disk of a file with another problem may not answer to this either.
      if (outcome.kind === "problem" && outcome.problem.code !== "not_video")
        return answered({ ...outcome, ...version });
      const beginning = await this.#read(path, file, { position: 0, bytes: fingerprintBytes }, options.signal);
      if (outcome.kind === "problem")
        return answered({ ...outcome, problem: orTextFile(outcome.problem, beginning), ...version });
      const fingerprint = beginning.length === 0 ? {} : { fingerprint: fingerprintOf(beginning) };
      return answered({ ...outcome, ...fingerprint, ...version });
    } finally {
      // A disk may not answer to this either, so nobody waits for it.
      this.#disks.ask(path, { kind: "close-file", descriptor: file.descriptor }, this.#limits).catch(() => {});
    }
  }

  /** @param file its path opens the file that was checked, see `KnownFile` */
  async #attemptOpen(file: FileToRead, options: ReadOptions): Promise<Attempt> {
    const { signal } = options;
    let run = await this.#describe(file, { texts: true, signal });
    // A film may have tags of any length, and any number of chapters. Without them it is a film all the same.
    if (run.kind === "too_much_output") run = await this.#describe(file, { texts: false, signal });
    switch (run.kind) {
      case "ended":
        return this.#readEnd(run, file, options);
      case "timed_out":
        return (await run.hangs) ? answered(this.#diskSilent()) : died(timedOut(this.#limits.timeoutMs));
      case "too_much_output":
        return failed(notVideo(say("description_without_end")));
    }
  }

  #diskSilent(): ProbeOutcome {
    return { kind: "problem", problem: diskSilent(this.#limits.timeoutMs) };
  }

  /** @throws DiskSilent */
  #open(path: string, { roots = [], signal }: ProbeOptions): Promise<KnownFile> {
    const { closing } = this.#runs;
    const either = signal === undefined ? closing : AbortSignal.any([signal, closing]);
    const { timeoutMs } = this.#limits;
    return this.#disks.ask(path, { kind: "open-file", path, roots }, { timeoutMs, signal: either });
  }

  async #readEnd(
    run: Extract<RunOutcome, { kind: "ended" }>,
    file: FileToRead,
    { isTruncated, signal }: ReadOptions,
  ): Promise<Attempt> {
    const { memoryBytes } = this.#limits;
    if (run.exitCode === 0) {
      const media = parseFfprobeAnswer(run.stdout);
      if (media === null) return failed(notVideo(say("ffprobe_not_sensible")));
      const measuredSeconds = await this.#measure(file, media, signal);
      return answered(
        describeVideo({ ...media, measuredSeconds }, { isTruncated: await isTruncated(media.container) }),
      );
    }
    const { error, log } = parseFfprobeErrors(run.stderr);
    return run.exitCode === 1 ? failed(openingFailed(error, log)) : died(processEnded(run, memoryBytes));
  }

  /** @throws DiskSilent */
  async #isTruncated(
    container: string,
    path: string,
    file: Extract<KnownFile, { kind: "open" }>,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { size } = file.version;
    const looking = declaredEnd(container, size);
    let next = looking.next();
    while (next.done !== true) {
      next = looking.next(Buffer.from(await this.#read(path, file, next.value, signal)));
    }
    return next.value !== null && next.value > size;
  }

  /** @throws DiskSilent */
  #read(
    path: string,
    { descriptor }: Extract<KnownFile, { kind: "open" }>,
    part: { readonly position: number; readonly bytes: number },
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const { closing } = this.#runs;
    const either = signal === undefined ? closing : AbortSignal.any([signal, closing]);
    const { timeoutMs } = this.#limits;
    return this.#disks.ask(path, { kind: "read-file", descriptor, ...part }, { timeoutMs, signal: either });
  }

  #describe(
    { path, disk }: FileToRead,
    { texts, signal }: { readonly texts: boolean; readonly signal: AbortSignal | undefined },
  ): Promise<RunOutcome> {
    const entries = ["-print_format", "json", "-show_entries", ffprobeEntries({ texts })];
    return this.#run([...entries, ...this.#input(path)], { disk, signal });
  }

  /** The length of a file that declares none, in seconds; null when it declares one, or cannot be measured in time. */
  async #measure({ path, disk }: FileToRead, media: Media, signal: AbortSignal | undefined): Promise<number | null> {
    if (declaredLength(media) !== null) return null;
    const packets = "packet=stream_index,pts_time,dts_time,duration_time:stream=index,nb_read_packets";
    const entries = ["-print_format", "csv", "-count_packets", "-show_entries", packets];
    const timeoutMs = this.#limits.timeoutMs / 2;
    const run = await this.#run([...entries, ...this.#input(path)], { disk, signal, timeoutMs, endOfOutput: true });
    return run.kind === "ended" && run.exitCode === 0 ? parseLastPacket(run.stdout, media) : null;
  }

  #input(path: string): readonly string[] {
    const { formats = formatWhitelist() } = this.#limits;
    const limits = ["-format_whitelist", formats, "-protocol_whitelist", protocolWhitelist];
    // With the protocol named, no name can be taken for an option or for another protocol.
    return ["-v", "error", "-hide_banner", ...limits, "-i", `file:${path}`];
  }

  /** @throws as `FfprobeRuns.run` */
  async #run(...run: Parameters<FfprobeRuns["run"]>): Promise<RunOutcome> {
    try {
      return await this.#runs.run(...run);
    } catch (error) {
      if (error instanceof ProberUnavailable) this.#health = { ok: false, detail: error.message };
      throw error;
    }
  }
}

interface ReadOptions {
  /** Whether the file ends before the container does. */
  readonly isTruncated: (container: string) => Promise<boolean>;
  readonly signal: AbortSignal | undefined;
}

interface FileToRead {
  readonly path: string;
  /** See `ProbeOptions.disk`. */
  readonly disk: string;
}
