/**
 * Makes the posters that people look at, one at a time, behind everything else.
 *
 * What was asked for last is made first, as it is what is on the screen. Only so many wait; the oldest are dropped, and
 * asked for again when they are seen again. While a scan works as fast as it can, a poster that took some time is
 * followed by four times as long of doing nothing, so that at most a fifth of the time goes to posters.
 *
 * Of what cannot be made, the library remembers what will be so until the file changes. What may pass, such as a disk
 * that is not there, is only remembered here, and for a minute. A file that takes too long may do so as its disk has
 * stopped to answer, so it is tried once more after that minute; when it takes too long again, it is the file.
 */
import type { Video, VideoId } from "../library/video.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import type { PosterCache } from "./poster-cache.ts";
import type { PosterMaker } from "./poster-maker.ts";
import type { PosterOutcome } from "./poster-process.ts";

export interface PosterQueueParts {
  readonly videos: Pick<VideoLibrary, "get" | "setPoster">;
  readonly cache: PosterCache;
  readonly maker: Pick<PosterMaker, "make" | "close">;
  /** Whether any scan works as fast as it can, so that posters have to wait. */
  readonly scansAreBusy: () => Promise<boolean>;
  readonly clock: PosterClock;
  /** What goes wrong behind the back of any caller. */
  readonly onError: (error: unknown) => void;
}

export interface PosterClock {
  /** In milliseconds. */
  now(): number;
  /** @throws `signal.reason` */
  delay(ms: number, options: { readonly signal: AbortSignal }): Promise<unknown>;
}

/**
 * What there is of a video's poster.
 * - `ready`: it is at `path`.
 * - `pending`: it can be asked for, or has been.
 * - `unavailable`: it cannot be made, or not now.
 */
export type PosterStatus =
  | { readonly kind: "ready"; readonly path: string }
  | { readonly kind: "pending" }
  | { readonly kind: "unavailable" };

interface HeldBack {
  readonly file: string;
  readonly until: number;
  readonly tookTooLong: boolean;
}

const mostWaiting = 400;
const mostNotNow = 1_000;
const notNowMs = 60_000;
/** Of each unit of time that a poster takes, so many more go to scans. */
const shareOfScans = 4;
/** How often it is looked whether scans are still busy. */
const lookMs = 1_000;

export class PosterQueue {
  readonly #parts: PosterQueueParts;
  readonly #closing = new AbortController();
  /** What was asked for last stands last. */
  #waiting: readonly VideoId[] = [];
  /** What cannot be made now: as which file, until when, and whether it has taken too long. The oldest first. */
  readonly #notNow = new Map<VideoId, HeldBack>();
  #work: Promise<void> | null = null;

  constructor(parts: PosterQueueParts) {
    this.#parts = parts;
  }

  /** How it stands with a poster. Never asks the disk that the video is on, and sets nothing going. */
  async find(video: Video): Promise<PosterStatus> {
    if (video.poster === "none") return { kind: "unavailable" };
    const { cache } = this.#parts;
    if (video.poster === "made" && (await cache.has(video))) return { kind: "ready", path: cache.pathOf(video) };
    return video.missingSince === null && this.#mayBeMade(video) ? { kind: "pending" } : { kind: "unavailable" };
  }

