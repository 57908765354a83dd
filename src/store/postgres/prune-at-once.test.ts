import { expect, test } from "vitest";
import { connect, postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createDatabase } from "../../../test/store/postgres-under-test.ts";
import { applied, batch, leaseOf, problem, startScan } from "../../../test/store/store-under-test.ts";
import { completed } from "../../jobs/job.ts";
import { openPostgres } from "./open-postgres.ts";

test("two processes that delete the rows of old jobs at the same moment leave none of them", async () => {
  const url = await createDatabase(await postgresServer());
  const stores = [await openPostgres({ url }), await openPostgres({ url })] as const;
  const [store] = stores;
  const admin = await connect(url);
  for (let count = 0; count < 2; count += 1) {
    const job = await startScan(store);
    const problems = Array.from({ length: 1_500 }, (_, index) => problem(`/lib/${index}`));
    await store.scans.commit(leaseOf(job), batch({ problems }));
    await store.scans.commit(leaseOf(job), batch({ goneProblems: problems.map(({ path }) => path) }));
    await applied(store.jobs.apply(completed(job, { now: new Date(1000) })));
  }
  await startScan(store);
  const limits = { endedBefore: new Date(2000), most: 10_000 };
  expect(await store.jobs.prune(limits)).toBe(true);

  // Both have chosen their rows, and wait for this transaction before they delete them.
  await admin.query("begin");
  await admin.query("select 1 from scan_errors for update");
  const parts = stores.map(({ jobs }) => jobs.prune(limits));
  for (let waiting = 0; waiting < 2; ) {
    const { rows } = await admin.query<{ waiting: number }>(
      "select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    waiting = rows[0]?.waiting ?? 0;
  }
  await admin.query("commit");
  await Promise.all(parts);
  while (await store.jobs.prune(limits));
  expect((await admin.query("select count(*) as errors from scan_errors")).rows).toEqual([{ errors: 0 }]);
  expect((await store.jobs.list({ limit: 10 })).jobs).toHaveLength(1);
  await admin.end();
  for (const each of stores) await each.close();
});
