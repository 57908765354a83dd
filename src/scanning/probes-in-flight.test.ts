import { expect, test } from "vitest";
import type { ProbeOptions, ProbeOutcome, Prober } from "./probe/prober.ts";
import { ProbesInFlight } from "./probes-in-flight.ts";
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

function probesOf(prober: Prober, silentMs: number) {
  const held: string[] = [];
  const probes = new ProbesInFlight({
    prober: () => Promise.resolve(prober),
    roots: [],
    stop: new AbortController().signal,
    onOutcome: () => {},
    onFailure: () => {},
    onHold: ({ path }) => held.push(path),
    silentMs,
  });
  return { probes, held };
}

const file = (path: string) => ({ path, size: 1, modifiedUs: 1, disk: null }) as unknown as FileStat;

test("a file that is held for a moment, while a killed process ends, is not reported", async () => {
  const { prober, letGo } = holdingProber();
  const { probes, held } = probesOf(prober, 60_000);
  await probes.begin(file("/a.mp4"));
  for (const one of letGo) one();
  await probes.idle();
  expect(held).toEqual([]);
});

test("a file that stays held is reported, because its disk does not answer", async () => {
  const { prober, letGo } = holdingProber();
  const { probes, held } = probesOf(prober, 1);
  await probes.begin(file("/a.mp4"));
  await expect.poll(() => held).toEqual(["/a.mp4"]);
  for (const one of letGo) one();
  await probes.idle();
});
