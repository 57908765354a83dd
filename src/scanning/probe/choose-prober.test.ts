import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { type ChosenProber, chooseProber } from "./choose-prober.ts";

const clip = join(import.meta.dirname, "../../../samples/clips/h264-aac-faststart.mp4");
const limits = { concurrency: 1, timeoutMs: 20_000, memoryBytes: 1024 ** 3 };

let chosen: ChosenProber | null = null;
async function choose(wanted: "auto" | "libav" | "ffprobe"): Promise<ChosenProber> {
  chosen = await chooseProber({ wanted, limits });
  return chosen;
}
afterEach(async () => {
  vi.unstubAllEnvs();
  await chosen?.prober.close();
  chosen = null;
});

test("libav is the default", async () => {
  const { prober, reason } = await choose("auto");
  expect(prober.name).toBe("libav");
  expect(reason).toBe("the default");
  expect((await prober.probe(clip)).kind).toBe("video");
});

test("where libav cannot be loaded ffprobe takes its place, and the reason says why", async () => {
  // Lets node-av look for nothing but a binary that was built here.
  vi.stubEnv("AV_FROM_SOURCE", "1");
  const { prober, reason } = await choose("auto");
  expect(prober.name).toBe("ffprobe");
  expect(reason).toMatch(/^as libav cannot be used here: Could not load the node-av native binding/);
  expect(reason).not.toContain("\n");
  expect((await prober.probe(clip)).kind).toBe("video");
});

test.each(["libav", "ffprobe"] as const)("%s is taken when it is asked for", async (wanted) => {
  const { prober, reason } = await choose(wanted);
  expect(prober.name).toBe(wanted);
  expect(reason).toBe("as GLEANER_PROBER asks for it");
  expect((await prober.probe(clip)).kind).toBe("video");
});
