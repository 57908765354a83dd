import { StoreError } from "../jobs/store-error.ts";
import { within } from "../within.ts";

export interface TimeLimits {
  readonly timeoutMs: number;
  /** What to check if the database does not answer. Default: the disk of the library. */
  readonly hint?: string;
  /**
   * Settles when the disk of the database answers. If it is silent too, or rejects, nobody waits for `timeoutMs`.
   * Default: the disk is not asked.
   */
  readonly disk?: () => Promise<unknown>;
  /** When the disk is asked, in milliseconds from the call. Default 1,000. */
  readonly askDiskAfterMs?: number;
  /** How long the disk may take to answer, in milliseconds. Default 800. */
  readonly diskTimeoutMs?: number;
}

/**
 * The same object, with calls that reject with `STORE_UNAVAILABLE` when they take longer than the limits. The database may
 * be on a disk that hangs, and then a call never settles; a person must get an answer all the same.
 *
 * A call that was given up may still take effect. All calls that change something may be repeated.
 *
 * @param options.except names of methods that may take any time
 */
export function answersInTime<Target extends object>(
  target: Target,
  { except = [], ...limits }: TimeLimits & { readonly except?: readonly (keyof Target)[] },
): Target {
  // Not a proxy of `target` itself, which could not replace a property that is read-only.
  const standIn: unknown = Object.create(null);
  return new Proxy(standIn as Target, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const mayTakeAnyTime = (except as readonly PropertyKey[]).includes(name);
      return (...args: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args);
        return result instanceof Promise && !mayTakeAnyTime ? orStoreError(result, limits) : result;
      };
    },
  });
}

/** @throws StoreError `STORE_UNAVAILABLE` when `work` takes longer than the limits */
export async function orStoreError<T>(work: Promise<T>, limits: TimeLimits): Promise<T> {
  const { timeoutMs, hint = checkDisk, disk, askDiskAfterMs = 1_000, diskTimeoutMs = 800 } = limits;
  const startedAt = performance.now();
  const leftMs = (limitMs: number) => Math.max(0, startedAt + limitMs - performance.now());
  if (disk !== undefined) {
    if (await within(askDiskAfterMs, work)) return work;
    const answer = Promise.race([work, disk().catch(() => never)]);
    if (!(await within(diskTimeoutMs, answer))) throw unavailable(askDiskAfterMs + diskTimeoutMs, hint);
  }
  if (await within(leftMs(timeoutMs), work)) return work;
  throw unavailable(timeoutMs, hint);
}

/** A disk that cannot be asked does not answer. */
const never = new Promise<never>(() => {});

const checkDisk = "Is the disk of the library connected?";

function unavailable(ms: number, hint: string): StoreError {
  const seconds = Math.round(ms / 1000);
  const message = `The database has not answered for ${seconds} seconds. ${hint} Try again.`;
  return new StoreError("STORE_UNAVAILABLE", message);
}
