import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { completed, type Job, type JobStatus } from "../../src/jobs/job.ts";
import { InvalidCursor, type JobQuery } from "../../src/jobs/job-store.ts";
import {
  applied,
  claim,
  insertPending,
  type OpenStore,
  type StoreUnderTest,
  tickingClock,
} from "../store/store-under-test.ts";

const now = new Date("2026-01-02T03:04:05.678Z");

/** The lists of jobs of every JobStore. */
export function describeJobLists(open: OpenStore): void {
  describe("a list of jobs", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    test("has every job once, the last submitted first, page by page, even if the clock went back", async () => {
      const inserted: Job[] = [];
      for (const time of [5000, 5000, 9000, 1000, 1000, 3000, 2000]) {
        inserted.push(await insertPending(store, { submittedAt: new Date(time) }));
      }
      const expected = inserted.toReversed();
      expect(await pages(store, 2)).toEqual(expected);
      expect(await pages(store, 7)).toEqual(expected);
      expect((await store.jobs.list({ limit: 7 })).nextCursor).toBeNull();
    });

    test("has jobs of the statuses that are asked for", async () => {
      const waiting = await insertPending(store);
      const running = await claim(store, await insertPending(store));
      const toEnd = await claim(store, await insertPending(store));
      const ended = await applied(store.jobs.apply(completed(toEnd, { now })));
      const of = async (...statuses: JobStatus[]) => (await store.jobs.list({ statuses, limit: 10 })).jobs;
      expect(await of("pending")).toEqual([waiting]);
      expect(await of("completed", "running")).toEqual([ended, running]);
      expect(await of("timeout")).toEqual([]);
      expect(await of()).toEqual([]);
    });

    test("has jobs with one of some texts at a key of their payload, and without others", async () => {
      for (const by of ["a", "b", "c", null]) await insertPending(store, { payload: { name: `of ${by}`, by } });
      await insertPending(store, { payload: { name: "of nobody" } });
      const names = async (payloadIs: JobQuery["payloadIs"], query = {}) =>
        (await store.jobs.list({ limit: 100, ...(payloadIs !== undefined && { payloadIs }), ...query })).jobs.map(
          ({ payload }) => payload["name"],
        );
      expect(await names({ key: "by", anyOf: ["a", "c"] })).toEqual(["of c", "of a"]);
      expect(await names({ key: "by", noneOf: ["a", "b"] })).toEqual(["of nobody", "of null", "of c"]);
      expect(await names({ key: "by", noneOf: [] })).toHaveLength(5);
      expect(await names({ key: "by", anyOf: [] })).toEqual([]);
      expect(await names({ key: "by", anyOf: ["a"] }, { payload: { keys: ["name"], contains: "OF B" } })).toEqual([]);
      expect(await names({ key: "by", anyOf: ["b"] }, { payload: { keys: ["name"], contains: "OF B" } })).toEqual([
        "of b",
      ]);
    });

    test("has jobs with a text in their payload, whatever characters it has", async () => {
      const paths = ["/mnt/100%", "/mnt/100 percent", "/mnt/a_b", "/mnt/aXb", '/mnt/back\\slash "x"', "/mnt/ÉTÉ 🎞"];
      const ended = await claim(store, await insertPending(store, { payload: { path: paths[0] ?? "" } }));
      await applied(store.jobs.apply(completed(ended, { now })));
      for (const path of paths.slice(1)) await insertPending(store, { payload: { path, name: "/mnt" } });
      for (const payload of [{}, { path: null }, { name: "/mnt" }]) await insertPending(store, { payload });

      const found = async (contains: string, query: Partial<JobQuery> = {}) => {
        const { jobs } = await store.jobs.list({ limit: 100, payload: { keys: ["path"], contains }, ...query });
        return jobs.map(({ payload }) => payload["path"]);
      };
      expect(await found("/MNT/")).toEqual(paths.toReversed());
      expect(await found("")).toEqual(paths.toReversed());
      expect(await found("%")).toEqual(["/mnt/100%"]);
      expect(await found("a_b")).toEqual(["/mnt/a_b"]);
      expect(await found('\\SLASH "x"')).toEqual(['/mnt/back\\slash "x"']);
      expect(await found("ÉTÉ 🎞")).toEqual(["/mnt/ÉTÉ 🎞"]);
      expect(await found("\0")).toEqual([]);
      expect(await found("'; drop table jobs; --")).toEqual([]);
      expect(await found("100", { statuses: ["pending"] })).toEqual(["/mnt/100 percent"]);
      const first = await store.jobs.list({ limit: 1, payload: { keys: ["path"], contains: "100" } });
      expect(first.jobs.map(({ payload }) => payload["path"])).toEqual(["/mnt/100 percent"]);
      expect(await found("100", { limit: 1, cursor: first.nextCursor ?? "" })).toEqual(["/mnt/100%"]);
    });

    test("has jobs with a path in a directory, at any of some keys, also within an object", async () => {
      const payloads = [
        { path: "/films" },
        { path: "/films/old/a.mp4" },
        { path: "/films-2" },
        { filter: { path: "/films/new" } },
        { filter: { path: "/other", q: "/films" } },
        { filter: null },
        { path: 5, filter: "/films" },
        { path: "/Music" },
      ];
      for (const payload of payloads) await insertPending(store, { payload });
      const found = async (contains: string, directories?: readonly string[]) => {
        const text = { keys: ["path", "filter.path"], contains, ...(directories !== undefined && { directories }) };
        const { jobs } = await store.jobs.list({ limit: 100, payload: text });
        return jobs.map(({ payload }) => payload).toReversed();
      };
      const [films, old, films2, fresh, other, , , music] = payloads;
      expect(await found("films")).toEqual([films, old, films2, fresh]);
      expect(await found("OLD", ["/films"])).toEqual([films, old, fresh]);
      expect(await found("no such", ["/films", "/music"])).toEqual([films, old, fresh]);
      expect(await found("no such", ["/"])).toEqual([films, old, films2, fresh, other, music]);
      expect(await found("no such", [])).toEqual([]);
      const many = Array.from({ length: 3_000 }, (_, nth) => `/root ${nth}`);
      expect(await found("no such", [...many, "/Music"])).toEqual([music]);
    });

    test("is searched without regard to case and accents, in both Unicode forms", async () => {
      const paths = ["/mnt/Ärger", "/mnt/a\u0308rger 2", "/mnt/Straße", "/mnt/İstanbul", "/mnt/other"];
      for (const path of paths) await insertPending(store, { payload: { path } });
      const found = async (contains: string) =>
        (await store.jobs.list({ limit: 100, payload: { keys: ["path"], contains } })).jobs.map(
          ({ payload }) => payload["path"],
        );
      for (const text of ["ärger", "ÄRGER", "a\u0308rger", "arger"])
        expect(await found(text)).toEqual([paths[1], paths[0]]);
      expect(await found("STRASSE")).toEqual([paths[2]]);
      expect(await found("istanbul")).toEqual([paths[3]]);
    });

    test("refuses a cursor that it did not give", async () => {
      const cursors = ["", "x", "!!!", "bnVsbA", toCursor([]), toCursor(["jobs", "1"]), toCursor(["videos", 1])];
      for (const cursor of [...cursors, toCursor(["jobs", 1, "x"]), toCursor({ length: 2 })]) {
        await expect(store.jobs.list({ limit: 10, cursor })).rejects.toThrow(InvalidCursor);
      }
    });
  });
}

async function pages(store: StoreUnderTest, limit: number): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.jobs.list({ limit, ...(cursor !== null && { cursor }) });
    expect(page.jobs.length).toBeLessThanOrEqual(limit);
    jobs.push(...page.jobs);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return jobs;
}

function toCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
