/**
 * The page's knowledge of jobs, kept up to date by one event stream for all jobs, and by polling.
 *
 * - The stream is open only while the page is visible. A browser has six connections to a server for all its tabs.
 *   Streams of hidden tabs would use them up, and a cancel would wait for ever.
 * - The feed polls every two seconds while the stream may miss something: while it is not open, or while a job is active
 *   and the stream is silent for that long. Some proxies hold events back, and a network may vanish without a word.
 *   Otherwise the feed polls every fifteen seconds.
 * - Listeners are called at most ten times a second.
 */
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { ApiClient } from "../api/api-client.ts";
import { Refused } from "../api/failures.ts";
import { texts } from "../texts/texts.ts";
import { JobStream } from "./job-stream.ts";
import { KnownJobs } from "./known-jobs.ts";
import { jobOrNull, pollJobs } from "./poll-jobs.ts";
import { ThrottledListeners } from "./throttled-listeners.ts";

/**
 * - `live`: the stream is open.
 * - `polling`: the server answers, but there is no stream.
 * - `failing`: the server answers with errors.
 * - `unreachable`: the server does not answer.
 */
export type Connection = "connecting" | "live" | "polling" | "failing" | "unreachable";

export interface FeedState {
  /** Active jobs, followed jobs, and the jobs that ended last. */
  readonly jobs: ReadonlyMap<string, JobJson>;
  /** Pending and running jobs, oldest first. */
  readonly active: readonly JobJson[];
  /** Files per second of active jobs. A job is missing while its rate is unknown. */
  readonly rates: ReadonlyMap<string, number>;
  /** Followed jobs that the server does not know. */
  readonly gone: ReadonlySet<string>;
  readonly connection: Connection;
  /** A message for people, while the connection is `failing` or `unreachable`. */
  readonly problem: string | null;
}

export interface JobFeedOptions {
  /** Default 2,000. */
  readonly pollMs?: number;
  /** The time between polls while nothing seems to be missing, in milliseconds. Default 15,000. */
  readonly idlePollMs?: number;
  /** The shortest time between two calls of a listener, in milliseconds. Default 100. */
  readonly notifyMs?: number;
}

type JobApi = Pick<ApiClient, "job" | "jobs" | "eventsUrl">;

/** A network may vanish without a word. */
const pollTimeoutMs = 5_000;

