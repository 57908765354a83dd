import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { defaultWalkRules } from "../../../test/scanning/walk-rules.ts";
import { FileThreads } from "./file-threads.ts";
import { SpareThreads } from "./spare-threads.ts";

describe("a thread that a scan no longer needs", () => {
  test("is the thread of the next scan", () => {
    const spare = new SpareThreads();
    const thread = spare.take();
    spare.keep(thread);
    expect(spare.take()).toBe(thread);
    expect(spare.take()).not.toBe(thread);
  });

  test("ends when enough threads are kept, or when no scan has needed it for a while", async () => {
    const spare = new SpareThreads({ most: 1, idleMs: 1 });
    const kept = spare.take();
    const tooMany = spare.take();
    spare.keep(kept);
    spare.keep(tooMany);
    await Promise.all([tooMany.exited, kept.exited]);
    expect([kept, tooMany]).not.toContain(spare.take());
  });

  test("is not kept if it has failed", async () => {
    const spare = new SpareThreads({ execArgv: ["--import", "data:text/javascript,throw new Error('no memory')"] });
    const thread = spare.take();
    await thread.exited;
    spare.keep(thread);
    expect(spare.take()).not.toBe(thread);
  });
});

test("a thread that was started ahead is the thread of the first scan", () => {
  const spare = new SpareThreads();
  const take = vi.spyOn(spare, "take");
  spare.warmUp();
  const started = take.mock.results[0]?.value;
  expect(spare.take()).toBe(started);
});

test("scans that share threads list what is there now, in few threads", async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "gleaner-spare-")));
  const spare = new SpareThreads();
  const used = new Set<object>();
  const take = spare.take.bind(spare);
  spare.take = () => {
    const thread = take();
    used.add(thread);
    return thread;
  };
  for (let scan = 1; scan <= 5; scan += 1) {
    await mkdir(join(root, `${scan}`));
    await writeFile(join(root, `${scan}`, "video.mp4"), "");
    const threads = new FileThreads({ spare });
    const options = { recursive: true, ...defaultWalkRules, signal: new AbortController().signal };
    let directories = 0;
    for await (const event of threads.walk(root, options)) if (event.kind === "directory") directories += 1;
    expect({ scan, directories }).toEqual({ scan, directories: scan + 1 });
    expect(await threads.count(root, options)).toBe(scan);
    threads.close();
  }
  expect(used.size).toBeLessThanOrEqual(3);
  await rm(root, { recursive: true });
});
