/**
 * Requests the posters of the videos that are drawn, and remembers the answers.
 *
 * - Posters are requested together. The first request follows a short calm, so videos that are only scrolled past cost
 *   nothing. While posters are being made, requests follow every second, or less often while none gets ready.
 * - Posters in the window come first, then the nearest ones outside it. The server makes them in this order.
 * - A poster that is ready or cannot be made is not requested again until its video changes.
 * - One request is under way at a time, and none while the page is hidden. A failed request is not reported: the page
 *   works without posters.
 */
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import type { ApiClient } from "../api/api-client.ts";
import { nearestFirst } from "./nearest-first.ts";

/** `wanted`: the server has not answered yet, or is making the poster. */
export type PosterState = "wanted" | "ready" | "unavailable";

type PosterVideo = Pick<VideoJson, "id" | "updated_at">;

/** The server's limit for one request. */
const maxVideos = 100;

/** The calm before a request, in milliseconds. */
const calmMs = 150;

/** The time between two requests, in milliseconds. */
const minPauseMs = 1_000;
const maxPauseMs = 3_000;

/** How long a picture that did not load is left alone, in milliseconds: the network may have been away. */
const failedMs = 30_000;

interface Drawn {
  readonly id: string;
  readonly listeners: Set<() => void>;
  /** The element of the poster. */
  readonly element: () => Element | null;
}

export interface ShowOptions {
  /** Whether the poster is known to be ready. It is then not requested. Default false. */
  readonly isReady?: boolean;
  /** The element of the poster, for the order of requests. Default: none. */
  readonly element?: () => Element | null;
}

export class PosterRequests {
  readonly #api: Pick<ApiClient, "thumbnails">;
  readonly #known = new Map<string, "ready" | "unavailable">();
  readonly #failedAt = new Map<string, number>();
  /** By `keyOf`. */
  readonly #drawn = new Map<string, Drawn>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | null = null;
  #requestedAt = Number.NEGATIVE_INFINITY;
  #pauseMs = minPauseMs;

  constructor(api: Pick<ApiClient, "thumbnails">) {
    this.#api = api;
  }

  state(video: PosterVideo): PosterState {
    const key = keyOf(video);
    const failedAt = this.#failedAt.get(key);
    if (failedAt !== undefined && performance.now() - failedAt < failedMs) return "unavailable";
    return this.#known.get(key) ?? "wanted";
  }

  /**
   * Call this when the poster of a video is drawn. The poster is requested unless its state is known.
   *
   * @param listener called when the state of the poster changes
   * @returns a function to call when the poster is not drawn any more
   */
  show(
    video: PosterVideo,
    listener: () => void,
    { isReady = false, element = () => null }: ShowOptions = {},
  ): () => void {
    const key = keyOf(video);
    if (isReady) this.#known.set(key, "ready");
    let drawn = this.#drawn.get(key);
    if (drawn === undefined) {
      if (this.#drawn.size === 0) document.addEventListener("visibilitychange", this.#onVisibility);
      drawn = { id: video.id, listeners: new Set(), element };
      this.#drawn.set(key, drawn);
      if (!this.#known.has(key)) {
        this.#pauseMs = minPauseMs;
        this.#schedule(calmMs);
      }
    }
    const { listeners } = drawn;
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#drawn.get(key)?.listeners !== listeners) return;
      this.#drawn.delete(key);
      if (this.#drawn.size === 0) this.#stop();
    };
  }

  /** Call this when the picture of a video did not load. */
  failed(video: PosterVideo): void {
    const key = keyOf(video);
    this.#failedAt.set(key, performance.now());
    this.#notify(key);
  }

  /** Requests posters after `waitMs`, but not before the pause since the last request is over. */
  #schedule(waitMs: number): void {
    if (this.#request !== null || document.visibilityState === "hidden") return;
    clearTimeout(this.#timer);
    const restMs = this.#requestedAt + this.#pauseMs - performance.now();
    this.#timer = setTimeout(() => void this.#requestNow(), Math.max(waitMs, restMs));
  }

  async #requestNow(): Promise<void> {
    this.#timer = undefined;
    const unknown = [...this.#drawn].filter(([key]) => !this.#known.has(key));
    const wanted = visibleFirst(unknown).slice(0, maxVideos);
    if (wanted.length === 0) return;
    const request = new AbortController();
    this.#request = request;
    this.#requestedAt = performance.now();
    let isNews = false;
    try {
      const ids = wanted.map(([, { id }]) => id);
      const { thumbnails } = await this.#api.thumbnails({ video_ids: ids }, { signal: request.signal });
      const states = new Map(thumbnails.map(({ video_id, state }) => [video_id, state]));
      for (const [key, { id }] of wanted) {
        // The answer leaves out videos that are not in the library any more.
        const state = states.get(id) ?? "unavailable";
        if (state === "pending") continue;
        isNews = true;
        this.#known.set(key, state);
        this.#notify(key);
      }
    } catch {
      // The next request tries again.
    }
    if (this.#request !== request) return;
    this.#request = null;
    this.#pauseMs = isNews ? minPauseMs : Math.min(this.#pauseMs * 1.5, maxPauseMs);
    this.#schedule(0);
  }

  #notify(key: string): void {
    for (const listener of this.#drawn.get(key)?.listeners ?? []) listener();
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState === "hidden") this.#cancelRequest();
    else this.#schedule(calmMs);
  };

  #stop(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#cancelRequest();
  }

  #cancelRequest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const request = this.#request;
    this.#request = null;
    request?.abort(new Error("These posters are not drawn any more"));
  }
}

function visibleFirst(drawn: readonly (readonly [string, Drawn])[]): readonly (readonly [string, Drawn])[] {
  const [first] = drawn;
  // The list scrolls below the toolbar, so the top of the window is not the top of the visible part.
  const scroller = first?.[1].element()?.closest("[data-scroll-restoration-id]");
  const frame = scroller?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
  return nearestFirst(drawn, ([, { element }]) => element()?.getBoundingClientRect() ?? null, frame);
}

/** An updated video may have another poster. */
function keyOf({ id, updated_at }: PosterVideo): string {
  return `${id} ${updated_at}`;
}
