import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const leave = pathToFileURL(join(import.meta.dirname, "leave.ts")).href;

async function exitOf(before: string): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
  const program = `import { leave } from "${leave}"; import { open } from "node:fs/promises"; ${before}; await leave(130, 60);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "ignore" });
  const [code, signal] = await once(child, "exit");
  return [code, signal];
}

test("the process ends with its exit code", async () => {
  expect(await exitOf("await open(process.execPath)")).toEqual([130, null]);
});

test.runIf(process.platform !== "win32")(
  "a file system that does not answer keeps no process from ending",
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "gleaner-leave-"));
    const fifo = join(directory, "fifo");
    spawnSync("mkfifo", [fifo]);
    expect(await exitOf(`for (let i = 0; i < 4; i++) open("${fifo}")`)).toEqual([null, "SIGKILL"]);
    await rm(directory, { recursive: true });
  },
);
