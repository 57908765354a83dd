/**
 * Makes posters on request, one at a time.
 *
 * The newest request is served first, as it is what is on the screen. A limited number of posters waits: the oldest are
 * dropped, and requested again when they are seen again. While a scan works as fast as it can, at most four posters a
 * second are made, and they get at most half of the time of one process. So the screen fills, and the scan hardly slows.
 *
 * A file without a picture is remembered in the library until the file changes. A reason that may pass, such as a disk
 * that is not there, is remembered only here, for a minute. A file that takes too long may be on a disk that has stopped
 * answering, so it is tried once more after that minute. The second time, the file is the cause.
 */
import type { PosterStatus, Posters } from "../library/posters.ts";
import type { Video, VideoId } from "../library/video.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import type { PosterCache } from "./poster-cache.ts";
import type { PosterMaker } from "./poster-maker.ts";
import type { PosterOutcome } from "./poster-process.ts";

export interface PosterQueueParts {
  readonly videos: Pick<VideoLibrary, "get" | "setPoster">;
  readonly cache: PosterCache;
  readonly maker: Pick<PosterMaker, "make" | "close">;
  /** Real paths of the directories that files may be read in, as of now. Empty: anywhere. */
  readonly roots: () => Promise<readonly string[]>;
  /** Whether any scan works as fast as it can, so that posters must leave it time. */
  readonly scansAreBusy: () => Promise<boolean>;
  readonly clock: PosterClock;
  /** Called with errors that no caller of the queue could be told. */
  readonly onError: (error: unknown) => void;
}

export interface PosterClock {
  /** In milliseconds. */
  now(): number;
  /** @throws `signal.reason` */
  delay(ms: number, options: { readonly signal: AbortSignal }): Promise<unknown>;
}

interface HeldBack {
  readonly file: string;
  readonly until: number;
  readonly tookTooLong: boolean;
}

const mostWaiting = 400;
const mostNotNow = 1_000;
const notNowMs = 60_000;
/** While scans are busy, the shortest time between the starts of two posters, in milliseconds. */
const leastIntervalMs = 250;
/** The interval at which a pause checks whether scans are still busy, in milliseconds. */
const lookMs = 1_000;

export class PosterQueue implements Posters {
  readonly #parts: PosterQueueParts;
  readonly #closing = new AbortController();
  /** The newest request stands last. */
  #waiting: readonly VideoId[] = [];
  /** Posters that cannot be made now: of which file, until when, and whether it took too long. The oldest first. */
  readonly #notNow = new Map<VideoId, HeldBack>();
  #work: Promise<void> | null = null;

  constructor(parts: PosterQueueParts) {
    this.#parts = parts;
  }

  /** The state of a poster. Never touches the disk of the video, and starts nothing. */
  async find(video: Video): Promise<PosterStatus> {
    if (video.poster === "none") return { kind: "unavailable" };
    const { cache } = this.#parts;
    if (video.poster === "made" && (await cache.has(video))) return { kind: "ready", path: cache.pathOf(video) };
    return video.missingSince === null && this.#mayBeMade(video) ? { kind: "pending" } : { kind: "unavailable" };
  }

  /** Requests the posters of these videos, the most important first. */
  request(videos: readonly Pick<Video, "id">[]): void {
    if (this.#closing.signal.aborted) return;
    const asked = new Set(videos.map(({ id }) => id));
    this.#waiting = [...this.#waiting.filter((id) => !asked.has(id)), ...[...asked].toReversed()].slice(-mostWaiting);
    this.#work ??= this.#workOff().finally(() => {
      this.#work = null;
    });
  }

  /** The path of a video's poster, once it is made. */
  pathOf(video: Video): string {
    return this.#parts.cache.pathOf(video);
  }

  /** Call this when videos were removed from the library. */
  async forget(ids: readonly VideoId[]): Promise<void> {
    const forgotten = new Set(ids);
    this.#waiting = this.#waiting.filter((waiting) => !forgotten.has(waiting));
    await this.#parts.cache.remove(ids).catch(this.#parts.onError);
  }

  /** Stops at once. The poster in work is given up, and waiting ones are not made. */
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

  /** Ends quietly when closing interrupts the step. Other errors are reported. */
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
    // Read again: another scan may have written the row since.
    const video = await videos.get(id);
    if (video === null || (await this.find(video)).kind !== "pending") return;
    try {
      // The poster may exist already if a process died before it recorded the poster.
      const outcome = (await cache.has(video)) ? "made" : await this.#makeFile(video);
      const tookTooLong = outcome === "too_long";
      if (outcome === "not_now" || (tookTooLong && !this.#hasTakenTooLong(video))) {
        this.#holdBack(video, { tookTooLong });
        return;
      }
      const poster = outcome === "made" ? "made" : "none";
      const said = await videos.setPoster(id, { size: video.fileSize, modifiedUs: video.modifiedUs }, poster);
      // The video was removed from the library meanwhile, or its file has changed.
      if (!said) await cache.remove([id]);
    } catch (error) {
      this.#holdBack(video);
      throw error;
    }
  }

  async #makeFile(video: Video): Promise<PosterOutcome["kind"]> {
    const { cache, maker } = this.#parts;
    const { path, fileSize: size, modifiedUs, durationSeconds } = video;
    const file = { path, size, modifiedUs, durationSeconds, roots: await this.#parts.roots() };
    const outcome = await maker.make(file, { signal: this.#closing.signal });
    if (outcome.kind === "made") await cache.store(video, outcome.jpeg);
    return outcome.kind;
  }

  /** Leaves busy scans as much time as the poster took, and keeps the rate. */
  async #giveWay(tookMs: number): Promise<void> {
    const { clock, scansAreBusy } = this.#parts;
    const until = clock.now() + Math.max(tookMs, leastIntervalMs - tookMs);
    for (let left = until - clock.now(); left > 0 && (await scansAreBusy()); left = until - clock.now()) {
      await clock.delay(Math.min(left, lookMs), { signal: this.#closing.signal });
    }
  }

  #mayBeMade(video: Video): boolean {
    const notNow = this.#notNow.get(video.id);
    return notNow === undefined || notNow.file !== fileOf(video) || notNow.until <= this.#parts.clock.now();
  }

  /** Whether the same file took too long before. */
  #hasTakenTooLong(video: Video): boolean {
    const notNow = this.#notNow.get(video.id);
    return notNow?.tookTooLong === true && notNow.file === fileOf(video);
  }

  /** Does not try the poster again for a minute. */
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
