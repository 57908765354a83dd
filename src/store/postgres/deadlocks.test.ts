import { expect, test } from "vitest";
import { connect, postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createDatabase } from "../../../test/store/postgres-under-test.ts";
import { batch, committed, leaseOf, problem, startScan, video } from "../../../test/store/store-under-test.ts";
import { openPostgres } from "./open-postgres.ts";

test.each([
  ["known", true],
  ["new", false],
])(
  "three scans of the same files, which are %s, never wait for each other in a circle",
  { timeout: 60_000 },
  async (_, areKnown) => {
    const url = await createDatabase(await postgresServer());
    const stores = [await openPostgres({ url }), await openPostgres({ url }), await openPostgres({ url })];
    const paths = Array.from({ length: 200 }, (_, index) => `/lib/D${index % 9}/${index}.mp4`);
    const [first] = stores;
    if (areKnown && first !== undefined) {
      const all = { videos: paths.map((path) => video(path)), problems: paths.map((path) => problem(path)) };
      committed(await first.scans.commit(leaseOf(await startScan(first)), batch(all)));
    }

    let size = 0;
    const scan = async (store: (typeof stores)[number]): Promise<void> => {
      const job = await startScan(store);
      for (let round = 0; round < 12; round += 1) {
        const shuffled = paths.toSorted(() => Math.random() - 0.5);
        size += 1;
        const found = batch({
          videos: shuffled.slice(0, 100).map((path) => video(path, { size })),
          problems: shuffled.slice(90, 105).map((path) => problem(path)),
          present: shuffled.slice(100, 120).map((path) => ({ path, disk: `disk ${size}` })),
          missing: shuffled.slice(120, 150),
          goneProblems: shuffled.slice(150),
        });
        committed(await store.scans.commit(leaseOf(job), found));
      }
    };
    await Promise.all(stores.map(scan));
    // The server counts what a session has done when the session ends.
    for (const store of stores) await store.close();
    const admin = await connect(url);
    const { rows } = await admin.query("select deadlocks from pg_stat_database where datname = current_database()");
    expect(rows).toEqual([{ deadlocks: 0 }]);
    await admin.end();
  },
);
