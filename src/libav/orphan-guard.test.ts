import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { childOf, isThere, untilGone } from "../../test/scanning/processes-under-test.ts";

/** Watches a process that leads its group, prints its number, and answers each line. */
const program = `
import { spawn } from "node:child_process";
import { orphanGuard } from ${JSON.stringify(import.meta.resolve("./orphan-guard.ts"))};
const { pid } = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
orphanGuard.watch(pid);
process.stdin.on("data", () => console.log("here"));
console.log(pid);`;

let parent: ChildProcess;
let orphan: number | null = null;
afterEach(() => {
  parent.kill("SIGKILL");
  if (orphan !== null && isThere(orphan)) process.kill(orphan, "SIGKILL");
});

test.runIf(process.platform === "linux").each([
  ["is killed", 0],
  ["is killed after its guard was killed twice", 2],
])("the children of a process that %s end", async (_, guardsKilled) => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["pipe", "pipe", "inherit"] });
  parent = child;
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const watched = Number((await lines.next()).value);
  orphan = watched;
  const killed = new Set<number>();
  for (let count = 0; count <= guardsKilled; count += 1) {
    const guard = await childOf(Number(child.pid), "while read", killed);
    // Once it has answered, it has told the guard what to kill.
    child.stdin.write("\n");
    expect((await lines.next()).value).toBe("here");
    if (count === guardsKilled) break;
    process.kill(guard, "SIGKILL");
    killed.add(guard);
  }
  expect(isThere(watched)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  await untilGone(watched);
});
