/**
 * What this page knows of jobs, kept up to date: one event stream of all jobs' changes, and polling as the net under it.
 *
 * - The stream is open only while the page can be seen. A browser has six connections to a server, whatever the number
 *   of its tabs: streams of hidden ones would use them up, and a cancel would wait for ever.
 * - Every two seconds it polls while anything may have been missed: while the stream is not open, or when a job is
 *   active and the stream has said nothing for as long, as some proxies hold events back and a network may vanish
 *   without a word. Otherwise it makes sure every fifteen seconds.
 * - A poll's answer may be older than an event that overtook it: what the stream has told since the poll began counts.
 * - Listeners are told at most ten times a second, however much happens.
 */
import type { JobJson } from "../../../src/api/contract.ts";
import { type ApiClient, Refused } from "../api/api-client.ts";
import { texts } from "../texts/texts.ts";
import { JobStream } from "./job-stream.ts";
import { KnownJobs } from "./known-jobs.ts";

/**
 * - `live`: by events.
 * - `polling`: the server answers, but there is no stream.
 * - `failing`: it answers with errors.
 * - `unreachable`: it does not answer.
 */
export type Connection = "connecting" | "live" | "polling" | "failing" | "unreachable";

export interface FeedState {
  /** Active jobs, those that are followed, and the ones that ended last. */
  readonly jobs: ReadonlyMap<string, JobJson>;
  /** Those that are pending or running, the oldest first. */
  readonly active: readonly JobJson[];
  /** Files a second that active jobs handle; missing while it is not known. */
  readonly rates: ReadonlyMap<string, number>;
  /** Jobs that are followed and that the server does not know (any more). */
  readonly gone: ReadonlySet<string>;
  readonly connection: Connection;
  /** What is wrong, for people, while the connection is `failing` or `unreachable`. */
  readonly problem: string | null;
}

