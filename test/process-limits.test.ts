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
  function scan(limit: string, { videos = "videos", flags = [] as readonly string[] } = {}) {
    const nodeFlags = ["--disable-warning=ExperimentalWarning", ...flags];
    const command = ["scan", join(directory.path, videos), "--data", join(directory.path, `data ${limit}`)];
    const script = `ulimit ${limit}; exec "$0" "$@"`;
    return spawnSync("sh", ["-c", script, process.execPath, ...nodeFlags, main, ...command], {
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

  test("that runs out of open files ends, and says what to raise", { timeout: 90_000 }, async () => {
    await makeClipTree(join(directory.path, "shelves"), 40, 1);
    // From the moment when the library is there, no file is left that may be opened.
    const openMany = `
      import { openSync } from "node:fs";
      const write = process.stderr.write;
      process.stderr.write = function (...given) {
        if (String(given[0]).includes("new library")) {
          const openAll = () => { try { for (;;) openSync("/dev/null"); } catch {} };
          openAll();
          setInterval(openAll, 1).unref();
        }
        return write.apply(this, given);
      };`;
    const flags = ["--import", `data:text/javascript,${encodeURIComponent(openMany)}`];
    const { signal, status, stdout, stderr } = scan("-n 160", { videos: "shelves", flags });
    expect({ signal, status }).toEqual({ signal: null, status: 1 });
    // Which part of the program is the first to open one more, and where it says so, is a matter of luck.
    expect(stdout + stderr).toContain("Raise its limit, such as with: ulimit -n 4096");
  });
});
