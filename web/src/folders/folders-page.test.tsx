import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";
import { Refused } from "../api/failures.ts";

let api: Api;
let url: string;
beforeEach(async () => {
  api = await startApi();
  url = await api.listen();
});
afterEach(() => api[Symbol.asyncDispose]());

async function library(names: readonly string[], missing: readonly string[] = []): Promise<void> {
  const id = await api.scan();
  const scan = await api.nextScan();
  await scan.commit({ videos: names.map((name) => join(api.directory, name)) });
  await scan.commit({ missing: missing.map((name) => join(api.directory, name)) });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
}

/** The cells of each row. After a press, the table may be still that of before. */
async function rows(): Promise<readonly (readonly string[])[]> {
  const table = await screen.findByRole("table");
  return within(table)
    .getAllByRole("row")
    .slice(1)
    .map((row) => [...row.children].map(({ textContent }) => textContent));
}
const link = async (name: string) =>
  within(await screen.findByRole("main")).findByRole<HTMLAnchorElement>("link", { name });
const target = async (name: string) => {
  const { pathname, searchParams } = new URL((await link(name)).href);
  return [pathname, Object.fromEntries(searchParams)];
};

test("each folder has its videos, what is missing, their size and length, and so have the videos beside them", async () => {
  await library(["a/1.mkv", "a/b/2.mkv", "a/b/3.mkv", "ä 10/4.mkv", "ä 9/5.mkv", "6.mkv"], ["a/b/3.mkv"]);
  using _ = openPage(url, "/folders");
  expect(await rows()).toEqual([
    ["a", "3", "1", "2 kB", "20 s"],
    ["ä 9", "1", "", "1 kB", "10 s"],
    ["ä 10", "1", "", "1 kB", "10 s"],
    ["In no folder below", "1", "", "1 kB", "10 s"],
  ]);
  expect(await target("3 videos in a")).toEqual(["/", { path: join(api.directory, "a") }]);
  expect(await target("1 missing in a")).toEqual(["/", { path: join(api.directory, "a"), missing: "true" }]);
  expect(await target("Show all 6 videos")).toEqual(["/", { path: api.directory }]);
});

test("a server that is gone is named, also while a request of the page has no answer", async () => {
  await api.app.close();
  using _ = openPage(url, "/folders", () => ({ folders: () => new Promise(() => {}) }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The server does not answer.");
  expect(within(alert).getByRole("button", { name: "Try again" })).toBeDefined();
});

test("it is said that hard links count once if the folders are more than the whole", async () => {
  const id = await api.scan();
  const scan = await api.nextScan();
  const add = (names: readonly string[], fileNumber: number) => {
    const paths = names.map((name) => join(api.directory, name));
    const version = { size: 1_000, modifiedUs: 1_600_000_000_000_000, disk: "a", fileNumber, changedUs: 5 };
    return scan.commit({ videos: paths, versions: new Map(paths.map((path) => [path, version])) });
  };
  await add(["a/1.mkv", "b/c/1.mkv"], 1);
  await add(["b/d/2.mkv"], 2);
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
  using page = openPage(url, "/folders");
  expect(await screen.findByText(/^Hard links of one file count once/)).toBeDefined();
  await page.user.click(await link("b"));
  await waitFor(async () => expect((await rows()).map(([name]) => name)).toEqual(["c", "d"]));
  expect(screen.queryByText(/^Hard links/)).toBeNull();
});

test("a press on a folder opens it, and the way above leads back", async () => {
  await library(["a/b/c/1.mkv", "a/2.mkv", "z/3.mkv"]);
  using page = openPage(url, "/folders");
  await page.user.click(await link("a"));
  await page.user.click(await link("b"));
  await waitFor(async () => expect(await rows()).toEqual([["c", "1", "", "1 kB", "10 s"]]));
  const way = await screen.findByRole("navigation", { name: "The folders above this one" });
  expect(
    within(way)
      .getAllByRole("link")
      .map(({ textContent }) => textContent),
  ).toEqual([api.directory, "a", "b"]);
  await page.user.click(within(way).getByRole("link", { name: api.directory }));
  await waitFor(async () => expect((await rows()).map(([name]) => name)).toEqual(["a", "z"]));
});

test("a heading sorts by its column, first with the largest, then the other way round", async () => {
  await library(["a/1.mkv", "b/2.mkv", "b/3.mkv", "c/4.mkv", "c/5.mkv", "c/6.mkv"]);
  using page = openPage(url, "/folders");
  const names = async () => (await rows()).map(([name]) => name);
  expect(await names()).toEqual(["a", "b", "c"]);
  await page.user.click(await link("Videos"));
  await waitFor(async () => expect(await names()).toEqual(["c", "b", "a"]));
  expect((await screen.findByRole("columnheader", { name: "Videos" })).getAttribute("aria-sort")).toBe("descending");
  await page.user.click(await link("Videos"));
  await waitFor(async () => expect(await names()).toEqual(["a", "b", "c"]));
  await page.user.click(await link("Folder"));
  await page.user.click(await link("Folder"));
  await waitFor(async () => expect(await names()).toEqual(["c", "b", "a"]));
});

test("more folders than fit into one answer come page by page, in the order of their names", async () => {
  await library(["a/1.mkv", "b/2.mkv", "c/3.mkv", "d/4.mkv", "d/5.mkv"]);
  let isAway = true;
  using page = openPage(url, "/folders", () => ({
    folders: async ({ cursor }) => {
      if (cursor !== undefined && isAway) throw new Refused("The database is away.", { status: 503, code: "AWAY" });
      const { body } = await api.call(
        "GET",
        `/api/v1/folders?limit=3${cursor === undefined ? "" : `&cursor=${cursor}`}`,
      );
      return body;
    },
  }));
  expect(await rows()).toHaveLength(3);
  expect(within(screen.getByRole("main")).queryByRole("link", { name: "Videos" })).toBeNull();
  expect(await screen.findByText("The first 3 folders by name.")).toBeDefined();
  expect(await target("Show all 5 videos")).toEqual(["/", { path: api.directory }]);
  await page.user.click(await screen.findByRole("button", { name: "Show more folders" }));
  expect((await screen.findByRole("alert")).textContent).toBe("The database is away.");
  isAway = false;
  await page.user.click(await screen.findByRole("button", { name: "Show more folders" }));
  await page.user.click(await link("Videos"));
  await waitFor(async () => expect((await rows()).map(([name]) => name)).toEqual(["d", "a", "b", "c"]));
});

test("a library without videos, and a folder without any, say so", async () => {
  using page = openPage(url, "/folders");
  expect(await screen.findByText("The library has no videos yet")).toBeDefined();
  page[Symbol.dispose]();
  using _ = openPage(url, "/folders?path=/nowhere");
  expect(await screen.findByText("The library has no videos in /nowhere.")).toBeDefined();
  expect(await target("Show all folders")).toEqual(["/folders", {}]);
});
