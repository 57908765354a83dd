import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lengthen } from "../../../test/lengthen.ts";
import { sqliteUnderTest } from "../../../test/store/sqlite-under-test.ts";
import { countsEqualRows, type StoreUnderTest } from "../../../test/store/store-under-test.ts";
import { videosWithPaths } from "../../../test/store/videos-with-paths.ts";
import { type JobId, parseJobId } from "../../jobs/job.ts";
import type { VideoQuery } from "../../library/video-library.ts";
import { openSqlite } from "./open-sqlite.ts";

const program = fileURLToPath(new URL("../../../test/store/commit-forever.ts", import.meta.url));

let directory: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-killed-"));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(directory, { recursive: true });
});

test("after kill -9 in the middle of commits the counts equal the rows, and nothing that was reported is lost", async () => {
  const path = join(directory, "gleaner.db");
  for (const commits of Array.from({ length: lengthen(1) }, () => [1, 2, 5, 9]).flat()) {
    const { id, reported } = await killAfter(commits, path);
    const store = sqliteUnderTest(path, await openSqlite({ path }));
    try {
      const counts = await countsEqualRows(store, id);
      expect(counts.new).toBeGreaterThanOrEqual(reported.new);
      expect(counts.error_count).toBe((counts.new / 120) * 3);
      expect(counts.missing).toBe(counts.new / 120 - 1);
      await expectSearchToEqualRows(store);
      expect(await store.execute("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
    } finally {
      await store.close();
    }
  }
});

/** Expects that searches find the rows that are there: those with a word, those that are missing, and those of each job. */
async function expectSearchToEqualRows(store: StoreUnderTest): Promise<void> {
  const counted = async (condition: string) => {
    const [row] = await store.execute(`select count(*) as count from ${videosWithPaths} where ${condition}`);
    return Reflect.get(row ?? {}, "count");
  };
  const total = async (query: Partial<VideoQuery>) => (await store.videos.list({ ...query, limit: 1 })).total;
  expect(await total({ text: "lib" })).toBe(await counted("path like '%lib%'"));
  expect(await total({ text: "/11" })).toBe(await counted("path like '%/11%'"));
  expect(await total({ text: "7", missing: true })).toBe(
    await counted("path like '%7%' and missing_since is not null"),
  );
  for (const row of await store.execute("select distinct job_id from videos")) {
    const jobId = String(Reflect.get(row, "job_id"));
    expect(await total({ jobId })).toBe(await counted(`job_id = '${jobId}'`));
  }
}

/** Starts a process that commits, and kills it when it has printed that many commits. */
async function killAfter(commits: number, path: string): Promise<{ id: JobId; reported: { new: number } }> {
  const id = parseJobId(crypto.randomUUID());
  if (id === null) throw new Error("A UUID is the id of a job");
  const args = ["--disable-warning=ExperimentalWarning", program, path, id];
  const run = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  child = run;
  let reported = "";
  let lines = 0;
  for await (const line of createInterface(run.stdout)) {
    reported = line;
    lines += 1;
    if (lines === commits) run.kill("SIGKILL");
  }
  if (run.exitCode === null && run.signalCode === null) await once(run, "exit");
  expect(run.signalCode).toBe("SIGKILL");
  return { id, reported: JSON.parse(reported) as { new: number } };
}
