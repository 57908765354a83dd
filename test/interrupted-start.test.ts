import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openSqlite } from "../src/store/sqlite/open-sqlite.ts";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { startGleaner } from "./gleaner-process.ts";

test("two Ctrl-C at any moment of the start end as cancelled and leave a library that opens", {
  timeout: 120_000,
}, async () => {
  await using directory = await temporaryDirectory();
  const videos = join(directory.path, "videos");
  await makeClipTree(videos, 20);
  for (let run = 0; run < 12; run += 1) {
    const data = join(directory.path, `data-${run}`);
    // The scan takes six seconds, and so cannot end before it is cancelled.
    const scan = startGleaner(["scan", videos, "--data", data, "--max-rate", "3"]);
    // The moments are what this test is about; there is nothing to wait for.
    await delay(60 * run);
    scan.kill("SIGINT");
    scan.kill("SIGINT");
    const { code, signal, stderr } = await scan.exit;
    // Before it listens for signals, the signal itself ends the process: a shell calls that 130 as well.
    expect({ run, end: signal === "SIGINT" ? 130 : code }).toEqual({ run, end: 130 });
    expect(stderr).not.toMatch(/table|Error|terminated/);
    if (!existsSync(data)) continue;
    const store = await openSqlite({ path: join(data, "gleaner.db") });
    await store.check();
    await store.close();
  }
});
