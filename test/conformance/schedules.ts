import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DurableQueue } from "../../src/jobs/durable-queue.ts";
import { claimed, completed, type Job } from "../../src/jobs/job.ts";
import { type LibraryRoot, type RootSettings, usualRootSettings } from "../../src/library/library-roots.ts";
import { noCounts } from "../../src/scanning/scan-library.ts";
import { ScheduleRunner, type ScheduleRunnerOptions } from "../../src/scheduling/schedule-runner.ts";
import type { Store } from "../../src/store/store.ts";
import { overlay } from "../overlay.ts";
import { applied, type OpenStore, type StoreUnderTest } from "../store/store-under-test.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const schedule = { cron: "0 3 * * *", timeZone: "UTC" };

/** Scans that begin by a schedule: the promises of every store, and of every number of servers. */
export function describeSchedules(open: OpenStore): void {
  describe("schedules", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: () => new Date(clock) });
      clock = (await store.jobs.sharedNow())?.getTime() ?? Date.parse("2026-05-05T12:00Z");
      skipped = [];
      errors = [];
    });
    afterEach(() => store.close());

    let clock: number;
    let skipped: string[];
    let errors: unknown[];
    async function add(path: string, settings: Partial<RootSettings> = { schedule }): Promise<LibraryRoot> {
      const outcome = await store.roots.add({ path, ...usualRootSettings, name: "x", ...settings });
      return outcome.kind === "added" ? outcome.root : expect.fail(`${path} overlaps`);
    }
    function server(of: Pick<Store, "jobs" | "roots"> = store, options: Partial<ScheduleRunnerOptions> = {}) {
      const handler = { initialCounts: { ...noCounts }, run: () => expect.fail("No scan runs here") };
      const queue = new DurableQueue({ store: of.jobs, handlers: { scan: handler } });
      return new ScheduleRunner({
        roots: of.roots,
        queue,
        diskOf: (path) => path.split("/")[1] ?? "",
        now: async () => new Date(clock),
        delay: () => expect.fail("Nobody waits here"),
        onSkipped: ({ path }) => skipped.push(path),
        onError: (error) => errors.push(error),
        ...options,
      });
    }
    const jobs = async () => (await store.jobs.list({ limit: 100 })).jobs;
    const pathsOfJobs = async () => (await jobs()).map(({ payload }) => payload["path"]).toReversed();
    /** The first turn of a root, and some time more. */
    const atTurn = (root: LibraryRoot, laterMs = 0) => {
      const turnedAt = root.turnedAt?.getTime() ?? expect.fail("It has no schedule");
      clock = Math.ceil((turnedAt + 1 - 3 * hourMs) / (24 * hourMs)) * 24 * hourMs + 3 * hourMs + laterMs;
    };
    async function endScan(job: Job | undefined): Promise<void> {
      if (job?.status !== "pending") expect.fail(`The scan is ${job?.status}`);
      const by = { worker: "w", leaseExpiresAt: new Date(4e12), now: new Date(clock) };
      const running = await applied(store.jobs.apply(claimed(job, by)));
      await applied(store.jobs.apply(completed(running, { now: new Date(clock) })));
    }

    test("begin a scan when their turn has come, in the lane of the disk, and never before", async () => {
      const root = await add("/disk/films", { schedule, recursive: false });
      await add("/disk/albums", { schedule: null });
      const runner = server();
      atTurn(root, -1);
      expect(await runner.look()).toBe(1);
      expect(await jobs()).toEqual([]);
      clock += 1;
      await runner.look();
      expect(await jobs()).toMatchObject([
        {
          status: "pending",
          payload: { path: "/disk/films", recursive: false, trigger: "schedule" },
          uniqueKey: "scan:/disk/films",
          lane: "disk disk",
        },
      ]);
      await endScan((await jobs())[0]);
      await runner.look();
      clock += 24 * hourMs - 1;
      await runner.look();
      expect(await jobs()).toHaveLength(1);
      clock += 1;
      await runner.look();
      expect(await jobs()).toHaveLength(2);
    });

    test("of many directories at the same minute begin one scan each, and leave room for other work", async () => {
      const many = Array.from({ length: 200 }, (_, nth) => `/disk${nth % 3}/films ${nth}`);
      for (const path of many) await add(path);
      const all = await store.roots.list();
      let rests = 0;
      let hasEnded = false;
      const rest = () => {
        rests += 1;
        if (!hasEnded) setImmediate(rest);
      };
      setImmediate(rest);
      // Nothing else lets other work in between.
      await server({ jobs: store.jobs, roots: overlay(store.roots, { list: async () => all }) }).look();
      hasEnded = true;
      expect(rests).toBeGreaterThan(5);
      expect(await jobs()).toEqual([]);
      atTurn(all[0] ?? expect.fail());
      await Promise.all([server().look(), server().look()]);
      await server().look();
      const page = await store.jobs.list({ limit: 1_000 });
      expect(page.jobs.map(({ payload }) => payload["path"]).toSorted()).toEqual(many.toSorted());
      expect({ skipped, errors }).toEqual({ skipped: [], errors: [] });
    });

    test("run once for all turns that were slept through", async () => {
      const root = await add("/disk/films");
      atTurn(root, 30 * 24 * hourMs);
      await server().look();
      await endScan((await jobs())[0]);
      await server().look();
      expect(await pathsOfJobs()).toEqual(["/disk/films"]);
    });

    test("run nothing twice when the clock is put back", async () => {
      const root = await add("/disk/films");
      atTurn(root);
      await server().look();
      await endScan((await jobs())[0]);
      clock -= 20 * hourMs;
      for (let step = 0; step < 44; step += 1) {
        clock += hourMs / 2;
        await server().look();
      }
      expect(await pathsOfJobs()).toEqual(["/disk/films"]);
      clock += 24 * hourMs;
      await server().look();
      expect(await pathsOfJobs()).toHaveLength(2);
    });

    test("count again when the clock was years ahead", async () => {
      const root = await add("/disk/films");
      atTurn(root, 3_000 * 24 * hourMs);
      await server().look();
      await endScan((await jobs())[0]);
      clock -= 3_000 * 24 * hourMs;
      await server().look();
      expect(await jobs()).toHaveLength(1);
      clock += 24 * hourMs;
      await server().look();
      expect(await jobs()).toHaveLength(2);
    });

    test("begin no scan while the one before has not ended, say so, and wait for the next turn", async () => {
      const root = await add("/disk/films");
      atTurn(root);
      await server().look();
      clock += 24 * hourMs;
      await server().look();
      expect(skipped).toEqual(["/disk/films"]);
      expect(await store.roots.get(root.id)).toMatchObject({ skippedTurnAt: new Date(clock) });
      await endScan((await jobs())[0]);
      await server().look();
      expect(await jobs()).toHaveLength(1);
      clock += 24 * hourMs;
      await server().look();
      expect(await jobs()).toHaveLength(2);
      expect(await store.roots.get(root.id)).toMatchObject({ skippedTurnAt: null });
    });

    test("leave a scan that a person has begun, with its options, and one that was cancelled alone", async () => {
      const root = await add("/disk/films");
      const byHand = { path: "/disk/films", recursive: true, full: true };
      const queue = new DurableQueue({
        store: store.jobs,
        handlers: { scan: { initialCounts: {}, run: () => expect.fail() } },
      });
      const { job } = await queue.enqueue({ type: "scan", payload: byHand, uniqueKey: "scan:/disk/films" });
      atTurn(root);
      await server().look();
      expect((await jobs()).map(({ id, payload }) => ({ id, payload }))).toEqual([{ id: job.id, payload: byHand }]);
      await queue.cancel(job.id);
      clock += hourMs;
      await server().look();
      expect(await jobs()).toHaveLength(1);
      clock += 24 * hourMs;
      await server().look();
      expect(await jobs()).toHaveLength(2);
    });

    test("begin one scan, however many servers look at once", async () => {
      const servers = [store, await store.another(), await store.another()];
      const roots = await Promise.all(Array.from({ length: 5 }, (_, nth) => add(`/disk/${nth}`)));
      atTurn(roots[0] ?? expect.fail(), minuteMs);
      for (let turn = 1; turn <= 3; turn += 1) {
        await Promise.all(servers.flatMap((each) => [server(each).look(), server(each).look()]));
        expect((await pathsOfJobs()).toSorted()).toEqual(
          roots.flatMap(({ path }) => Array.from({ length: turn }, () => path)).toSorted(),
        );
        for (const job of await jobs()) if (job.status === "pending") await endScan(job);
        await Promise.all(servers.map((each) => server(each).look()));
        expect(await jobs()).toHaveLength(5 * turn);
        clock += 24 * hourMs;
      }
      expect({ skipped, errors }).toEqual({ skipped: [], errors: [] });
    });

    test("begin one scan although the server dies after it has submitted it", async () => {
      const root = await add("/disk/films");
      atTurn(root);
      const dies = { ...store.roots, recordTurn: () => Promise.reject(new Error("killed")) };
      await server({ jobs: store.jobs, roots: dies }).look();
      expect(errors).toHaveLength(1);
      await endScan((await jobs())[0]);
      clock += minuteMs;
      await server().look();
      expect(await jobs()).toHaveLength(1);
      expect((await store.roots.get(root.id))?.turnedAt).toEqual(new Date(clock));
    });

    test("that make no sense on this machine are reported, and keep no other one from its turn", async () => {
      await add("/disk/a", { schedule: { cron: "0 3 * * *", timeZone: "Mars/Olympus" } });
      const root = await add("/disk/b");
      await add("/disk/c", { schedule: { cron: "never", timeZone: "UTC" } });
      atTurn(root);
      await server().look();
      expect(await pathsOfJobs()).toEqual(["/disk/b"]);
      expect(errors.map(String)).toEqual([
        expect.stringContaining("The schedule of /disk/a cannot be followed"),
        expect.stringContaining("The schedule of /disk/c cannot be followed"),
      ]);
    });

    test("count from the moment at which they were set", async () => {
      const root = await add("/disk/films", { schedule: null });
      expect(root.turnedAt).toBeNull();
      clock += 90 * 24 * hourMs;
      const before = (await store.jobs.sharedNow())?.getTime() ?? clock;
      const changed = await store.roots.change(root.id, { schedule });
      expect(changed?.turnedAt?.getTime()).toBeGreaterThanOrEqual(before);
      expect(await store.roots.change(root.id, { name: "Films" })).toEqual({ ...changed, name: "Films" });
      expect(await store.roots.change(root.id, { schedule: null })).toMatchObject({ schedule: null, turnedAt: null });
    });

    test("are recorded by one of several processes that have seen the same turn", async () => {
      const root = await add("/disk/films");
      const processes = [store, await store.another(), await store.another()];
      const turn = { at: new Date(clock + hourMs), isSkipped: false };
      const recorded = await Promise.all(processes.map(({ roots }) => roots.recordTurn(root, turn)));
      expect(recorded.filter((each) => each !== null)).toMatchObject([{ id: root.id, turnedAt: turn.at }]);
      expect(await store.roots.recordTurn(root, turn)).toBeNull();
      const other = await store.roots.change(root.id, { schedule: { ...schedule, cron: "@hourly" } });
      expect(await store.roots.recordTurn({ ...root, turnedAt: other?.turnedAt ?? null }, turn)).toBeNull();
    });

    test("run until they are stopped, and go on after an error of the database", async () => {
      const root = await add("/disk/films");
      atTurn(root);
      const looked = Promise.withResolvers<void>();
      const waits: number[] = [];
      let lists = 0;
      const fails = {
        ...store.roots,
        list: () => {
          lists += 1;
          return lists === 1 ? Promise.reject(new Error("away")) : store.roots.list();
        },
      };
      const runner = server(
        { jobs: store.jobs, roots: fails },
        {
          delay: async (ms, signal) => {
            waits.push(ms);
            if (waits.length < 3) return;
            looked.resolve();
            await new Promise((_, reject) => {
              signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
            });
          },
        },
      );
      runner.start();
      await looked.promise;
      await runner.stop();
      expect(await pathsOfJobs()).toEqual(["/disk/films"]);
      expect(errors.map(String)).toEqual(["Error: away"]);
      expect(waits.every((ms) => ms > 0 && ms <= 10_000)).toBe(true);
    });
  });
}
