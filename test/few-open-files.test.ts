import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

test.skipIf(process.platform === "win32")(
  "a scan that may open too few files ends, and says what to raise",
  { timeout: 240_000 },
  async () => {
    await using directory = await temporaryDirectory();
    await makeClipTree(join(directory.path, "videos"), 10);
    const failed: string[] = [];
    for (const limit of [40, 50, 60, 70]) {
      const run = spawnSync(
        "sh",
        [
          "-c",
          `ulimit -n ${limit}; exec "$0" "$@"`,
          process.execPath,
          "--disable-warning=ExperimentalWarning",
          main,
          "scan",
          join(directory.path, "videos"),
          "--data",
          join(directory.path, `data-${limit}`),
        ],
        { encoding: "utf8", timeout: 60_000 },
      );
      expect(run.signal).toBeNull();
      if (run.status !== 0) failed.push(run.stdout + run.stderr);
    }
    // From which limit on it works differs between systems.
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.join("")).toContain("ulimit -n");
  },
);
