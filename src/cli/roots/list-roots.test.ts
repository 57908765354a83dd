import { expect, test } from "vitest";
import { jobWith } from "../../../test/page/job-under-test.ts";
import type { RootJson } from "../../api/contract/roots.ts";
import { ownCommand } from "../own-command.ts";
import { describeRoot } from "./list-roots.ts";

const root: RootJson = {
  root_id: "5f1f0a36-7d3c-4a58-8b93-0d3ad4b7a001",
  path: "/films",
  name: "films",
  recursive: true,
  follow_links: null,
  include_hidden: null,
  max_rate: null,
  exclude: [],
  schedule: null,
  watch: true,
  watch_state: "watching",
  watch_problem: null,
  changes_wait: false,
  next_run_at: null,
  skipped_run_at: null,
  videos: 0,
  missing: 0,
  bytes: 0,
  duration_seconds: 0,
  problems: 0,
  last_job: null,
  last_change_job: null,
  created_at: "2026-11-23T08:00:00.000Z",
};
const linesOf = (changes: Partial<RootJson>) =>
  describeRoot({ ...root, ...changes }, { problems: [], ownCommand: ownCommand("gleaner") }).map((line) => line.trim());

test("the length of videos is given in seconds, also if all of them are missing", () => {
  expect(linesOf({ videos: 1, missing: 1 })).toContain("1 video, 0 B, 0 s, 1 missing");
});

test("changes that wait for the end of a scan are told, and the scan after changes that runs", () => {
  const changes = { path: "/films", recursive: true, accept_empty: false, directory_count: 1 };
  const whole = jobWith({ status: "completed", submitted_at: "2026-11-22T08:00:00.000Z" });
  const after = jobWith({ counts: { found: 3, scanned: 2, new: 2 }, payload: changes });
  const lines = linesOf({ last_job: whole, last_change_job: after, changes_wait: true });
  expect(lines).toContain("after changes: is being scanned: 2 files so far");
  expect(lines).toContain("changes were seen, and are scanned after this scan");
  // A newer scan of the whole directory has seen all that the scan after changes has.
  const newer = linesOf({ last_job: { ...whole, submitted_at: "2026-11-24T08:00:00.000Z" }, last_change_job: after });
  expect(newer.join()).not.toContain("after changes");
});
