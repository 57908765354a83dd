import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";
import type { ShownPage } from "../../../test/page/show-page.tsx";

let api: Api;
let url: string;
let films: string;
beforeEach(async () => {
  api = await startApi();
  url = await api.listen();
  films = join(api.directory, "films");
  await mkdir(films);
  const id = await api.scan(films);
  const scan = await api.nextScan();
  const names = ["a.mkv", "a-sample.mkv", "extras/b.mkv", "extras/c.mkv", "gone-sample.mkv"];
  await scan.commit({ videos: names.map((name) => join(films, name)) });
  await scan.commit({ missing: [join(films, "gone-sample.mkv")] });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
});
afterEach(() => api[Symbol.asyncDispose]());

const patterns = async () => (await api.call("GET", "/api/v1/roots")).body.roots[0].exclude;
const samplePatterns = async () => (await api.call("GET", "/api/v1/roots")).body.sample_patterns;
const setPatterns = async (exclude: readonly string[]) => {
  const { root_id: id } = (await api.call("GET", "/api/v1/roots")).body.roots[0];
  expect((await api.call("PATCH", `/api/v1/roots/${id}`, { exclude })).status).toBe(200);
};
const button = async (name: string) => screen.findByRole("button", { name });
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Leave out" });
const samples = () => screen.getByRole<HTMLInputElement>("checkbox", { name: "Leave out samples and trailers" });
const openSettings = async (page: ShownPage) => {
  await page.user.click(await button("Settings of films"));
  await screen.findByRole("textbox", { name: "Leave out" });
};

test("patterns say at once which videos they would leave out, and are saved", async () => {
  using page = openPage(url, "/directories");
  await openSettings(page);
  expect(screen.queryByText(/^These patterns/)).toBeNull();
  await page.user.type(field(), "extras/");
  await screen.findByText("These patterns would leave out 2 of 4 videos.");
  const examples = await screen.findByRole("list", { name: "Videos that would be left out" });
  const shown = within(examples).getAllByRole("listitem");
  expect(shown.map(({ firstElementChild }) => firstElementChild?.getAttribute("title"))).toEqual([
    "extras/b.mkv",
    "extras/c.mkv",
  ]);
  await page.user.click(samples());
  await screen.findByText("These patterns would leave out 3 of 4 videos.");
  await page.user.type(field(), "{Enter}{Enter}!a-sample.mkv");
  await screen.findByText("These patterns would leave out 2 of 4 videos.");
  await page.user.click(await button("Save"));
  const saved = [...(await samplePatterns()), "extras/", "!a-sample.mkv"];
  await waitFor(async () => expect(await patterns()).toEqual(saved));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await openSettings(page);
  expect(samples().checked).toBe(true);
  expect(field().value).toBe("extras/\n!a-sample.mkv");
});

test("patterns are tried in place of those that are saved", async () => {
  await setPatterns(["extras/", "a.mkv"]);
  using page = openPage(url, "/directories");
  await page.user.click(await button("Settings of films"));
  await screen.findByText("These patterns would leave out 3 of 4 videos.");
  await page.user.clear(field());
  await page.user.type(field(), "nothing");
  await screen.findByText("These patterns would leave out no video of the library.");
  await page.user.clear(field());
  await waitFor(() => expect(screen.queryByText(/^These patterns/)).toBeNull());
  await page.user.click(await button("Save"));
  await waitFor(async () => expect(await patterns()).toEqual([]));
});

test("a line that is no pattern is named at the field, while typing and when it is saved", async () => {
  using page = openPage(url, "/directories");
  await openSettings(page);
  await page.user.click(samples());
  await page.user.type(field(), "extras/{Enter}{Enter}#bonus");
  await screen.findByText(/^Line 3 is a comment\. Write \\# for a name that begins with #\.$/);
  expect(field().getAttribute("aria-invalid")).toBe("true");
  await page.user.click(await button("Save"));
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(false));
  expect(screen.getByText(/^Line 3 is a comment\./)).toBeDefined();
  expect(await patterns()).toEqual([]);
  await page.user.clear(field());
  await screen.findByText("These patterns would leave out 1 of 4 videos.");
  expect(field().getAttribute("aria-invalid")).not.toBe("true");
});
