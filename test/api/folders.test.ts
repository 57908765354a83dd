import { join } from "node:path";
import { expect, test } from "vitest";
import type { FoldersJson } from "../../src/api/contract/folders.ts";
import { someFacts } from "../store/store-under-test.ts";
import { type Api, startApi } from "./start-api.ts";

async function libraryOf(api: Api, names: readonly string[]): Promise<void> {
  await api.scan();
  const scan = await api.nextScan();
  const empty = { problems: [], present: [], missing: [], goneProblems: [], skipped: 0, unreadable: 0, expected: null };
  const videos = names.map((name) => ({
    file: { path: join(api.directory, name), size: 1_000, modifiedUs: 1, disk: null },
    facts: { ...someFacts, durationSeconds: 60 },
  }));
  await api.store.scans.commit(
    { jobId: scan.job.id, claim: scan.job.claim },
    { ...empty, videos, found: names.length },
  );
  scan.finish();
  await api.queue.wait(scan.job.id);
}

test("folders are listed from the deepest one that holds all videos, page by page, and are counted anew after a removal", async () => {
  await using api = await startApi();
  const folders = async (query: Record<string, string> = {}): Promise<FoldersJson> => {
    const { status, body } = await api.call("GET", `/api/v1/folders?${new URLSearchParams(query).toString()}`);
    expect(status).toBe(200);
    return body;
  };
  const none = { videos: 0, missing: 0, bytes: 0, duration_seconds: 0 };
  expect(await folders()).toEqual({ path: null, ...none, own: none, folders: [], next_cursor: null });
  await libraryOf(api, ["all/a/1.mkv", "all/a/2.mkv", "all/b/deep/3.mkv", "all/4.mkv"]);
  const one = { videos: 1, missing: 0, bytes: 1_000, duration_seconds: 60 };
  const path = join(api.directory, "all");
  const a = { path: join(path, "a"), name: "a", ...one, videos: 2, bytes: 2_000, duration_seconds: 120 };
  const b = { path: join(path, "b"), name: "b", ...one };
  const all = { path, videos: 4, missing: 0, bytes: 4_000, duration_seconds: 240, own: one };
  expect(await folders()).toEqual({ ...all, folders: [a, b], next_cursor: null });
  const first = await folders({ limit: "1" });
  expect(first).toEqual({ ...all, folders: [a], next_cursor: expect.any(String) as string });
  expect(await folders({ limit: "1", cursor: first.next_cursor ?? "" })).toMatchObject({
    ...all,
    folders: [b],
    next_cursor: null,
  });
  const { body: list } = await api.call("GET", `/api/v1/videos?path=${encodeURIComponent(b.path)}`);
  expect(await api.call("DELETE", `/api/v1/videos/${list.videos[0].id}`)).toMatchObject({ status: 204 });
  expect((await folders()).folders).toEqual([a]);
});

test.each([
  ["path=films", 400, "INVALID_PATH"],
  ["cursor=x", 422, "VALIDATION_ERROR"],
  ["limit=0", 422, "VALIDATION_ERROR"],
  ["folder=/films", 422, "VALIDATION_ERROR"],
])("a query of %s is refused", async (query, status, code) => {
  await using api = await startApi();
  expect(await api.call("GET", `/api/v1/folders?${query}`)).toMatchObject({ status, body: { detail: { code } } });
});
