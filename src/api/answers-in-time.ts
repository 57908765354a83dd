import { StoreError } from "../jobs/store-error.ts";
import { inTime, NotInTime } from "./in-time.ts";

/**
 * The same object, with calls that reject with `STORE_UNAVAILABLE` when they take longer than `timeoutMs`. The database
 * may be on a disk that hangs, and then a call never settles; a person must get an answer all the same.
 *
 * A call that was given up may still take effect. All calls that change something may be repeated.
 *
 * @param options.except names of methods that may take any time
 */
export function answersInTime<Target extends object>(
  target: Target,
  { timeoutMs, except = [] }: { readonly timeoutMs: number; readonly except?: readonly (keyof Target)[] },
): Target {
  // Not a proxy of `target` itself: such a one may not replace a property that is read-only.
  const standIn: unknown = Object.create(null);
  return new Proxy(standIn as Target, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const mayTakeAnyTime = (except as readonly PropertyKey[]).includes(name);
      return (...args: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args);
        return result instanceof Promise && !mayTakeAnyTime ? orStoreError(result, timeoutMs) : result;
      };
    },
  });
}

/** @throws StoreError `STORE_UNAVAILABLE` when `work` takes longer than `timeoutMs` */
export async function orStoreError<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  try {
    return await inTime(work, timeoutMs, "The database");
  } catch (error) {
    if (!(error instanceof NotInTime)) throw error;
    throw new StoreError("STORE_UNAVAILABLE", `${error.message} Is the disk of the library connected? Try again.`, {
      cause: error,
    });
  }
}
