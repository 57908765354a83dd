import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { RateMeter } from "../../../src/api/contract/rate-meter.ts";
import { hasEnded, isActive } from "./job-state.ts";

/** The number of ended jobs to keep that nobody follows. */
const maxEnded = 100;

/**
 * The jobs that the page knows: active jobs, followed jobs, and the jobs that ended last.
 *
 * News arrive in several ways and may overtake each other. Events of the stream and answers to the page's own calls are
 * the newest state (`put`). The answer of a poll may be older than an event (`putPolled`), so a poll first checks that
 * the job has not changed since the poll began. Times are in milliseconds of a monotonic clock.
 */
export class KnownJobs {
  readonly #jobs = new Map<string, JobJson>();
  readonly #gone = new Set<string>();
  readonly #followed = new Map<string, number>();
  readonly #meters = new Map<string, RateMeter>();
  /** The version at which each job changed last. */
  readonly #changedAt = new Map<string, number>();
  #version = 0;

  /** Rises with every `put` and `putGone`. */
  get version(): number {
    return this.#version;
  }

  hasChangedSince(id: string, version: number): boolean {
    return (this.#changedAt.get(id) ?? 0) > version;
  }

  job(id: string): JobJson | undefined {
    return this.#jobs.get(id);
  }

  /** Returns whether the job was taken: an ended job stays ended. */
  put(job: JobJson, now: number): boolean {
    this.#changedAt.set(job.job_id, ++this.#version);
    return this.putPolled(job, now);
  }

  /** The server does not know the job. */
  putGone(id: string): void {
    this.#changedAt.set(id, ++this.#version);
    this.putPolledGone(id);
  }

  /** As `put`, for an answer that may be old. */
  putPolled(job: JobJson, now: number): boolean {
    const { job_id: id } = job;
    const before = this.#jobs.get(id);
    // A late answer does not bring an ended job back.
    if (before !== undefined && hasEnded(before) && !hasEnded(job)) return false;
    this.#gone.delete(id);
    this.#jobs.set(id, job);
    if (isActive(job)) {
      let meter = this.#meters.get(id);
      if (meter === undefined) this.#meters.set(id, (meter = new RateMeter()));
      meter.add(job, now);
    } else {
      this.#meters.delete(id);
      // The job that ended last stands at the end of the map.
      this.#jobs.delete(id);
      this.#jobs.set(id, job);
      this.#forgetOldest();
    }
    return true;
  }

  /** As `putGone`, for an answer that may be old. */
  putPolledGone(id: string): void {
    this.#jobs.delete(id);
    this.#meters.delete(id);
    this.#gone.add(id);
  }

  /** Forgets that these jobs are gone. Returns whether any of them was. */
  forgetGone(ids: Iterable<string>): boolean {
    let was = false;
    for (const id of ids) was = this.#gone.delete(id) || was;
    return was;
  }

  follow(id: string): void {
    this.#followed.set(id, (this.#followed.get(id) ?? 0) + 1);
  }

  unfollow(id: string): void {
    const left = (this.#followed.get(id) ?? 1) - 1;
    if (left > 0) this.#followed.set(id, left);
    else this.#followed.delete(id);
  }

  /** The ids of followed jobs, and of jobs believed to be active, that a list of all active jobs leaves out. */
  unlisted(listed: ReadonlySet<string>): readonly string[] {
    const ids = new Set(this.#followed.keys());
    for (const job of this.#jobs.values()) if (isActive(job)) ids.add(job.job_id);
    return [...ids].filter((id) => {
      const job = this.#jobs.get(id);
      return !listed.has(id) && !this.#gone.has(id) && (job === undefined || isActive(job));
    });
  }

  all(): ReadonlyMap<string, JobJson> {
    return new Map(this.#jobs);
  }

  gone(): ReadonlySet<string> {
    return new Set(this.#gone);
  }

  /** Oldest first. */
  active(): readonly JobJson[] {
    return [...this.#jobs.values()]
      .filter(isActive)
      .toSorted((one, other) => one.submitted_at.localeCompare(other.submitted_at));
  }

  /** Files per second of active jobs. A job is missing while its rate is unknown. */
  rates(now: number): ReadonlyMap<string, number> {
    const rates = new Map<string, number>();
    for (const [id, meter] of this.#meters) {
      const rate = meter.rate(now);
      if (rate !== null) rates.set(id, rate);
    }
    return rates;
  }

  #forgetOldest(): void {
    const ended = [...this.#jobs.values()].filter((job) => hasEnded(job) && !this.#followed.has(job.job_id));
    for (const { job_id } of ended.slice(0, Math.max(0, ended.length - maxEnded))) {
      this.#jobs.delete(job_id);
      this.#changedAt.delete(job_id);
    }
  }
}
