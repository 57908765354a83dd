/**
 * Waits for the promise, but no longer than `ms`. The time is measured by a monotonic clock. After that the promise is
 * left behind, and its rejection counts as handled.
 *
 * @returns whether the promise was fulfilled in time
 * @throws the rejection of the promise, if it comes in time
 */
export async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => {});
  }
}