  /** Asks for the posters of these videos, the most important first. */
  request(videos: readonly Pick<Video, "id">[]): void {
    if (this.#closing.signal.aborted) return;
    const asked = new Set(videos.map(({ id }) => id));
    this.#waiting = [...this.#waiting.filter((id) => !asked.has(id)), ...[...asked].toReversed()].slice(-mostWaiting);
    this.#work ??= this.#workOff().finally(() => {
      this.#work = null;
    });
  }

  /** Where the poster of a video is, if it has been made. */
  pathOf(video: Video): string {
    return this.#parts.cache.pathOf(video);
  }

  /** To be called when a video has been removed from the library. */
  async forget(id: VideoId): Promise<void> {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== id);
    await this.#parts.cache.remove(id).catch(this.#parts.onError);
  }

  /** Stops at once: what is being made is given up, what waits is not made. */
  async close(): Promise<void> {
    this.#waiting = [];
    this.#closing.abort(new Error("Posters are not made any more, as the server stops."));
    await this.#parts.maker.close();
    await this.#work;
  }

  async #workOff(): Promise<void> {
    const { clock } = this.#parts;
    for (let id = this.#takeNext(); id !== undefined; id = this.#takeNext()) {
      const next = id;
      const began = clock.now();
      await this.#unlessClosing(() => this.#make(next));
      const tookMs = clock.now() - began;
      await this.#unlessClosing(() => this.#giveWay(tookMs));
    }
  }

  /** What closing interrupts ends here, and nothing waits any more then. Other errors are told. */
  async #unlessClosing(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#parts.onError(error);
    }
  }

  #takeNext(): VideoId | undefined {
    const id = this.#waiting.at(-1);
    this.#waiting = this.#waiting.slice(0, -1);
    return id;
  }

  async #make(id: VideoId): Promise<void> {
    const { videos, cache } = this.#parts;
    // As it is by now: another scan may have seen it since.
    const video = await videos.get(id);
    if (video === null || (await this.find(video)).kind !== "pending") return;
    try {
      // It may be there already: a process that died could not say so any more.
      const outcome = (await cache.has(video)) ? "made" : await this.#makeFile(video);
      const tookTooLong = outcome === "too_long";
      if (outcome === "not_now" || (tookTooLong && !this.#hasTakenTooLong(video))) {
        this.#holdBack(video, { tookTooLong });
        return;
      }
      const poster = outcome === "made" ? "made" : "none";
      const said = await videos.setPoster(id, { size: video.fileSize, modifiedUs: video.modifiedUs }, poster);
      // It has been removed from the library meanwhile, or is another by now.
      if (!said) await cache.remove(id);
    } catch (error) {
      this.#holdBack(video);
      throw error;
    }
  }

  async #makeFile(video: Video): Promise<PosterOutcome["kind"]> {
    const { cache, maker } = this.#parts;
    const { path, fileSize: size, modifiedUs, durationSeconds } = video;
    const outcome = await maker.make({ path, size, modifiedUs, durationSeconds }, { signal: this.#closing.signal });
    if (outcome.kind === "made") await cache.store(video, outcome.jpeg);
    return outcome.kind;
  }

  /** Lets scans have their share of the time, as long as any are busy. */
  async #giveWay(tookMs: number): Promise<void> {
    const { clock, scansAreBusy } = this.#parts;
    const until = clock.now() + shareOfScans * tookMs;
    for (let left = until - clock.now(); left > 0 && (await scansAreBusy()); left = until - clock.now()) {
      await clock.delay(Math.min(left, lookMs), { signal: this.#closing.signal });
    }
  }

  #mayBeMade(video: Video): boolean {
    const notNow = this.#notNow.get(video.id);
    return notNow === undefined || notNow.file !== fileOf(video) || notNow.until <= this.#parts.clock.now();
  }

  /** Whether it has before, as the file that it is now. */
  #hasTakenTooLong(video: Video): boolean {
    const notNow = this.#notNow.get(video.id);
    return notNow?.tookTooLong === true && notNow.file === fileOf(video);
  }

  /** It is not tried again at the next sight. */
  #holdBack(video: Video, options: { readonly tookTooLong: boolean } = { tookTooLong: false }): void {
    const tookTooLong = options.tookTooLong || this.#hasTakenTooLong(video);
    this.#notNow.delete(video.id);
    this.#notNow.set(video.id, { file: fileOf(video), until: this.#parts.clock.now() + notNowMs, tookTooLong });
    const [oldest] = this.#notNow.keys();
    if (this.#notNow.size > mostNotNow && oldest !== undefined) this.#notNow.delete(oldest);
  }
}

function fileOf({ fileSize, modifiedUs }: Video): string {
  return `${fileSize}-${modifiedUs}`;
}
