import { existsSync } from "node:fs";
import { appendFile, link, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DuplicateGroupJson, DuplicatesJson } from "../../src/api/contract/duplicates.ts";
import type { JobJson } from "../../src/api/contract/jobs.ts";
import { addFiles } from "../comparing/add-files.ts";
import { type Answer, type Api, startApi } from "./start-api.ts";

let api: Api;
beforeEach(async () => {
  api = await startApi({ allowDelete: true });
});
afterEach(() => api[Symbol.asyncDispose]());

const at = (name: string) => join(api.directory, name);
/** Longer than what a fingerprint is made of. */
const start = "s".repeat(70_000);

/**
 * Writes files, and adds them to the library. A value that begins with `=` makes a hard link of that file. Files with the
 * same times may be one file with two names to Gleaner, so each has its own.
 */
async function library(contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [nth, [name, content]] of Object.entries(contents).entries()) {
    await mkdir(dirname(at(name)), { recursive: true });
    await (content.startsWith("=") ? link(at(content.slice(1)), at(name)) : writeFile(at(name), content));
    await utimes(at(name), new Date(1e12 + nth), new Date(1e12 + nth));
  }
  await addFiles(api.store, Object.keys(contents).map(at));
}

async function compare(body?: object): Promise<JobJson> {
  const { status, body: accepted } = await api.call("POST", "/api/v1/duplicates/compare", body);
  expect(status).toBe(202);
  return (await api.call("GET", `/api/v1/jobs/${accepted.job_id}/wait?timeout=20`)).body;
}

