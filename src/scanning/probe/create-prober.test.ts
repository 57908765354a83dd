import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { createProber, type WantedProber } from "./create-prober.ts";
import type { Prober } from "./prober.ts";

const clip = join(import.meta.dirname, "../../../samples/clips/h264-aac-faststart.mp4");
const limits = { concurrency: 1, timeoutMs: 20_000, memoryBytes: 1024 ** 3, niceness: 0 };

let prober: Prober | null = null;
function create(wanted: WantedProber): Prober {
  prober = createProber({ wanted, limits });
  return prober;
}
afterEach(async () => {
  vi.unstubAllEnvs();
  await prober?.close();
  prober = null;
});

test("libav is the default", async () => {
  const prober = create("auto");
  expect((await prober.probe(clip)).kind).toBe("video");
  expect(prober.name).toBe("libav");
  expect(prober.health).toEqual({
    ok: true,
    detail: expect.stringMatching(/^libav of FFmpeg \d[^ ]* \(the default\)$/),
  });
});

test("ffprobe takes the place of a libav that cannot be loaded, and the health says why", async () => {
  // node-av then looks for nothing but a binding that was built on this machine.
  vi.stubEnv("AV_FROM_SOURCE", "1");
  const prober = create("auto");
  expect((await Promise.all([prober.probe(clip), prober.probe(clip)])).map(({ kind }) => kind)).toEqual([
    "video",
    "video",
  ]);
  expect(prober.name).toBe("ffprobe");
  const { ok, detail } = await prober.check();
  expect(ok).toBe(true);
  expect(detail).toMatch(/^ffprobe .* \(as libav cannot be loaded: Could not load the node-av native binding/);
  expect(detail).not.toContain("\n");
});

test("the check finds out that libav cannot be loaded without any file", async () => {
  vi.stubEnv("AV_FROM_SOURCE", "1");
  expect(await create("auto").check()).toMatchObject({ ok: true, detail: expect.stringMatching(/^ffprobe \d/) });
});

test("an error names both reasons when neither libav nor ffprobe works", async () => {
  vi.stubEnv("AV_FROM_SOURCE", "1");
  vi.stubEnv("PATH", join(import.meta.dirname, "nowhere"));
  await expect(create("auto").probe(clip)).rejects.toThrow(
    /^libav cannot be loaded: Could not load .*\. ffprobe cannot be run: .* Install FFmpeg/,
  );
});

test.each(["libav", "ffprobe"] as const)("%s is used when GLEANER_PROBER asks for it", async (wanted) => {
  const prober = create(wanted);
  expect((await prober.probe(clip)).kind).toBe("video");
  expect(prober.name).toBe(wanted);
  expect((await prober.check()).detail).toContain("(as GLEANER_PROBER asks for it)");
});
