import { link, mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, startApi } from "../../test/api/start-api.ts";
import { addFiles } from "../../test/comparing/add-files.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { printCopies } from "./print-copies.ts";

/** More than the list of groups shows of a group. */
const names = Array.from({ length: 22 }, (_, nth) => `${100 + nth}`);
let api: Api;
let client: ApiClient;
const at = (name: string) => join(api.directory, name);

beforeEach(async () => {
  api = await startApi();
  client = createApiClient({ url: await api.listen(), token: null });
});
afterEach(() => api[Symbol.asyncDispose]());

/** Equal files that were compared, of which one is the oldest. */
async function group({ oldest }: { readonly oldest: string }) {
  await mkdir(api.directory, { recursive: true });
  for (const name of names) await writeFile(at(name), "same");
  // Behind all others.
  await link(at(oldest), at("link"));
  await utimes(at(oldest), new Date(1e12), new Date(1e12));
  await addFiles(api.store, [...names, "link"].map(at));
  const { job_id } = await client.compareFiles({});
  await api.call("GET", `/api/v1/jobs/${job_id}/wait?timeout=20`);
  const [found] = (await client.duplicates({ path: undefined, cursor: undefined })).groups;
  return found ?? expect.fail();
}

/** Prints the copies. The video of the file `gone` leaves the library before the given request for a part of the group. */
async function printed(
  gone: string | null,
  { oldest, request }: { readonly oldest: string; readonly request: number },
) {
  const found = await group({ oldest });
  const { videos } = await client.duplicateGroup(found.id, {});
  const paths: string[] = [];
  let requests = 0;
  const changing: Pick<ApiClient, "duplicateGroup"> = {
    duplicateGroup: async (...call) => {
      requests += 1;
      const video = requests === request ? videos.find(({ video }) => video.filename === gone)?.video : undefined;
      if (video !== undefined) expect((await api.call("DELETE", `/api/v1/videos/${video.id}`)).status).toBe(204);
      return client.duplicateGroup(...call);
    },
  };
  const out = { drained: async () => {} };
  const error = await printCopies(changing, found, { print: (path) => paths.push(path), out }).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { paths, error };
}

const others = (oldest: string) => names.filter((name) => name !== oldest).map(at);
const changedError = { code: "GROUP_CHANGED", message: expect.stringContaining("No more paths are printed.") };

test.each([
  ["one of the first", "100"],
  ["one of the last", "121"],
])("the file that stays, %s, is not printed when another one has left the group meanwhile", async (_, oldest) => {
  // The second request is the first one of the second reading.
  const { paths, error } = await printed("105", { oldest, request: 2 });
  expect(error).toBeNull();
  expect(paths).toEqual(others(oldest));
});

test.each([
  ["one of the first", "100"],
  ["one of the last", "121"],
])("nothing is printed when the file that stays, %s, has left the group before", async (_, oldest) => {
  const { paths, error } = await printed(oldest, { oldest, request: 2 });
  expect(error).toMatchObject(changedError);
  expect(paths).toEqual([]);
});

test("no more is printed when the file that stays leaves the group between two parts", async () => {
  const { paths, error } = await printed("121", { oldest: "121", request: 3 });
  expect(error).toMatchObject(changedError);
  expect(paths).toEqual(names.slice(0, 20).map(at));
});
