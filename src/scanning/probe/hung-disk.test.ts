/** What probers do with a disk that does not answer: real calls hang in the kernel, and SIGKILL ends no process. */
import { copyFile, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type HangingDisk, mountHangingDisk, noHangingDisks } from "../../../test/hanging-disk/hanging-disk.ts";
import { childOf, childrenOf, hasOpen, isThere, processWithFile } from "../../../test/scanning/processes-under-test.ts";
import { createFfprobeProber } from "./ffprobe-prober.ts";
import { createLibavProber } from "./libav-prober.ts";
import type { ProbeOutcome, Prober } from "./prober.ts";

const clip = join(import.meta.dirname, "../../../samples/clips/h264-aac-faststart.mp4");
const concurrency = 2;
const silent = { kind: "problem", problem: { code: "timed_out" } };

const title = `a disk that does not answer${noHangingDisks === null ? "" : ` (${noHangingDisks})`}`;

describe.skipIf(noHangingDisks !== null)(title, () => {
  let home: string;
  let films: string;
  let disk: HangingDisk;
  let prober: Prober;
  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), "gleaner-hung-")));
    films = join(home, "films");
    await mkdir(join(home, "source"));
    await mkdir(films);
    for (let index = 0; index < 20; index += 1) await copyFile(clip, join(home, "source", `${index}.mp4`));
    disk = await mountHangingDisk(join(home, "source"), films);
    prober = createLibavProber({ concurrency, timeoutMs: 1_000, memoryBytes: 1024 ** 3, niceness: 0 });
  });
  afterEach(async () => {
    await disk[Symbol.asyncDispose]();
    await prober.close();
    await rm(home, { recursive: true });
  });

  const film = (index: number): string => join(films, `${index}.mp4`);
  const processes = (): number => childrenOf(process.pid, "libav-child").length;

  /** Begins probes, and says of each whether it is held. */
  function probeFilms(count: number, signal = new AbortController().signal) {
    const held = new Set<number>();
    const outcomes: Promise<ProbeOutcome>[] = [];
    const allHeld = Promise.withResolvers<void>();
    for (let index = 0; index < count; index += 1) {
      const onHold = (isHeld: boolean): void => {
        if (isHeld) held.add(index);
        else held.delete(index);
        if (held.size === count - concurrency) allHeld.resolve();
      };
      const outcome = prober.probe(film(index), { onHold, signal, unlessBegun: signal });
      outcome.catch(() => {});
      outcomes.push(outcome);
    }
    return { outcomes, held, restHeld: allHeld.promise };
  }

  test("takes as many processes as there are probers, and its other files are held until it answers", async () => {
    await disk.hang("read");
    const { outcomes, held, restHeld } = probeFilms(20);
    await restHeld;
    expect(processes()).toBe(concurrency);
    expect(await Promise.all(outcomes.filter((_, index) => !held.has(index)))).toMatchObject([silent, silent]);
    const rest = outcomes.filter((_, index) => held.has(index));
    await disk.answer();
    for (const outcome of await Promise.all(rest)) expect(outcome.kind).toBe("video");
    expect(held.size).toBe(0);
  });

  test("does not hold up the files of another disk", async () => {
    await disk.hang("open");
    await probeFilms(20).restHeld;
    expect((await prober.probe(clip)).kind).toBe("video");
  });

  test("that is known by another name for its files is told from the disk of their path", async () => {
    await disk.hang("read");
    const hung = [0, 1].map((index) => prober.probe(film(index), { disk: "nas" }));
    await Promise.all(hung);
    await disk.answer();
    await disk.hang("read");
    const other = prober.probe(film(2), { disk: "local" });
    await disk.isWaitedFor();
    await disk.answer();
    expect((await other).kind).toBe("video");
  });

  test("leaves no further process behind however many scans of it are given up", async () => {
    await disk.hang("read");
    await probeFilms(5).restHeld;
    for (let scan = 0; scan < 20; scan += 1) {
      const cancel = new AbortController();
      const { outcomes } = probeFilms(5, cancel.signal);
      cancel.abort(new Error("cancelled"));
      await expect(Promise.all(outcomes)).rejects.toThrow("cancelled");
    }
    // A killed process that does not hang leaves the list a moment later.
    await expect.poll(processes, { timeout: 20_000 }).toBe(concurrency);
  });

  test("counts a process that hangs on a file which its scan has dropped", async () => {
    await prober.close();
    const one = createLibavProber({ concurrency: 1, timeoutMs: 1_000, memoryBytes: 1024 ** 3, niceness: 0 });
    prober = one;
    await one.start();
    const pid = await childOf(process.pid, "libav-child");
    await disk.hang("read");
    const cancel = new AbortController();
    const given = { disk: "nas", unlessBegun: cancel.signal };
    const [begun, dropped] = [clip, film(0)].map((path) => prober.probe(path, given));
    await new Promise((resolve) => setImmediate(resolve));
    // Meanwhile this process does not learn that the clip was read.
    while (isThere(pid) && !hasOpen(pid, film(0)));
    cancel.abort(new Error("cancelled"));
    await expect(dropped).rejects.toThrow("cancelled");
    expect((await begun)?.kind).toBe("video");
    const held = Promise.withResolvers<string>();
    const next = prober.probe(film(1), { disk: "nas", onHold: () => held.resolve("held") });
    expect(await Promise.race([held.promise, next])).toBe("held");
    expect(processes()).toBe(1);
    await disk.answer();
    expect((await next).kind).toBe("video");
  });

  test("keeps one process when one of its files hangs, and its other files are read", async () => {
    await disk.hang("read");
    const hung = prober.probe(film(0));
    await disk.isWaitedFor();
    const pid = await processWithFile(film(0));
    await disk.recover();
    expect((await prober.probe(film(1))).kind).toBe("video");
    expect(await hung).toMatchObject(silent);
    expect(childrenOf(process.pid, "libav-child")).toContain(pid);
  });

  test.each(["read", "open"] as const)(
    "holds the files of ffprobe as well, while calls to %s do not come back, until it answers",
    async (kind) => {
      await prober.close();
      // On a busy machine, a process that does not hang may take a second or two.
      prober = createFfprobeProber({ concurrency, timeoutMs: 4_000, memoryBytes: 1024 ** 3, niceness: 0 });
      await disk.hang(kind);
      const { outcomes, held, restHeld } = probeFilms(20);
      await restHeld;
      expect(childrenOf(process.pid, "ffprobe").length).toBeLessThanOrEqual(concurrency);
      expect(await Promise.all(outcomes.filter((_, index) => !held.has(index)))).toMatchObject([silent, silent]);
      expect((await prober.probe(clip)).kind).toBe("video");
      const rest = outcomes.filter((_, index) => held.has(index));
      await disk.answer();
      for (const outcome of await Promise.all(rest)) expect(outcome.kind).toBe("video");
    },
  );
});