export interface JobFeedOptions {
  /** Default 2,000. */
  readonly pollMs?: number;
  /** How often to make sure while nothing seems to be missing, in milliseconds. Default 15,000. */
  readonly idlePollMs?: number;
  /** The least time between two calls of a listener, in milliseconds. Default 100. */
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
  readonly #notifyMs: number;
  readonly #listeners = new Set<() => void>();
  readonly #known = new KnownJobs();
  #state: FeedState = {
    jobs: new Map(),
    active: [],
    rates: new Map(),
    gone: new Set(),
    connection: "connecting",
    problem: null,
  };
  /** How the server answered last; null until there was an answer, or none. */
  #answers: "well" | "failing" | "not" | null = null;
  #problem: string | null = null;
  #polledAt = Number.NEGATIVE_INFINITY;
  #polling: Promise<void> | null = null;
  #nextPoll: Promise<void> | null = null;
  #running: AbortController | null = null;
  #tick: ReturnType<typeof setInterval> | undefined;
  #notifyTimer: ReturnType<typeof setTimeout> | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;

  constructor(api: JobApi, options: JobFeedOptions = {}) {
    this.#api = api;
    this.#stream = new JobStream({
      url: api.eventsUrl,
      onOpen: () => this.#onStreamOpen(),
      onJob: (job) => {
        this.#setAnswers("well");
        this.put(job);
      },
      onBroken: () => this.#onStreamBroken(),
    });
    this.#pollMs = options.pollMs ?? 2_000;
    this.#idlePollMs = options.idlePollMs ?? 15_000;
    this.#notifyMs = options.notifyMs ?? 100;
  }

  /** Begins to listen, and returns what ends that. */
  start(): () => void {
    const running = new AbortController();
    const { signal } = running;
    this.#running = running;
    const look = () => {
      if (document.visibilityState === "hidden") this.#stream.close();
      else {
        this.#stream.open();
        void this.poll();
      }
    };
    const check = () => void this.poll();
    document.addEventListener("visibilitychange", look, { signal });
    const reopen = () => {
      // One from before may be dead without a word.
      this.#stream.close();
      look();
    };
    window.addEventListener("online", reopen, { signal });
    window.addEventListener("offline", check, { signal });
    this.#tick = setInterval(() => this.#onTick(), this.#pollMs);
    look();
    return () => {
      running.abort(new Error("The page has stopped listening"));
      this.#running = null;
      clearInterval(this.#tick);
      clearTimeout(this.#notifyTimer);
      this.#notifyTimer = undefined;
      this.#stream.close();
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The same object until something has changed. */
  readonly state = (): FeedState => this.#state;

  /**
   * Keeps a job up to date to its end, also one that is not active or not known. Returns what ends that.
   */
  follow(id: string): () => void {
    this.#known.follow(id);
    this.#askAgain([id]);
    if (this.#known.job(id) === undefined) void this.#askFor(id);
    return () => this.#known.unfollow(id);
  }

  /** At once, as somebody waits for it, and a poll asks for all the others first. */
  async #askFor(id: string): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    const began = this.#known.moment;
    try {
      const job = await this.#jobOrNull(id, running.signal);
      if (this.#known.isToldSince(id, began)) return;
      if (job === null) this.putGone(id);
      else this.put(job);
    } catch {
      void this.poll();
    }
  }

  /** Takes in what an answer to a call has said of a job. */
  put(job: JobJson): void {
    if (this.#known.told(job, performance.now())) this.#changed();
  }

  /** Takes in that the server does not know a job (any more). */
  putGone(id: string): void {
    this.#known.toldGone(id);
    this.#changed();
  }

  /** Asks the server now. Never throws: what went wrong is the state of the connection. */
  poll(): Promise<void> {
    if (this.#polling === null) return this.#beginPoll();
    // What was asked for while a poll was going on may not be in its answer.
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
    const known = this.#known;
    const began = known.moment;
    let news = false;
    this.#polledAt = performance.now();
    const overtaken = (id: string) => known.isToldSince(id, began);
    const take = (job: JobJson) => {
      if (known.found(job, performance.now())) this.#changed();
    };
    try {
      const listed = new Set<string>();
      let cursor: string | null = null;
      do {
        const page = await this.#api.jobs(
          { statuses: ["pending", "running"], limit: 100, ...(cursor !== null && { cursor }) },
          { signal },
        );
        for (const job of page.jobs) {
          listed.add(job.job_id);
          if (overtaken(job.job_id)) continue;
          news ||= known.job(job.job_id)?.counts.scanned !== job.counts.scanned;
          take(job);
        }
        cursor = page.next_cursor;
      } while (cursor !== null);
      for (const id of known.doubtful(listed)) {
        const job = await this.#jobOrNull(id, signal);
        if (overtaken(id)) continue;
        if (job !== null) take(job);
        else {
          known.foundGone(id);
          this.#changed();
        }
      }
      this.#setAnswers("well");
      if (news && known.moment === began) this.#replaceDeadStream();
    } catch (error) {
      if (running.aborted) return;
      if (!(error instanceof Refused)) this.#setAnswers("not", texts.errors.unreachable);
      // Whoever has to sign in is asked to elsewhere.
      else if (error.status !== 401) this.#setAnswers("failing", error.message);
    }
  }

  async #jobOrNull(id: string, signal: AbortSignal): Promise<JobJson | null> {
    try {
      return await this.#api.job(id, { signal });
    } catch (error) {
      // A 404 of something between here and the server says nothing of the job.
      if (error instanceof Refused && error.code === "NOT_FOUND") return null;
      throw error;
    }
  }

  #onTick(): void {
    if (document.visibilityState !== "hidden") this.#stream.open();
    const now = performance.now();
    const active = this.#state.active.length > 0;
    const quiet = this.#stream.silentMs() >= this.#pollMs;
    const mayMiss = !this.#stream.isOpen || this.#answers !== "well" || (active && quiet);
    const due = mayMiss ? this.#pollMs * 0.9 : this.#idlePollMs;
    if (document.visibilityState === "hidden") {
      // Nobody looks; the title of the tab may still say how far it is.
      if (now - this.#polledAt >= this.#idlePollMs) void this.poll();
    } else if (now - this.#polledAt >= due && this.#polling === null) void this.poll();
    // Rates fall when nothing happens.
    if (active) this.#changed();
  }

  #onStreamOpen(): void {
    this.#setAnswers("well");
    // It may be another server, or the same with its own data again.
    this.#askAgain(this.#known.gone());
    // What ended while there was no stream is not among what a new one tells first.
    void this.poll();
  }

  #onStreamBroken(): void {
    // Where the browser does not try again by itself, the next tick does.
    this.#changed();
    if (performance.now() - this.#polledAt >= this.#pollMs / 2) void this.poll();
  }

  /** A stream that says nothing while a poll brings news may be one whose connection has died. */
  #replaceDeadStream(): void {
    if (!this.#stream.isOpen || this.#stream.silentMs() < 2 * this.#pollMs) return;
    this.#stream.close();
    this.#stream.open();
  }

  #setAnswers(answers: "well" | "failing" | "not", problem: string | null = null): void {
    this.#answers = answers;
    this.#problem = problem;
    if (this.#connection() !== this.#state.connection || problem !== this.#state.problem) this.#changed();
  }

  /** Says nothing of these jobs until the server has. */
  #askAgain(ids: Iterable<string>): void {
    if (!this.#known.doubtGone(ids)) return;
    this.#state = { ...this.#state, gone: this.#known.gone() };
    this.#changed();
  }

  #changed(): void {
    if (this.#notifyTimer !== undefined || this.#running === null) return;
    const wait = this.#notifiedAt + this.#notifyMs - performance.now();
    this.#notifyTimer = setTimeout(() => this.#notify(), Math.max(0, wait));
  }

  #notify(): void {
    this.#notifyTimer = undefined;
    const now = performance.now();
    this.#notifiedAt = now;
    const active = this.#known.active();
    this.#state = {
      jobs: this.#known.all(),
      active: isSameList(active, this.#state.active) ? this.#state.active : active,
      rates: this.#known.rates(now),
      gone: this.#known.gone(),
      connection: this.#connection(),
      problem: this.#problem,
    };
    for (const listener of this.#listeners) listener();
  }

  #connection(): Connection {
    if (this.#answers === "not") return "unreachable";
    if (this.#answers === "failing") return "failing";
    if (this.#stream.isOpen) return "live";
    return this.#answers === null ? "connecting" : "polling";
  }
}

function isSameList(one: readonly JobJson[], other: readonly JobJson[]): boolean {
  return one.length === other.length && one.every((job, index) => job === other[index]);
}
