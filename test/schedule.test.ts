import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { startGleaner } from "./gleaner-process.ts";

test("a scan that a server has missed begins once at its next start, whatever ends that server", async () => {
  await using directory = await temporaryDirectory();
  const videos = join(directory.path, "videos");
  const data = join(directory.path, "data");
  await makeClipTree(videos, 3);
  expect((await startGleaner(["scan", videos, "--data", data]).exit).code).toBe(0);
  {
    using database = new DatabaseSync(join(data, "gleaner.db"));
    // A week ago, and the next turn after this test.
    const week = Date.now() - 7 * 86_400_000;
    const day = new Date(week).getUTCDate();
    database
      .prepare("update roots set cron = ?, time_zone = 'UTC', turned_at = ?")
      .run(`0 0 ${day},${(day % 28) + 1} * *`, week);
  }

  const jobs = async (url: string) =>
    ((await (await fetch(`${url}/api/v1/jobs`)).json()) as { jobs: { job_id: string; payload: object }[] }).jobs;
  for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"] as const) {
    const server = startGleaner(["serve", "--port", "0", "--data", data]);
    const [, url = ""] = await server.said(/Gleaner is at (\S+?),/);
    // It is submitted by the first look, which may come after the first answer.
    let found = await jobs(url);
    while (found.length < 2) found = await jobs(url);
    const waited = await fetch(`${url}/api/v1/jobs/${found[0]?.job_id}/wait?timeout=60`);
    expect(await waited.json()).toMatchObject({
      status: "completed",
      payload: { path: videos, trigger: "schedule" },
      counts: { found: 3, skipped: 3 },
    });
    expect(await jobs(url)).toHaveLength(2);
    server.kill(signal);
    await server.exit;
  }
});
