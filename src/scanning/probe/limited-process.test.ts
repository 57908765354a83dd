import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { afterEach, expect, test } from "vitest";
import { killGroup, spawnLimited } from "./limited-process.ts";

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

test("a process yields to others, as much as it is told to", () => {
  expect([sleeping(), sleeping(19)].map((pid) => getPriority(pid))).toEqual([10, 19]);
});

// Where it is not compiled into the kernel there is nothing to say.
test.runIf(existsSync("/proc/self/autogroup"))("so does its session, also where many are started at once", async () => {
  const sessions = [10, 19, 10, 19, 10].map((niceness) => ({ pid: sleeping(niceness), niceness }));
  const nicenessOfSessions = () =>
    sessions.map(({ pid }) => Number(/nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, "utf8"))?.[1]));
  await expect.poll(nicenessOfSessions, { timeout: 10_000 }).toEqual(sessions.map(({ niceness }) => niceness));
});