async function list(query = ""): Promise<DuplicatesJson> {
  const { status, body } = await api.call("GET", `/api/v1/duplicates${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

async function onlyGroup(): Promise<DuplicateGroupJson> {
  const { groups } = await list("?state=confirmed,likely,linked,different");
  expect(groups).toHaveLength(1);
  return groups[0] ?? expect.fail();
}

const names = ({ videos }: DuplicateGroupJson) => videos.map(({ video }) => video.path.slice(api.directory.length + 1));

/** Deletes files of a group, by their names. */
async function remove(group: DuplicateGroupJson, kept: readonly string[], removed: readonly string[]): Promise<Answer> {
  const idsOf = (chosen: readonly string[]) =>
    chosen.map((name) => group.videos[names(group).indexOf(name)]?.video.id ?? expect.fail(name));
  return api.call("POST", `/api/v1/duplicates/${group.id}/delete`, { keep: idsOf(kept), delete: idsOf(removed) });
}

describe("groups", () => {
  test("are likely until their files are compared, and confirmed or different then", async () => {
    await library({ "a/1": `${start}1`, "b/1": `${start}1`, "b/2": `${start}2`, c: "alone" });
    expect(await onlyGroup()).toMatchObject({
      state: "likely",
      size: 70_001,
      confirmed_gain: 0,
      possible_gain: 140_002,
      video_count: 3,
      differs: ["name", "folder", "modified"],
    });
    const job = await compare();
    expect(job).toMatchObject({
      status: "completed",
      job_type: "compare",
      progress: 1,
      counts: { found: 3, compared: 3, error_count: 0, skipped: 0, found_bytes: 210_003, done_bytes: 210_003 },
    });
    const group = await onlyGroup();
    expect(group).toMatchObject({ state: "confirmed", confirmed_gain: 70_001, possible_gain: 0, copy_count: 3 });
    expect(names(group)).toEqual(["a/1", "b/1", "b/2"]);
    expect(group.videos.map(({ content }) => content)).toEqual([1, 1, 2]);
    const { totals, unknown, next_cursor } = await list();
    expect({ totals, unknown, next_cursor }).toEqual({
      totals: { confirmed_gain: 70_001, possible_gain: 0, confirmed: 1, likely: 0, linked: 0, different: 0 },
      unknown: 0,
      next_cursor: null,
    });
    expect((await api.call("GET", `/api/v1/duplicates/${group.id}`)).body).toEqual(group);
    // Nothing is left to compare.
    expect((await compare()).counts).toMatchObject({ found: 0, compared: 0 });
  });

  test("of hard links say so, and no link of a file is read twice", async () => {
    await library({ "1": `${start}1`, "2": "=1", "3": `${start}1`, "4": "=3" });
    await library({ x: "hard", y: "=x" });
    const job = await compare();
    expect(job.counts).toMatchObject({ compared: 4, found_bytes: 4 * 70_001 });
    const { groups } = await list();
    expect(groups.map(({ state, copy_count, confirmed_gain }) => [state, copy_count, confirmed_gain])).toEqual([
      ["confirmed", 2, 70_001],
      ["linked", 1, 0],
    ]);
    expect(groups[0]?.videos.map(({ copy, content }) => [copy, content])).toEqual([
      [1, 1],
      [1, 1],
      [2, 1],
      [2, 1],
    ]);
  });

  test("come in pages, in a directory, and in a state", async () => {
    await library({ "a/1": "11", "b/1": "11", "a/2": "222", "a/3": "222", "c/4": "4444", "c/5": "4444" });
    const sizes = (page: DuplicatesJson) => page.groups.map(({ size }) => size);
    const first = await list("?limit=2");
    expect(sizes(first)).toEqual([4, 3]);
    const second = await list(`?limit=2&cursor=${first.next_cursor}`);
    expect(sizes(second)).toEqual([2]);
    expect(second.next_cursor).toBeNull();
    expect(sizes(await list(`?path=${at("b")}`))).toEqual([2]);
    expect((await list(`?path=${at("b")}`)).totals).toMatchObject({ likely: 1, possible_gain: 2 });
    expect(sizes(await list("?state=confirmed"))).toEqual([]);
    await compare({ path: at("a") });
    expect(sizes(await list("?state=confirmed"))).toEqual([3, 2]);
    expect(sizes(await list("?state=likely"))).toEqual([4]);
  });

  test("and bad requests about them get clear answers", async () => {
    const bad = async (url: string) => (await api.call("GET", url)).body.detail.code;
    expect(await bad("/api/v1/duplicates?cursor=x")).toBe("VALIDATION_ERROR");
    expect(await bad("/api/v1/duplicates?state=perhaps")).toBe("VALIDATION_ERROR");
    expect(await bad("/api/v1/duplicates?path=a")).toBe("INVALID_PATH");
    for (const id of ["1-2", "x", "1-g", "01-2", "1-02"])
      expect(await bad(`/api/v1/duplicates/${id}`)).toBe("NOT_FOUND");
  });
});

describe("comparing", () => {
  test("keeps an error for each file that has changed or cannot be read, and compares the others", async () => {
    await library({ "1": "same", "2": "same", "3": "same", "4": "same" });
    await rm(at("1"));
    await appendFile(at("2"), "more");
    const job = await compare();
    expect(job.counts).toMatchObject({ found: 4, compared: 2, error_count: 2 });
    expect(job.result?.errors.map(({ path, error }) => [path, error])).toEqual([
      [at("1"), "is not there any more"],
      [at("2"), "has changed since it was scanned. Scan its directory again"],
    ]);
    expect(await onlyGroup()).toMatchObject({ state: "confirmed", confirmed_gain: 4, possible_gain: 8 });
  });

  test("a job that is asked for twice is one, and a cancelled one can be resumed", async () => {
    await library({ "1": "same", "2": "same" });
    const [one, other] = await Promise.all([
      api.call("POST", "/api/v1/duplicates/compare"),
      api.call("POST", "/api/v1/duplicates/compare", {}),
    ]);
    expect(one.body.job_id).toBe(other.body.job_id);
    await api.call("POST", `/api/v1/jobs/${one.body.job_id}/cancel`);
    const ended = (await api.call("GET", `/api/v1/jobs/${one.body.job_id}/wait?timeout=20`)).body;
    if (ended.status === "completed") return;
    expect(ended.status).toBe("cancelled");
    const resumed = await api.call("POST", `/api/v1/jobs/${one.body.job_id}/resume`);
    expect(resumed.status).toBe(202);
    const after = (await api.call("GET", `/api/v1/jobs/${resumed.body.job_id}/wait?timeout=20`)).body;
    expect(after).toMatchObject({ status: "completed", job_type: "compare", resumes: one.body.job_id });
    expect((await onlyGroup()).state).toBe("confirmed");
  });
});

describe("deleting", () => {
  test("takes a copy away with its video, and leaves the other one", async () => {
    await library({ "1": "same", "2": "same", "3": "same" });
    await compare();
    const group = await onlyGroup();
    const answer = await remove(group, ["2"], ["1", "3"]);
    expect(answer).toMatchObject({ status: 200, body: { not_deleted: [] } });
    expect(answer.body.deleted).toHaveLength(2);
    expect([at("1"), at("2"), at("3")].map((path) => existsSync(path))).toEqual([false, true, false]);
    expect((await api.call("GET", "/api/v1/videos")).body.videos.map(({ path }: { path: string }) => path)).toEqual([
      at("2"),
    ]);
    expect((await list()).groups).toEqual([]);
    expect((await remove(group, ["2"], ["1"])).status).toBe(404);
  });

  test("is refused unless the server allows it", async () => {
    await using other = await startApi();
    const body = { keep: ["00000000-0000-0000-0000-000000000001"], delete: ["00000000-0000-0000-0000-000000000002"] };
    const { status, body: answer } = await other.call("POST", "/api/v1/duplicates/1-2/delete", body);
    expect([status, answer.detail.code]).toEqual([403, "DELETE_DISABLED"]);
  });

  const refused: Readonly<
    Record<
      string,
      {
        readonly files: Readonly<Record<string, string>>;
        readonly change: () => Promise<unknown>;
        readonly says: string;
      }
    >
  > = {
    "the file to keep is gone": { files: {}, change: () => rm(at("1")), says: "is not there any more" },
    "the folder of the file to keep is gone": {
      files: { "in/1": "same" },
      change: () => rm(at("in"), { recursive: true }),
      says: "is not there any more",
    },
    "the file to keep has changed": {
      files: {},
      change: () => writeFile(at("1"), "diff"),
      says: "has changed since it was compared",
    },
    "the file to keep was exchanged with its times kept": {
      files: {},
      change: async () => {
        await writeFile(at("new"), "diff");
        await utimes(at("new"), new Date(1e12), new Date(1e12));
        await rename(at("new"), at("1"));
      },
      says: "has changed since it was compared",
    },
    "the file to keep is a link now": {
      files: {},
      change: async () => {
        await rm(at("1"));
        await symlink(at("2"), at("1"));
      },
      says: "is a link",
    },
    "the folder of the file to keep is a link to that of the other one": {
      files: { "in/1": "same", "out/1": "same" },
      change: async () => {
        await rm(at("in"), { recursive: true });
        await symlink(at("out"), at("in"));
      },
      says: "the same file",
    },
    "the file to delete has changed": {
      files: {},
      change: () => writeFile(at("2"), "diff"),
      says: "it has changed since",
    },
    "the file to delete is a link now": {
      files: {},
      change: async () => {
        await rm(at("2"));
        await symlink(at("1"), at("2"));
      },
      says: "it is a link",
    },
  };
  test.each(Object.keys(refused))("is refused if %s", async (name) => {
    const { files, change, says } = refused[name] ?? expect.fail();
    const both = Object.keys(files).length === 2;
    const inFolder = Object.keys(files).length > 0;
    await library({ ...(both || inFolder ? {} : { "1": "same" }), ...(both ? {} : { "2": "same" }), ...files });
    for (const [nth, file] of ["1", "2", ...Object.keys(files)].entries()) {
      if (existsSync(at(file))) await utimes(at(file), new Date(1e12 + nth), new Date(1e12 + nth));
    }
    await addFiles(
      api.store,
      [...(both || inFolder ? [] : ["1"]), ...(both ? [] : ["2"]), ...Object.keys(files)].map(at),
    );
    await compare();
    const group = await onlyGroup();
    expect(group.state).toBe("confirmed");
    await change();
    const [kept, removed] = both ? ["in/1", "out/1"] : inFolder ? ["in/1", "2"] : ["1", "2"];
    const answer = await remove(group, [kept ?? ""], [removed ?? ""]);
    expect([answer.status, answer.body.detail.code]).toEqual([409, "DELETE_FAILED"]);
    expect(answer.body.detail.message).toContain(says);
    expect(existsSync(at(removed ?? ""))).toBe(true);
    expect((await api.call("GET", "/api/v1/videos")).body.total).toBe(2);
  });

  test("is refused for files that are not known to be equal, for hard links, and for what is in no group", async () => {
    await library({ "1": `${start}1`, "2": `${start}2`, "3": "=2", "4": `${start}1` });
    const before = await onlyGroup();
    const code = async (answer: Promise<Answer>) => (await answer).body.detail.code;
    const message = async (answer: Promise<Answer>) => (await answer).body.detail.message;
    expect(await code(remove(before, ["1"], ["4"]))).toBe("NOT_CONFIRMED");
    expect(await message(remove(before, ["1"], ["4"]))).toContain("was not compared");
    await compare();
    const group = await onlyGroup();
    expect(await message(remove(group, ["1"], ["2"]))).toContain("No file that stays is equal");
    expect(await message(remove(group, ["2"], ["3"]))).toContain("hard links of one file");
    expect(await code(remove(group, ["1"], ["1"]))).toBe("VALIDATION_ERROR");
    const foreign = { keep: [group.videos[0]?.video.id], delete: ["00000000-0000-0000-0000-000000000002"] };
    expect(await code(api.call("POST", `/api/v1/duplicates/${group.id}/delete`, foreign))).toBe("NOT_CONFIRMED");
    const empty = { keep: [], delete: [group.videos[0]?.video.id] };
    expect(await code(api.call("POST", `/api/v1/duplicates/${group.id}/delete`, empty))).toBe("VALIDATION_ERROR");
    expect((await list()).groups[0]?.video_count).toBe(4);
  });

  test("stops at the first file that cannot be deleted, and says which are gone", async () => {
    await library({ "1": "same", "2": "same", "3": "same", "4": "same" });
    await compare();
    const group = await onlyGroup();
    await appendFile(at("3"), "more");
    const { status, body } = await remove(group, ["1"], ["2", "3", "4"]);
    expect([status, body.deleted.length, body.not_deleted.length]).toEqual([200, 1, 1]);
    expect(body.not_deleted[0].error).toContain("it has changed since it was compared");
    expect(["1", "2", "3", "4"].map((name) => existsSync(at(name)))).toEqual([true, false, true, true]);
  });

  test("never takes the last copy, in any sequence of requests, also at the same time", async () => {
    const request = fc.record({
      keep: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
      remove: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
    });
    const sequence = fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(sequence, fc.boolean(), async (rounds, hasOther) => {
        round += 1;
        const all = [0, 1, 2, 3].map((nth) => `${round}/${nth}`);
        // Two contents, or one.
        const contentOf = (nth: number) => `${round}${start}${hasOther && nth === 3 ? "b" : "a"}`;
        await library(Object.fromEntries(all.map((name, nth) => [name, contentOf(nth)])));
        await compare();
        const group = (await list(`?path=${at(`${round}`)}&state=confirmed`)).groups[0] ?? expect.fail();
        for (const together of rounds) {
          const answers = await Promise.all(
            together.map((one) =>
              remove(
                group,
                one.keep.map((nth) => all[nth] ?? ""),
                one.remove.map((nth) => all[nth] ?? ""),
              ),
            ),
          );
          for (const { status } of answers) expect([200, 404, 409, 422]).toContain(status);
          const left = all.filter((name) => existsSync(at(name)));
          expect(left.length).toBeGreaterThan(0);
          if (hasOther) expect(left).toContain(all[3]);
          if (hasOther) expect(left.length).toBeGreaterThan(1);
          const known = (await api.call("GET", `/api/v1/videos?path=${at(`${round}`)}`)).body.videos;
          expect(known.map(({ path }: { path: string }) => path).toSorted()).toEqual(left.map(at).toSorted());
        }
      }),
      { numRuns: 25 },
    );
  });
});
