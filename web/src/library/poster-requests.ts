/**
 * Asks the server to make the posters of the videos that are in view, and remembers what became of them.
 *
 * - Visible videos without a poster are collected and asked for together: first after a moment of calm, so that what is
 *   scrolled past costs nothing; then once a second while any is being made, less often while nothing gets ready.
 * - What is ready, and what cannot be made, is not asked for again until the video changes.
 * - One request at a time; none while the page is hidden. A failure is quiet: posters are an ornament.
 */
import type { VideoJson } from "../../../src/api/contract.ts";
import type { ApiClient } from "../api/api-client.ts";

/** `wanted`: not known yet, or being made. */
export type PosterState = "wanted" | "ready" | "unavailable";

type Pictured = Pick<VideoJson, "id" | "updated_at">;

/** The most that the server takes at once. */
const mostAtOnce = 100;

/** How long is waited for more to come into view, in milliseconds. */
const calmMs = 150;

/** The least and the most time between two requests, in milliseconds. */
const leastMs = 1_000;
const mostMs = 3_000;

/** How long a picture that did not load is left alone, in milliseconds: the network may have been away. */
const restMs = 30_000;

export class PosterRequests {
  readonly #api: Pick<ApiClient, "thumbnails">;
  readonly #known = new Map<string, "ready" | "unavailable">();
  readonly #failedAt = new Map<string, number>();
  /** Those in view, by `keyOf`, with who shows them. */
  readonly #shown = new Map<string, { readonly id: string; readonly listeners: Set<() => void> }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #pauseMs = leastMs;

  constructor(api: Pick<ApiClient, "thumbnails">) {
    this.#api = api;
  }

  state(video: Pictured): PosterState {
    const key = keyOf(video);
    const failedAt = this.#failedAt.get(key);
    if (failedAt !== undefined && performance.now() - failedAt < restMs) return "unavailable";
    return this.#known.get(key) ?? "wanted";
  }

  /**
   * The video is in view until the function that is returned is called.
   *
   * @param options.isMade whether its poster is known to be there: then it is not asked for
   */
  show(video: Pictured, listener: () => void, { isMade = false }: { readonly isMade?: boolean } = {}): () => void {
    const key = keyOf(video);
    if (isMade) this.#known.set(key, "ready");
    let shown = this.#shown.get(key);
    if (shown === undefined) {
      if (this.#shown.size === 0) document.addEventListener("visibilitychange", this.#onVisibility);
      shown = { id: video.id, listeners: new Set() };
      this.#shown.set(key, shown);
      if (!this.#known.has(key)) {
        this.#pauseMs = leastMs;
        this.#ask(calmMs);
      }
    }
    const { listeners } = shown;
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#shown.get(key)?.listeners !== listeners) return;
      this.#shown.delete(key);
      if (this.#shown.size === 0) this.#stop();
    };
  }

  /** The picture of a video did not load. */
  failed(video: Pictured): void {
    const key = keyOf(video);
    this.#failedAt.set(key, performance.now());
    this.#tell(key);
  }

  /** Asks in `waitMs`, or later where the last request was a moment ago; anew when more has come into view. */
  #ask(waitMs: number): void {
    if (this.#asking !== null || document.visibilityState === "hidden") return;
    clearTimeout(this.#timer);
    const restMs = this.#askedAt + this.#pauseMs - performance.now();
    this.#timer = setTimeout(() => void this.#askNow(), Math.max(waitMs, restMs));
  }

  async #askNow(): Promise<void> {
    this.#timer = undefined;
    const wanted = [...this.#shown].filter(([key]) => !this.#known.has(key)).slice(0, mostAtOnce);
    if (wanted.length === 0) return;
    const asking = new AbortController();
    this.#asking = asking;
    this.#askedAt = performance.now();
    let isNews = false;
    try {
      const ids = wanted.map(([, { id }]) => id);
      const { thumbnails } = await this.#api.thumbnails({ video_ids: ids }, { signal: asking.signal });
      const states = new Map(thumbnails.map(({ video_id, state }) => [video_id, state]));
      for (const [key, { id }] of wanted) {
        // One that the answer does not name is not in the library any more.
        const state = states.get(id) ?? "unavailable";
        if (state === "pending") continue;
        isNews = true;
        this.#known.set(key, state);
        this.#tell(key);
      }
    } catch {
      // Later again.
    }
    if (this.#asking !== asking) return;
    this.#asking = null;
    this.#pauseMs = isNews ? leastMs : Math.min(this.#pauseMs * 1.5, mostMs);
    this.#ask(0);
  }

  #tell(key: string): void {
    for (const listener of this.#shown.get(key)?.listeners ?? []) listener();
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState === "hidden") this.#stopAsking();
    else this.#ask(calmMs);
  };

  #stop(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#stopAsking();
  }

  #stopAsking(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const asking = this.#asking;
    this.#asking = null;
    asking?.abort(new Error("Nobody sees these posters any more"));
  }
}

/** A video that is updated may look different. */
function keyOf({ id, updated_at }: Pictured): string {
  return `${id} ${updated_at}`;
}
