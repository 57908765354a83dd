/** Limits of the system on a process (`ulimit`). */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

describe.skipIf(process.platform !== "linux")("a scan", () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    await makeClipTree(join(directory.path, "videos"), 10);
  });
  afterAll(() => directory[Symbol.asyncDispose]());

  /** Scans under a limit, such as `-n 50`. */
  function scan(limit: string, ...nodeFlags: string[]) {
    const flags = ["--disable-warning=ExperimentalWarning", ...nodeFlags];
    const command = ["scan", join(directory.path, "videos"), "--data", join(directory.path, `data ${limit}`)];
    const script = `ulimit ${limit}; exec "$0" "$@"`;
    return spawnSync("sh", ["-c", script, process.execPath, ...flags, main, ...command], {
      encoding: "utf8",
      timeout: 60_000,
    });
  }

  test.each([
    ["-n 32", "may open only 32 files at a time", "ulimit -n 4096"],
    ["-n 50", "may open only 50 files at a time", "ulimit -n 4096"],
    ["-f 50", "may write files of at most", "ulimit -f unlimited"],
  ])("under `ulimit %s` says in one line what to raise", (limit, what, raise) => {
    const { status, stdout, stderr } = scan(limit);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(what)]);
    expect(stderr).toContain(raise);
  });

  test("that runs out of open files in the middle ends, and says what to raise", { timeout: 90_000 }, () => {
    // So many files are open already that 63 are left.
    const openMany = `import { openSync } from "node:fs"; for (let n = 0; n < 97; n += 1) openSync("/dev/null");`;
    const { signal, status, stdout } = scan(
      "-n 160",
      "--import",
      `data:text/javascript,${encodeURIComponent(openMany)}`,
    );
    expect({ signal, status }).toEqual({ signal: null, status: 1 });
    expect(stdout).toMatch(/The scan failed .*ulimit -n/);
  });
});
