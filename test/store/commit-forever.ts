/**
 * A program to kill: commits new videos, problems and missing videos for ever, and prints the counts after each commit.
 * `node commit-forever.ts DATABASE JOB_ID`
 */
import { claimed, parseJobId } from "../../src/jobs/job.ts";
import type { FileProblem, FileStat, ScanBatch } from "../../src/scanning/scan-library.ts";
import { openSqlite } from "../../src/store/sqlite/open-sqlite.ts";
import { silentFilm } from "../video-details.ts";

function batchOf(round: number, directory: string): ScanBatch {
  const at = (name: string) => `${directory}/${round}/${name}`;
  const file = (name: string): FileStat => ({ path: at(name), size: round, modifiedUs: round, disk: null });
  const problem = (name: string): FileProblem => ({
    path: at(name),
    stat: null,
    isPresent: false,
    code: "crashed",
    message: "x",
  });
  return {
    videos: Array.from({ length: 120 }, (_, index) => ({ file: file(String(index)), facts: silentFilm })),
    problems: ["bad1", "bad2", "bad3"].map(problem),
    present: [],
    missing: round === 0 ? [] : [`${directory}/${round - 1}/7`],
    goneProblems: [],
    found: 0,
    skipped: 0,
    unreadable: 0,
    expected: null,
  };
}

async function commitForever(path: string, jobId: string): Promise<void> {
  const id = parseJobId(jobId);
  if (id === null) throw new Error(`${jobId} is not the id of a job.`);
  const { jobs, scans } = await openSqlite({ path });
  const now = new Date();
  const { job: pending } = await jobs.insert({
    id,
    type: "scan",
    payload: {},
    uniqueKey: null,
    lane: null,
    resumes: null,
    counts: {},
    submittedAt: now,
  });
  if (pending.status !== "pending") throw new Error("The job is not new.");
  const running = await jobs.apply(claimed(pending, { worker: "w", leaseExpiresAt: now, now }));
  if (running === null) throw new Error("The job cannot be claimed.");
  for (let round = 0; ; round += 1) {
    const outcome = await scans.commit({ jobId: id, claim: running.claim }, batchOf(round, `/lib/${id}`));
    if (outcome.kind !== "committed") throw new Error("The commit was refused.");
    process.stdout.write(`${JSON.stringify(outcome.job.counts)}\n`);
  }
}

const [path = "", jobId = ""] = process.argv.slice(2);
await commitForever(path, jobId);
