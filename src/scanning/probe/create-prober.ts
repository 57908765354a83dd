import type { DiskThreads } from "../../files/disk-threads.ts";
import { LibavNotLoadable, ProberUnavailable } from "../../libav/prober-errors.ts";
import { say } from "../../sentences/say.ts";
import { createFfprobeProber } from "./ffprobe-prober.ts";
import { createLibavProber, type LibavProber } from "./libav-prober.ts";
import type { AdjustableProber, ProbeLimits, ProbeOptions, ProbeOutcome, Prober, ProberHealth } from "./prober.ts";
import type { ProcessLimits } from "./process-count.ts";

/** `auto` is libav, or ffprobe when libav cannot be loaded. */
export type WantedProber = "auto" | "libav" | "ffprobe";

/** Makes the wanted prober. No process is started before the first file, unless `warmUp` is called. */
export function createProber(options: CreateProberOptions): AdjustableProber {
  return new WantedProberOf(options);
}

export interface CreateProberOptions {
  readonly wanted: WantedProber;
  readonly limits: ProbeLimits;
  /** Threads that open files for ffprobe. Default: threads of its own. */
  readonly disks?: DiskThreads;
}

/**
 * Gives every file to libav, and to ffprobe once libav is known not to load on this machine. A process of libav that
 * dies is no reason to change: libav starts another.
 */
class WantedProberOf implements AdjustableProber {
  /** Null when libav is not wanted, or cannot be loaded. */
  #libav: LibavProber | null;
  #prober: AdjustableProber;
  readonly #mayFallBack: boolean;
  readonly #createFfprobe: () => AdjustableProber;
  #limits: ProbeLimits;
  /** Why libav cannot be loaded. */
  #libavFailure: string | null = null;

  constructor({ wanted, limits, disks }: CreateProberOptions) {
    this.#limits = limits;
    this.#createFfprobe = () => createFfprobeProber(this.#limits, disks === undefined ? {} : { disks });
    this.#mayFallBack = wanted === "auto";
    this.#libav = wanted === "ffprobe" ? null : createLibavProber(limits);
    this.#prober = this.#libav ?? this.#createFfprobe();
  }

  get name(): Prober["name"] {
    return this.#prober.name;
  }

  get concurrency(): number {
    return this.#prober.concurrency;
  }

  get health(): ProberHealth {
    return this.#withReason(this.#prober.health);
  }

  async probe(path: string, options?: ProbeOptions): Promise<ProbeOutcome> {
    try {
      return await this.#prober.probe(path, options);
    } catch (error) {
      if (error instanceof LibavNotLoadable && this.#mayFallBack) {
        this.#fallBack(error.reason);
        return this.probe(path, options);
      }
      throw this.#withBothReasons(error);
    }
  }

  limitTo(limits: ProcessLimits): void {
    this.#limits = { ...this.#limits, concurrency: limits.start, mostConcurrency: limits.most };
    this.#prober.limitTo(limits);
  }

  warmUp(): void {
    this.#prober.warmUp();
  }

  async check(): Promise<ProberHealth> {
    if (this.#libav !== null && this.#mayFallBack) {
      const start = await this.#libav.start();
      if (start.kind === "cannot_load") this.#fallBack(start.reason);
    }
    return this.#withReason(await this.#prober.check());
  }

  async close(): Promise<void> {
    await this.#prober.close();
  }

  /** Uses ffprobe from now on. Several files may learn at once that libav cannot be loaded. */
  #fallBack(reason: string): void {
    if (this.#libav === null) return;
    void this.#libav.close();
    this.#libav = null;
    this.#libavFailure = reason;
    this.#prober = this.#createFfprobe();
  }

  #withBothReasons(error: unknown): unknown {
    if (this.#libavFailure === null || !(error instanceof ProberUnavailable)) return error;
    return new ProberUnavailable(
      say("no_prober", { why: say("verbatim", { text: this.#libavFailure }).sentence, next: error.sentence }),
      { cause: error },
    );
  }

  #withReason({ ok, detail }: ProberHealth): ProberHealth {
    const wish = this.#mayFallBack ? "the default" : "as GLEANER_PROBER asks for it";
    const reason = this.#libavFailure === null ? wish : `as libav cannot be loaded: ${this.#libavFailure}`;
    return { ok, detail: `${detail} (${reason})` };
  }
}
