/**
 * For tests, loaded into the program before its own code: the program has a clock that the test puts forward, by messages
 * with the time that passes in milliseconds. Waits of `node:timers/promises` end when the time has passed by that clock, too.
 * Watches settle sooner.
 */
import { syncBuiltinESMExports } from "node:module";
import type { TimerOptions } from "node:timers";
import timers from "node:timers/promises";
import threads, { type WorkerOptions } from "node:worker_threads";

const RealDate = Date;
/** How far the clock is ahead, in milliseconds. */
let ahead = Number(process.env["SIMULATED_CLOCK_AHEAD_MS"] ?? 0);
const waits = new Set<{ readonly endsAt: number; readonly end: () => void }>();

const now = () => RealDate.now() + ahead;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});

const { setTimeout: realDelay } = timers;
timers.setTimeout = async <T>(ms = 0, value?: T, options?: TimerOptions): Promise<T> => {
  const passed = new AbortController();
  const wait = { endsAt: now() + ms, end: () => passed.abort() };
  waits.add(wait);
  const signals = [passed.signal, options?.signal].filter((signal) => signal !== undefined);
  try {
    return await realDelay(ms, value as T, { ...options, signal: AbortSignal.any(signals) });
  } catch (error) {
    if (passed.signal.aborted) return value as T;
    throw error;
  } finally {
    waits.delete(wait);
  }
};

/** Watches wait a few seconds until changes have settled. Nothing here needs so long. */
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(file: string | URL, options: WorkerOptions = {}) {
    const times = { quietMs: 100, mostWaitMs: 60_000, stillMs: 300, lookMs: 100 };
    const isWatch = options.name === "gleaner watch";
    super(file, isWatch ? { ...options, workerData: { ...options.workerData, times } } : options);
  }
};
syncBuiltinESMExports();

process.on("message", (ms: number) => {
  ahead += ms;
  for (const wait of waits) if (wait.endsAt <= now()) wait.end();
});
// A listener for messages must not keep the program alive.
process.channel?.unref();
