/** Containers run programs as a numeric user that has neither `HOME` nor a passwd entry. */
import { chown } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { runGleaner, startGleaner } from "./gleaner-process.ts";

/** No passwd file has this user. */
const uid = 54_321;
const options = { uid, environment: { HOME: undefined, XDG_DATA_HOME: undefined, XDG_CACHE_HOME: undefined } };

describe.runIf(process.getuid?.() === 0)("a user without a home directory", () => {
  test("sees the version and the help", async () => {
    expect(await runGleaner(["--version"], options)).toMatchObject({ code: 0, stderr: "" });
    expect(await runGleaner(["scan", "--help"], options)).toMatchObject({ code: 0, stderr: "" });
  });

  test("scans into a data directory that is named", async () => {
    await using directory = await temporaryDirectory();
    const videos = join(directory.path, "videos");
    await makeClipTree(videos, 3);
    await chown(directory.path, uid, uid);
    const { code, stdout } = await runGleaner(["scan", videos, "--data", join(directory.path, "data")], options);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("3 new") });
  });

  test("is told in one sentence to name a data directory", async () => {
    expect(await runGleaner(["scan", "/"], options)).toEqual({
      code: 2,
      signal: null,
      stdout: "",
      stderr: expect.stringMatching(
        /^[^\n]*no home directory for the library\. Set GLEANER_DATA, or add --data DIR\.\n$/,
      ),
    });
  });

  test("watches the demo, which keeps its library elsewhere", async () => {
    const demo = startGleaner(["demo", "--no-open", "--port", "0"], options);
    await demo.said(/The demo is at http:/);
    demo.kill("SIGINT");
    expect((await demo.exit).code).toBe(0);
  });

  test("begins to choose a directory at the root", async () => {
    await using directory = await temporaryDirectory();
    await chown(directory.path, uid, uid);
    const server = startGleaner(["serve", "--data", join(directory.path, "data"), "--port", "0"], options);
    const [, url] = await server.said(/Gleaner is at (http:\S+?),/);
    const response = await fetch(`${url}/api/v1/filesystem/directories`);
    expect(await response.json()).toMatchObject({ path: "/", parent: null });
    server.kill("SIGTERM");
    await server.exit;
  });
});
