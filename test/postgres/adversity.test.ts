/**
 * Scans that many processes share, while these are killed and suspended and sessions of Postgres are ended, at random
 * moments. fast-check draws the faults, and prints the seed when a promise is broken.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import type { Client } from "pg";
import { expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import type { GleanerProcess } from "../gleaner-process.ts";
import { lengthen } from "../lengthen.ts";
import { createDatabase } from "../store/postgres-under-test.ts";
import { Crew, cancelScan, endOf, submitScan } from "./crew.ts";
import { openPostgresLibrary } from "./postgres-rows.ts";
import { connect, postgresServer } from "./postgres-server.ts";

const clipCount = 160;
const workers = 2;
/** A scan whose server dies more often without having saved anything fails, as it should. */
const mostKills = 2;
/** A worker that is suspended for longer has lost its chunks to others. */
const beyondHeartbeatMs = 13_000;

type Fault = "kill worker" | "suspend worker" | "kill server" | "suspend server" | "end sessions";
const kinds: readonly Fault[] = ["kill worker", "suspend worker", "kill server", "suspend server", "end sessions"];
const faults = fc.array(
  fc.record({
    fault: fc.constantFrom(...kinds),
    worker: fc.nat({ max: workers - 1 }),
    afterMs: fc.integer({ min: 0, max: 400 }),
  }),
  { minLength: 3, maxLength: 3 },
);
type Faults = typeof faults extends fc.Arbitrary<infer Value> ? Value : never;

test(
  "scans survive the faults of other processes, a cancel among them holds, and counts equal the rows at any moment",
  async () => {
    const once = { numRuns: lengthen(1), endOnFailure: true };
    await fc.assert(fc.asyncProperty(faults, expectScanToSurvive), once);
  },
  lengthen(180_000),
);

async function expectScanToSurvive(drawn: Faults): Promise<void> {
  await using closing = new AsyncDisposableStack();
  const { path: directory } = closing.use(await temporaryDirectory());
  const root = join(directory, "videos");
  const paths = await makeClipTree(root, clipCount);
  const url = await createDatabase(await postgresServer());
  const client = await connect(url);
  closing.defer(() => client.end());
  const library = openPostgresLibrary(url);
  closing.defer(() => library.close());

  const crew = closing.use(await Crew.gather(directory, url));
  // The scan takes two seconds at least, in small chunks.
  const startServer = () => crew.server("server", { GLEANER_MAX_RATE: "80" });
  let server = await startServer();
  const team: GleanerProcess[] = await Promise.all(Array.from({ length: workers }, () => crew.worker()));

  let isOver = false;
  const sampling = (async () => {
    for (let samples = 1; ; samples += 1) {
      await library.expectCountsToEqualRows();
      if (isOver) return samples;
      await delay(10);
    }
  })();
  sampling.catch(() => {});

  const suspend = (suspended: GleanerProcess | undefined, ms: number) => {
    suspended?.kill("SIGSTOP");
    return delay(ms, undefined, { ref: false }).then(() => suspended?.kill("SIGCONT"));
  };
  const first = await submitScan(server, root);
  let kills = 0;
  for (const { fault, worker, afterMs } of drawn) {
    await delay(afterMs);
    if (fault === "kill worker") {
      team[worker]?.kill("SIGKILL");
      await team[worker]?.exit;
      team[worker] = await crew.worker();
    } else if (fault === "suspend worker") {
      void suspend(team[worker], beyondHeartbeatMs);
    } else if (fault === "suspend server") {
      await suspend(server, afterMs);
    } else if (fault === "kill server" && kills < mostKills) {
      kills += 1;
      server.kill("SIGKILL");
      await server.exit;
      server = await startServer();
    } else await endSessions(client);
  }
  await endSessions(client);
  const status = await cancelScan(server, first);
  expect([200, 409]).toContain(status);
  const end = await endOf(server, first);
  expect(end).toMatchObject({ status: status === 200 ? "cancelled" : "completed" });
  const kept = await library.countsAndRowsOf(first);

  const last = await endOf(server, await submitScan(server, root));
  expect(last).toMatchObject({ status: "completed", counts: { found: clipCount, error_count: 0, missing: 0 } });
  isOver = true;
  expect(await sampling).toBeGreaterThan(5);
  // Nobody has written anything for the scan after its end.
  expect((await library.countsAndRowsOf(first)).rows).toEqual(kept.rows);
  expect(await library.paths()).toEqual(paths.toSorted());
  const chunks = async () => (await client.query("select from scan_chunks")).rowCount;
  await expect.poll(chunks, { timeout: 20_000 }).toBe(0);
}

/** Ends all sessions of the program in this database. */
async function endSessions(client: Client): Promise<void> {
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name like 'gleaner%'`);
}
