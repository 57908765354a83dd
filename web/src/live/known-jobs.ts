import type { JobJson } from "../../../src/api/contract.ts";
import { hasEnded, isActive } from "./job-state.ts";
import { RateMeter } from "./rate-meter.ts";

/** How many ended jobs are kept that nobody follows. */
const mostEnded = 100;

/**
 * What the page knows of jobs: those that are active, those that somebody follows, and the ones that ended last.
 *
 * News come by several ways and may overtake each other. What the stream tells, and what answers to a call of this page,
 * is `told`, and is the newest there is; what a poll finds is `found`, and counts only for jobs of which nothing was told
 * since the poll began. Times are in milliseconds of a steady clock.
 */
export class KnownJobs {
  readonly #jobs = new Map<string, JobJson>();
  readonly #gone = new Set<string>();
  readonly #followed = new Map<string, number>();
  readonly #meters = new Map<string, RateMeter>();
  /** When something was last told of a job, by `#moment`. */
  readonly #toldAt = new Map<string, number>();
  #moment = 0;

  /** Rises with everything that is told. */
  get moment(): number {
    return this.#moment;
  }

  isToldSince(id: string, moment: number): boolean {
    return (this.#toldAt.get(id) ?? 0) > moment;
  }

  job(id: string): JobJson | undefined {
    return this.#jobs.get(id);
  }

  /** Returns whether that is news. */
  told(job: JobJson, now: number): boolean {
    this.#toldAt.set(job.job_id, ++this.#moment);
    return this.found(job, now);
  }

  toldGone(id: string): void {
    this.#toldAt.set(id, ++this.#moment);
    this.foundGone(id);
  }

  /** Returns whether that is news. */
  found(job: JobJson, now: number): boolean {
    const { job_id: id } = job;
    const before = this.#jobs.get(id);
    // What has ended stays so, whatever answers are still on their way.
    if (before !== undefined && hasEnded(before) && !hasEnded(job)) return false;
    this.#gone.delete(id);
    this.#jobs.set(id, job);
    if (isActive(job)) {
      let meter = this.#meters.get(id);
      if (meter === undefined) this.#meters.set(id, (meter = new RateMeter()));
      meter.add(job.counts, now);
    } else {
      this.#meters.delete(id);
      // The newest at the end.
      this.#jobs.delete(id);
      this.#jobs.set(id, job);
      this.#forgetOldest();
    }
    return true;
  }

  foundGone(id: string): void {
    this.#jobs.delete(id);
    this.#meters.delete(id);
    this.#gone.add(id);
  }

  /** Says nothing any more of jobs being gone. Returns whether any of these was. */
  doubtGone(ids: Iterable<string>): boolean {
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

  /** Jobs that seem active, or that are followed, of which a list of the active ones says nothing. */
  doubtful(listed: ReadonlySet<string>): readonly string[] {
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

  /** The oldest first. */
  active(): readonly JobJson[] {
    return [...this.#jobs.values()]
      .filter(isActive)
      .toSorted((one, other) => one.submitted_at.localeCompare(other.submitted_at));
  }

  /** Files a second that active jobs handle; missing while it is not known. */
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
    for (const { job_id } of ended.slice(0, Math.max(0, ended.length - mostEnded))) {
      this.#jobs.delete(job_id);
      this.#toldAt.delete(job_id);
    }
  }
}
