import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { memoryWatch } from "./memory-watch.ts";
import { overMemorySignal } from "./process-watch.ts";

const limitBytes = 200 * 1024 ** 2;
/** Never gives its main thread back, and says when it has the memory. */
const takesMemory = `
const taken = Buffer.alloc(300 * 1024 ** 2, 1);
require("node:fs").writeSync(1, "taken");
for (;;) taken[0] += 1;`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  return child;
}

test("a thread ends its process when that takes too much memory", async () => {
  const watch = JSON.stringify(import.meta.resolve("./process-watch.ts"));
  const program = `
import { createRequire } from "node:module";
import { startProcessWatch } from ${watch};
const require = createRequire(${watch});
startProcessWatch({ memoryBytes: ${limitBytes}, parentPid: process.ppid });
${takesMemory}`;
  const child = start("--input-type=module", "-e", program);
  expect(await once(child, "exit")).toEqual([null, overMemorySignal]);
});

test("a thread ends its process when the parent is gone", async () => {
  const watch = JSON.stringify(import.meta.resolve("./process-watch.ts"));
  const program = `
import { startProcessWatch } from ${watch};
startProcessWatch({ memoryBytes: 2 ** 40, parentPid: process.ppid + 1 });
for (;;);`;
  const child = start("--input-type=module", "-e", program);
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
});

test.runIf(process.platform === "linux")("a parent ends a child that takes too much memory", async () => {
  const child = start("-e", takesMemory);
  const watched = { pid: Number(child.pid), memoryBytes: limitBytes, isIdle: () => false };
  memoryWatch.watch(watched);
  expect(await once(child, "exit")).toEqual([null, overMemorySignal]);
  memoryWatch.forget(watched);
});

test.runIf(process.platform === "linux")("a child without work is not looked at until it has some", async () => {
  const child = start("-e", takesMemory);
  await once(child.stdout, "data");
  const looks = Promise.withResolvers<void>();
  let isIdle = true;
  const watched = {
    pid: Number(child.pid),
    memoryBytes: limitBytes,
    isIdle: () => {
      looks.resolve();
      return isIdle;
    },
  };
  memoryWatch.watch(watched);
  await looks.promise;
  expect(child.signalCode).toBe(null);
  isIdle = false;
  memoryWatch.watch(watched);
  expect(await once(child, "exit")).toEqual([null, overMemorySignal]);
  memoryWatch.forget(watched);
});
