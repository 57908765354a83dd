import { type ChildProcess, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { getPriority } from "node:os";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { hangsInKernel, killGroup, spawnLimited } from "./limited-process.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) killGroup(child);
});

function sleeping(niceness?: number): number {
  const limits = { memoryBytes: 1024 ** 3, ...(niceness === undefined ? {} : { niceness }) };
  const child = spawnLimited("sleep", ["60"], limits, { stdio: "ignore" });
  children.push(child);
  if (child.pid === undefined) throw new Error("sleep could not be started");
  return child.pid;
}

test.runIf(process.platform === "linux")(
  "a process that exits late, but waits for no disk, does not hang",
  async () => {
    // It exits after the first look at it, as a killed process does that has to wait for a processor.
    const child = spawnLimited("sleep", ["1.5"], { memoryBytes: 1024 ** 3 }, { stdio: "ignore" });
    children.push(child);
    expect(await hangsInKernel(child)).toBe(false);
  },
);

test("a process yields to others, as much as it is told to", () => {
  expect([sleeping(), sleeping(19)].map((pid) => getPriority(pid))).toEqual([10, 19]);
});

const module = JSON.stringify(new URL("./limited-process.ts", import.meta.url).href);

/** Starts five at once, as another user where one is named, and says of which niceness their sessions come to be. */
async function nicenessOfSessions(uid: number | null): Promise<unknown> {
  const script = `
    import { readFileSync } from "node:fs";
    import { setTimeout as delay } from "node:timers/promises";
    import { killGroup, spawnLimited } from ${module};
    const uid = ${uid};
    if (uid !== null) { process.setgid(uid); process.setuid(uid); }
    const children = [10, 19, 10, 19, 10].map((niceness) =>
      spawnLimited("sleep", ["60"], { memoryBytes: 2 ** 30, niceness }, { stdio: "ignore" }));
    const said = () => children.map(({ pid }) => Number(/nice (\\d+)/.exec(readFileSync("/proc/" + pid + "/autogroup", "utf8"))[1]));
    for (let tries = 0; said().includes(0) && tries < 1_000; tries += 1) await delay(10);
    console.log(JSON.stringify(said()));
    for (const child of children) killGroup(child);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  return JSON.parse(stdout);
}

// Where it is not compiled into the kernel there is nothing to say.
describe.runIf(existsSync("/proc/self/autogroup"))("so does its session", () => {
  test("also where many are started at once", async () => {
    expect(await nicenessOfSessions(null)).toEqual([10, 19, 10, 19, 10]);
  });

  // Others than root have to wait from one to the next.
  test.runIf(process.getuid?.() === 0)("also where the user may set one at a time only", async () => {
    expect(await nicenessOfSessions(65_534)).toEqual([10, 19, 10, 19, 10]);
  });
});
