/**
 * Waits for the promise, but not past an abort: then it rejects with `signal.reason` at once. The promise is left
 * behind, and its rejection counts as handled.
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([aborted.promise, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
    promise.catch(() => {});
  }
}
