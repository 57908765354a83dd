import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { alone } from "../scripts/alone.mjs";

const directory = mkdtempSync(join(tmpdir(), "gleaner-alone-"));
const busy = join(directory, "busy");
beforeEach(() => mkdirSync(directory, { recursive: true }));
afterEach(() => rmSync(directory, { recursive: true }));

test("two that come at once work one after the other, also when the first fails", async () => {
  const events: string[] = [];
  const { promise: firstMayEnd, resolve: endFirst } = Promise.withResolvers<void>();
  const first = alone(busy, async () => {
    events.push("first starts");
    await firstMayEnd;
    events.push("first fails");
    throw new Error("no network");
  });
  const second = alone(busy, async () => {
    events.push("second starts");
  });
  endFirst();
  await expect(first).rejects.toThrow("no network");
  await second;
  expect(events).toEqual(["first starts", "first fails", "second starts"]);
});

test("work that was killed keeps nobody out for ever, and those who come then still work one at a time", async () => {
  await killedAtWork();
  let working = 0;
  const most: number[] = [];
  const work = async () => {
    working += 1;
    most.push(working);
    await sleep(5);
    working -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => alone(busy, work, { abandonedAfterMs: 400 })));
  expect(most).toEqual([1, 1, 1, 1, 1]);
  expect(readdirSync(directory)).toEqual([]);
});

/** Leaves the lock of a process that was killed during its work. */
async function killedAtWork(): Promise<void> {
  const url = pathToFileURL(join(import.meta.dirname, "../scripts/alone.mjs")).href;
  const script = `import { alone } from ${JSON.stringify(url)};
    await alone(${JSON.stringify(busy)}, async () => process.kill(process.pid, "SIGKILL"));`;
  const [, signal] = await once(spawn(process.execPath, ["--input-type=module", "--eval", script]), "exit");
  expect(signal).toBe("SIGKILL");
}
