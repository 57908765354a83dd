import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const leave = pathToFileURL(join(import.meta.dirname, "leave.ts")).href;

/** A grace period that nothing outlives but what never ends. */
const longMs = 20_000;

async function exitOf(before: string, graceMs: number): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
  const program = `
    import { leave } from "${leave}";
    import { open } from "node:fs/promises";
    import { Worker } from "node:worker_threads";
    ${before};
    await leave(130, ${graceMs});`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "ignore" });
  const [code, signal] = await once(child, "exit");
  return [code, signal];
}

/** Starts a thread that does no more than this, and goes on once it is about to. */
function threadThatRuns(code: string): string {
  const all = JSON.stringify(`require("node:worker_threads").parentPort.postMessage("here"); ${code}`);
  return `await new Promise((resolve) => new Worker(${all}, { eval: true, execArgv: [] }).once("message", resolve))`;
}

test("the process ends with its exit code, whatever its threads are at", async () => {
  expect(await exitOf("await open(process.execPath)", longMs)).toEqual([130, null]);
  expect(await exitOf(threadThatRuns("setInterval(() => {}, 1_000)"), longMs)).toEqual([130, null]);
  expect(await exitOf(threadThatRuns("for (;;) {}"), longMs)).toEqual([130, null]);
});

test.runIf(process.platform !== "win32")(
  "a file system that does not answer keeps no process from ending",
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "gleaner-leave-"));
    const fifo = join(directory, "fifo");
    spawnSync("mkfifo", [fifo]);
    expect(await exitOf(`for (let i = 0; i < 4; i++) open("${fifo}")`, 60)).toEqual([null, "SIGKILL"]);
    // It opens and reads in one call, which has begun once a writer finds it. Nothing is written.
    const thread = threadThatRuns(`require("node:fs").readFileSync("${fifo}", "utf8")`);
    const opened = `while (!(globalThis.writer = await open("${fifo}", ${constants.O_WRONLY | constants.O_NONBLOCK}).catch(() => null)))`;
    expect(await exitOf(`${thread}; ${opened}`, 60)).toEqual([null, "SIGKILL"]);
    await rm(directory, { recursive: true });
  },
);

test.runIf(process.platform !== "win32")("errors that follow from the end are no news", async () => {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-leave-"));
  const fifo = join(directory, "fifo");
  spawnSync("mkfifo", [fifo]);
  const runProgram = pathToFileURL(join(import.meta.dirname, "program.ts")).href;
  // The call keeps the process until the program has tried both directories.
  const program = `
    import { leave } from "${leave}";
    import { runProgram } from "${runProgram}";
    import { open } from "node:fs/promises";
    open("${fifo}");
    void leave(1, ${longMs});
    const { stdout, stderr } = process;
    stdout.write(String(await runProgram(["scan", "a", "b"], { stdout, stderr, environment: { GLEANER_DATA: "/proc" } })));
    process.kill(process.pid, "SIGKILL");`;
  const args = ["--input-type=module", "--eval", program];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  expect(await Promise.all([text(child.stdout), text(child.stderr)])).toEqual(["1", ""]);
  await rm(directory, { recursive: true });
});
