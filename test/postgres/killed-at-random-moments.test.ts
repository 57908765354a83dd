/**
 * Promises 2 and 4 under kill -9, on Postgres: a server and its workers are killed at random moments of a scan, again and
 * again, and the test reads the database after each kill. fast-check draws the moments, and prints the seed when a
 * promise is broken.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import type { GleanerProcess } from "../gleaner-process.ts";
import { lengthen } from "../lengthen.ts";
import { createDatabase } from "../store/postgres-under-test.ts";
import { Crew, cancelScan, endOf, submitScan } from "./crew.ts";
import { openPostgresLibrary } from "./postgres-rows.ts";
import { postgresServer } from "./postgres-server.ts";

const clipCount = 160;
/** In files a second: most scans are not over when their last process is killed. */
const slow = 25;
const fast = 1_000;
/** How many processes are killed in one scan: few in the short version, because each of them starts again. */
const kills = Math.min(lengthen(2), 4);
const workers = lengthen(1) === 1 ? 2 : 4;

const drawn = fc.record({
  kills: fc.array(
    fc.record({
      /** The number of the worker to kill; 0: the server. */
      process: fc.nat({ max: workers }),
      /** After how many more probes. */
      afterFiles: fc.integer({ min: 1, max: 10 }),
    }),
    { minLength: kills, maxLength: kills },
  ),
  /** After how many more probes to cancel, and to kill the server at once. */
  cancelAfterFiles: fc.integer({ min: 1, max: 20 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

test(
  "a scan of processes that are killed keeps what it counts, probes nothing again that was kept, and an accepted cancel holds",
  async () => {
    const once = { numRuns: lengthen(1), endOnFailure: true };
    await fc.assert(fc.asyncProperty(drawn, expectToSurvive), once);
  },
  lengthen(120_000),
);

async function expectToSurvive({ kills: toKill, cancelAfterFiles }: Drawn): Promise<void> {
  await using closing = new AsyncDisposableStack();
  const { path: directory } = closing.use(await temporaryDirectory());
  const root = join(directory, "videos");
  const paths = await makeClipTree(root, clipCount);
  const url = await createDatabase(await postgresServer());
  const library = openPostgresLibrary(url);
  closing.defer(() => library.close());
  const crew = closing.use(await Crew.gather(directory, url));
  const startServer = (filesPerSecond: number) => crew.server("server", { GLEANER_MAX_RATE: String(filesPerSecond) });
  let server = await startServer(slow);
  const team: GleanerProcess[] = await Promise.all(Array.from({ length: workers }, () => crew.worker()));
  const untilProbed = async (more: number): Promise<void> => {
    const before = (await crew.probes()).length;
    for (;;) {
      const probes = await crew.probes();
      const hasProbedAll = new Set(probes.map(({ path }) => path)).size === clipCount;
      if (hasProbedAll || probes.length >= before + more) return;
      await delay(5);
    }
  };

  /** How often each file had been probed when the library first had it. */
  const timesWhenKept = new Map<string, number>();
  const lookInside = async (): Promise<void> => {
    await library.expectCountsToEqualRows();
    const kept = await library.paths();
    const times = await crew.timesProbed();
    for (const path of kept) if (!timesWhenKept.has(path)) timesWhenKept.set(path, times.get(path) ?? 0);
  };

  const first = await submitScan(server, root);
  for (const { process, afterFiles } of toKill) {
    await untilProbed(afterFiles);
    const killed = process === 0 ? server : team[process - 1];
    killed?.kill("SIGKILL");
    await killed?.exit;
    await lookInside();
    if (process === 0) server = await startServer(slow);
    else team[process - 1] = await crew.worker();
  }
  await untilProbed(cancelAfterFiles);
  const status = await cancelScan(server, first);
  server.kill("SIGKILL");
  await server.exit;
  expect([200, 409]).toContain(status);
  await lookInside();
  server = await startServer(fast);
  expect(await endOf(server, first)).toMatchObject({ status: status === 200 ? "cancelled" : "completed" });
  const kept = await library.rowsOf(first);

  const last = await endOf(server, await submitScan(server, root));
  expect(last).toMatchObject({
    status: "completed",
    counts: { found: clipCount, skipped: kept.written, error_count: 0, missing: 0 },
  });
  const keptBefore = [...timesWhenKept];
  await lookInside();
  expect(await library.rowsOf(first)).toEqual(kept);
  expect(await library.paths()).toEqual(paths.toSorted());
  const times = await crew.timesProbed();
  for (const [path, before] of keptBefore) expect([path, times.get(path)]).toEqual([path, before]);
}
