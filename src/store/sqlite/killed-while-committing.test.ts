import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lengthen } from "../../../test/lengthen.ts";
import { sqliteUnderTest } from "../../../test/store/sqlite-under-test.ts";
import { countsEqualRows } from "../../../test/store/store-under-test.ts";
import { type JobId, parseJobId } from "../../jobs/job.ts";
import { openSqlite } from "./open-sqlite.ts";

/** Commits new videos, changed ones, errors and missing ones for ever, and tells of each commit on a line. */
const committing = `
  import { claimed } from ${JSON.stringify(new URL("../../jobs/job.ts", import.meta.url).href)};
  import { openSqlite } from ${JSON.stringify(new URL("./open-sqlite.ts", import.meta.url).href)};
  const [path, id] = process.argv.slice(1);
  const { jobs, scans } = await openSqlite({ path });
  const now = new Date();
  const facts = {
    container: "avi", durationSeconds: 1.5, durationSource: "declared", suspect: null, frameRateNumerator: 25, frameRateDenominator: 1, width: 1, height: 1,
    rotation: 0, videoCodec: "mpeg4", audioCodec: null, audioChannels: null, sampleRate: null, bitRate: null,
    audioCount: 0, subtitleStreams: [],
  };
  const { job: pending } = await jobs.insert({
    id, type: "scan", payload: {}, uniqueKey: null, resumes: null, counts: {}, submittedAt: now,
  });
  const { claim } = await jobs.apply(claimed(pending, { worker: "w", leaseExpiresAt: now, now }));
  for (let round = 0; ; round += 1) {
    const at = (name) => "/lib/" + id + "/" + round + "/" + name;
    const file = (name) => ({ path: at(name), size: round, modifiedUs: round, disk: null });
    const videos = Array.from({ length: 120 }, (_, index) => ({ file: file(index), facts }));
    const problems = [1, 2, 3].map((name) => ({ path: at("bad" + name), stat: null, isPresent: false, code: "crashed", message: "x" }));
    const missing = round === 0 ? [] : ["/lib/" + id + "/" + (round - 1) + "/7"];
    const batch = { videos, problems, present: [], missing, goneProblems: [], found: 0, skipped: 0, unreadable: 0, progress: null };
    const { job } = await scans.commit({ jobId: id, claim }, batch);
    console.log(JSON.stringify(job.counts));
  }
`;

let directory: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-killed-"));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(directory, { recursive: true });
});

test("after kill -9 in the middle of commits the counts equal the rows, and nothing that was told is lost", async () => {
  const path = join(directory, "gleaner.db");
  for (const commits of Array.from({ length: lengthen(1) }, () => [1, 2, 5, 9]).flat()) {
    const { id, told } = await killAfter(commits, path);
    const store = sqliteUnderTest(path, await openSqlite({ path }));
    try {
      const counts = await countsEqualRows(store, id);
      expect(counts.new).toBeGreaterThanOrEqual(told.new);
      expect(counts.error_count).toBe((counts.new / 120) * 3);
      expect(counts.missing).toBe(counts.new / 120 - 1);
      expect(await store.execute("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
    } finally {
      await store.close();
    }
  }
});

/** Lets a process commit until it has told of so many commits, and kills it at whatever it is at then. */
async function killAfter(commits: number, path: string): Promise<{ id: JobId; told: { new: number } }> {
  const id = parseJobId(crypto.randomUUID());
  if (id === null) throw new Error("A UUID is the id of a job");
  const run = spawn(process.execPath, ["--input-type=module", "--eval", committing, "--", path, id], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = run;
  let told = "";
  let lines = 0;
  for await (const line of createInterface(run.stdout)) {
    told = line;
    lines += 1;
    if (lines === commits) run.kill("SIGKILL");
  }
  if (run.exitCode === null && run.signalCode === null) await once(run, "exit");
  expect(run.signalCode).toBe("SIGKILL");
  return { id, told: JSON.parse(told) as { new: number } };
}