export class JobFeed {
  readonly #api: JobApi;
  readonly #stream: JobStream;
  readonly #pollMs: number;
  readonly #idlePollMs: number;
  readonly #listeners: ThrottledListeners;
  readonly #known = new KnownJobs();
  #state: FeedState = {
    jobs: new Map(),
    active: [],
    rates: new Map(),
    gone: new Set(),
    connection: "connecting",
    problem: null,
  };
  /** The last answer of the server; null before the first. */
  #lastAnswer: "good" | "error" | "none" | null = null;
  #problem: string | null = null;
  #polledAt = Number.NEGATIVE_INFINITY;
  #polling: Promise<void> | null = null;
  #nextPoll: Promise<void> | null = null;
  #running: AbortController | null = null;

  constructor(api: JobApi, options: JobFeedOptions = {}) {
    this.#api = api;
    this.#stream = new JobStream({
      url: api.eventsUrl,
      onOpen: () => this.#onStreamOpen(),
      onJob: (job) => {
        this.#setLastAnswer("good");
        this.put(job);
      },
      onBroken: () => this.#onStreamBroken(),
    });
    this.#pollMs = options.pollMs ?? 2_000;
    this.#idlePollMs = options.idlePollMs ?? 15_000;
    this.#listeners = new ThrottledListeners({
      intervalMs: options.notifyMs ?? 100,
      beforeCall: () => this.#updateState(),
    });
  }

  /** Opens the stream and starts polling. Returns a function that ends both. */
  start(): () => void {
    const running = new AbortController();
    const { signal } = running;
    this.#running = running;
    const onVisibility = () => {
      if (document.visibilityState === "hidden") this.#stream.close();
      else {
        this.#stream.open();
        void this.poll();
      }
    };
    const onOnline = () => {
      // A stream from before the change may be dead without a word.
      this.#stream.close();
      onVisibility();
    };
    document.addEventListener("visibilitychange", onVisibility, { signal });
    window.addEventListener("online", onOnline, { signal });
    window.addEventListener("offline", () => void this.poll(), { signal });
    const ticks = setInterval(() => this.#onTick(), this.#pollMs);
    onVisibility();
    return () => {
      running.abort(new Error("The page does not listen any more"));
      this.#running = null;
      clearInterval(ticks);
      this.#listeners.stop();
      this.#stream.close();
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  /** Returns the same object until something changes. */
  readonly state = (): FeedState => this.#state;

  /** Keeps a job up to date to its end, even if it is unknown or not active. Returns a function that ends this. */
  follow(id: string): () => void {
    this.#known.follow(id);
    this.#forgetGone([id]);
    if (this.#known.job(id) === undefined) void this.#fetch(id);
    return () => this.#known.unfollow(id);
  }

  /** Asks for one job at once. A poll would ask for all active jobs first, while somebody waits for this one. */
  async #fetch(id: string): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    const began = this.#known.version;
    try {
      const job = await jobOrNull(this.#api, id, running.signal);
      if (this.#known.hasChangedSince(id, began)) return;
      if (job === null) this.putGone(id);
      else this.put(job);
    } catch {
      void this.poll();
    }
  }

  /** Takes a job from the answer to a call of the page. */
  put(job: JobJson): void {
    if (this.#known.put(job, performance.now())) this.#changed();
  }

  /** Takes it from the answer to a call of the page that the server does not know a job. */
  putGone(id: string): void {
    this.#known.putGone(id);
    this.#changed();
  }

  /** Asks the server now. Never throws: a failure becomes the state of the connection. */
  poll(): Promise<void> {
    if (this.#polling === null) return this.#beginPoll();
    // The answer of the poll under way may miss the change that this call is about.
    this.#nextPoll ??= this.#polling.then(() => {
      this.#nextPoll = null;
      return this.#beginPoll();
    });
    return this.#nextPoll;
  }

  async #beginPoll(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    const polling = this.#pollOnce(running.signal);
    this.#polling = polling;
    await polling;
    this.#polling = null;
  }

  async #pollOnce(running: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([running, AbortSignal.timeout(pollTimeoutMs)]);
    this.#polledAt = performance.now();
    try {
      const known = this.#known;
      const hasNews = await pollJobs({ api: this.#api, known, signal, onChange: () => this.#changed() });
      this.#setLastAnswer("good");
      if (hasNews) this.#replaceSilentStream();
    } catch (error) {
      if (running.aborted) return;
      if (!(error instanceof Refused)) this.#setLastAnswer("none", texts.errors.unreachable);
      // 401: the sign-in appears instead.
      else if (error.status !== 401) this.#setLastAnswer("error", error.message);
    }
  }

  #onTick(): void {
    const isHidden = document.visibilityState === "hidden";
    if (!isHidden) this.#stream.open();
    const isActive = this.#state.active.length > 0;
    const isSilent = this.#stream.silentMs() >= this.#pollMs;
    const mayMiss = !this.#stream.isOpen || this.#lastAnswer !== "good" || (isActive && isSilent);
    // A hidden page polls too: the title of its tab shows the progress.
    const pauseMs = mayMiss && !isHidden ? this.#pollMs * 0.9 : this.#idlePollMs;
    if (performance.now() - this.#polledAt >= pauseMs && this.#polling === null) void this.poll();
    // Rates fall while nothing happens.
    if (isActive) this.#changed();
  }

  #onStreamOpen(): void {
    this.#setLastAnswer("good");
    // The server may be another one now, or have its own data again.
    this.#forgetGone(this.#known.gone());
    // A new stream does not report jobs that ended while there was none.
    void this.poll();
  }

  #onStreamBroken(): void {
    // Where the browser does not reconnect, the next tick opens a new stream.
    this.#changed();
    if (performance.now() - this.#polledAt >= this.#pollMs / 2) void this.poll();
  }

  /** The connection of a stream may have died if the stream is silent while a poll brings news. */
  #replaceSilentStream(): void {
    if (!this.#stream.isOpen || this.#stream.silentMs() < 2 * this.#pollMs) return;
    this.#stream.close();
    this.#stream.open();
  }

  #setLastAnswer(answer: "good" | "error" | "none", problem: string | null = null): void {
    this.#lastAnswer = answer;
    this.#problem = problem;
    if (this.#connection() !== this.#state.connection || problem !== this.#state.problem) this.#changed();
  }

  /** Does not call these jobs gone until the server does so again. */
  #forgetGone(ids: Iterable<string>): void {
    if (!this.#known.forgetGone(ids)) return;
    this.#state = { ...this.#state, gone: this.#known.gone() };
    this.#changed();
  }

  #changed(): void {
    if (this.#running !== null) this.#listeners.notify();
  }

  #updateState(): void {
    const active = this.#known.active();
    this.#state = {
      jobs: this.#known.all(),
      active: isSameList(active, this.#state.active) ? this.#state.active : active,
      rates: this.#known.rates(performance.now()),
      gone: this.#known.gone(),
      connection: this.#connection(),
      problem: this.#problem,
    };
  }

  #connection(): Connection {
    if (this.#lastAnswer === "none") return "unreachable";
    if (this.#lastAnswer === "error") return "failing";
    if (this.#stream.isOpen) return "live";
    return this.#lastAnswer === null ? "connecting" : "polling";
  }
}

function isSameList(one: readonly JobJson[], other: readonly JobJson[]): boolean {
  return one.length === other.length && one.every((job, index) => job === other[index]);
}
