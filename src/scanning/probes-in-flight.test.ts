import { setImmediate } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import type { ProbeOptions, ProbeOutcome, Prober } from "./probe/prober.ts";
import { ProbesInFlight, type ProbesInFlightOptions } from "./probes-in-flight.ts";
import type { FileStat } from "./scan-library.ts";

const outcome: ProbeOutcome = { kind: "problem", problem: { code: "not_video", message: "is not a video" } };

/** Holds each file, and gives its outcome when `letGo` is called. */
function holdingProber() {
  const letGo: (() => void)[] = [];
  const probe = ((_path: string, { onHold }: ProbeOptions) =>
    new Promise<ProbeOutcome>((resolve) => {
      onHold?.(true);
      letGo.push(() => {
        onHold?.(false);
        resolve(outcome);
      });
    })) as Prober["probe"];
  const prober = { concurrency: 4, probe } as Pick<Prober, "concurrency" | "probe"> as Prober;
  return { prober, letGo };
}

function probesOf(prober: Prober, times: Pick<ProbesInFlightOptions, "silentMs" | "endMs">) {
  const held: string[] = [];
  const outcomes: string[] = [];
  const probes = new ProbesInFlight({
    prober: () => Promise.resolve(prober),
    roots: [],
    stop: new AbortController().signal,
    onOutcome: ({ path }) => outcomes.push(path),
    onFailure: () => {},
    onHold: ({ path }) => held.push(path),
    ...times,
  });
  return { probes, held, outcomes };
}

const file = (path: string) => ({ path, size: 1, modifiedUs: 1, disk: null }) as unknown as FileStat;

test("a file that is held for a moment, while a killed process ends, is not reported", async () => {
  const { prober, letGo } = holdingProber();
  const { probes, held } = probesOf(prober, { silentMs: 60_000 });
  await probes.begin(file("/a.mp4"));
  for (const one of letGo) one();
  await probes.idle();
  expect(held).toEqual([]);
});

test("a file that stays held is reported, because its disk does not answer", async () => {
  const { prober, letGo } = holdingProber();
  const { probes, held } = probesOf(prober, { silentMs: 1 });
  await probes.begin(file("/a.mp4"));
  await expect.poll(() => held).toEqual(["/a.mp4"]);
  for (const one of letGo) one();
  await probes.idle();
});

test("a file that is left is not reported: the scan has ended, and takes no more problems", async () => {
  vi.useFakeTimers();
  try {
    const { prober } = holdingProber();
    const { probes, held } = probesOf(prober, { silentMs: 10, endMs: 20 });
    await probes.begin(file("/a.mp4"));
    probes.leave();
    await vi.advanceTimersByTimeAsync(15);
    expect(held).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test("files that are left may still be read for a while, and then their processes are ended; nobody takes the results", async () => {
  const signals: AbortSignal[] = [];
  const answers: (() => void)[] = [];
  const probe = (async (_path: string, { signal }: ProbeOptions) => {
    if (signal !== undefined) signals.push(signal);
    const { promise, resolve } = Promise.withResolvers<void>();
    answers.push(resolve);
    await promise;
    return { kind: "problem", problem: { code: "vanished", message: "" } };
  }) as Prober["probe"];
  const prober = { concurrency: 4, probe } as Pick<Prober, "concurrency" | "probe"> as Prober;
  const { probes, outcomes } = probesOf(prober, { endMs: 20 });
  await probes.begin(file("/a.mp4"));
  await probes.begin(file("/b.mp4"));
  answers[0]?.();
  await expect.poll(() => outcomes).toEqual(["/a.mp4"]);
  expect(probes.gaveUp).toBe(false);
  probes.leave();
  await probes.idle();
  expect(probes.gaveUp).toBe(true);
  const [, slow] = signals;
  expect(slow?.aborted).toBe(false);
  await expect.poll(() => slow?.aborted).toBe(true);
  answers[1]?.();
  await setImmediate();
  expect(outcomes).toEqual(["/a.mp4"]);
});
