import { setTimeout as delay } from "node:timers/promises";

/** What `source` yields, and null whenever it has been silent for `silenceMs`. */
export async function* withSilence<T>(source: AsyncIterableIterator<T>, silenceMs: number): AsyncGenerator<T | null> {
  try {
    for (;;) {
      const settled = new AbortController();
      const next = source.next().finally(() => settled.abort());
      // It may reject while nobody reads this generator. The error is thrown where the promise is awaited below.
      next.catch(() => {});
      // No `Promise.race` per heartbeat: each would leave a reaction on `next`.
      while (await passes(silenceMs, settled.signal)) yield null;
      const step = await next;
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    await source.return?.();
  }
}

/** Whether `ms` pass before `signal` aborts. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
