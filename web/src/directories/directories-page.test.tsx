import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scanRequest } from "../../../src/scanning/scan-payload.ts";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";

let api: Api;
let url: string;
beforeEach(async () => {
  api = await startApi({ concurrency: 5 });
  url = await api.listen();
});
afterEach(() => api[Symbol.asyncDispose]());

/** Scans a directory with so many videos into the library, and returns its path. */
async function scanned(name: string, videos: number, { missing = 0, lostDisk = false } = {}): Promise<string> {
  const path = join(api.directory, name);
  await mkdir(path);
  const id = await api.scan(path);
  const scan = await api.nextScan();
  const names = Array.from({ length: videos }, (_, nth) => join(path, `${nth}.mkv`));
  await scan.commit({ videos: names });
  await scan.commit({ missing: names.slice(0, missing), lostDisks: lostDisk ? [path] : [] });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
  return path;
}

const card = async (name: string) => screen.findByRole("listitem", { name });
const button = async (name: string) => screen.findByRole("button", { name });
const roots = async () => (await api.call("GET", "/api/v1/roots")).body.roots;
const total = async () => (await api.call("GET", "/api/v1/videos?limit=1")).body.total;

test("each directory has its videos, their size and length, what is missing, and its last scan", async () => {
  const films = await scanned("films", 4, { missing: 1 });
  await scanned("albums", 1);
  using _ = openPage(url, "/directories");
  const text = (await card("films")).textContent ?? "";
  for (const part of ["4 videos", "3 kB", "30 s", "1 missing", films, "Completed"]) expect(text).toContain(part);
  expect((await card("albums")).textContent).not.toContain("missing");
  expect(await screen.findByRole("link", { name: "Open the last scan of films" })).toBeDefined();
});

test("the numbers of a card lead to its videos, and to those that are missing", async () => {
  const films = await scanned("films", 4, { missing: 1 });
  await scanned("albums", 1);
  using _ = openPage(url, "/directories");
  const target = async (name: string) => {
    const link = await screen.findByRole<HTMLAnchorElement>("link", { name });
    return Object.fromEntries(new URL(link.href).searchParams);
  };
  expect(await target("4 videos in films")).toEqual({ path: films });
  expect(await target("1 missing in films")).toEqual({ path: films, missing: "true" });
  expect(await target("1 video in albums")).toEqual({ path: join(api.directory, "albums") });
  expect(screen.queryByRole("link", { name: /missing in albums/ })).toBeNull();
});

test("a library without directories offers to scan one", async () => {
  using page = openPage(url, "/directories");
  await screen.findByText("The library has no directories yet");
  await page.user.click(await button("Scan a directory"));
  await waitFor(() => expect(page.address()).toContain("scan=new"));
});

test("a scan begins from its card, and is cancelled there", async () => {
  await scanned("films", 1);
  using page = openPage(url, "/directories");
  await page.user.click(await button("Scan films"));
  const scan = await api.nextScan();
  const cancel = await screen.findByRole("button", { name: /^Cancel the scan of / });
  await waitFor(async () => expect((await card("films")).textContent).toContain("Running"));
  await page.user.click(cancel);
  await waitFor(async () => expect((await card("films")).textContent).toContain("Cancelled"));
  expect((await api.queue.get(scan.job.id))?.status).toBe("cancelled");
});

test("Scan all scans every directory in turn", async () => {
  await scanned("films", 1);
  await scanned("albums", 1);
  using page = openPage(url, "/directories");
  await page.user.click(await button("Scan all"));
  await screen.findByText("2 scans begin in turn.");
  (await api.nextScan()).finish();
  (await api.nextScan()).finish();
  await waitFor(async () => expect(screen.getAllByText("Completed")).toHaveLength(2));
});

test("a directory is forgotten with its videos after a time in which that can be taken back", async () => {
  await scanned("films", 3);
  await scanned("albums", 1);
  // Long enough for the slowest machine.
  using page = openPage(url, "/directories?takeBackMs=600000");
  const forget = async () => {
    await page.user.click(await button("Forget films"));
    const dialog = await screen.findByRole("dialog", { name: "Forget films?" });
    await page.user.click(within(dialog).getByRole("checkbox", { name: /its 3 videos/ }));
    await page.user.click(within(dialog).getByRole("button", { name: "Forget" }));
  };
  await forget();
  await screen.findByText("films and its 3 videos are forgotten in a moment.");
  await page.user.click(await button("Undo: keep films"));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Forget films" })));
  expect(await roots()).toHaveLength(2);
  page.followLink("/directories?takeBackMs=1");
  await forget();
  const names = async () => (await roots()).map(({ name }: { name: string }) => name);
  await waitFor(async () => expect(await names()).toEqual(["albums"]));
  await waitFor(() => expect(screen.queryByText(/ing films/)).toBeNull());
  expect(await total()).toBe(1);
});

test("its videos stay unless a person wants them to go, and are named as those of no directory", async () => {
  await scanned("films", 3);
  using page = openPage(url, "/directories?takeBackMs=0");
  await page.user.click(await button("Forget films"));
  await page.user.click(await button("Forget"));
  await screen.findByText("3 videos of the library are in none of these directories.");
  expect(await total()).toBe(3);
  expect(await roots()).toEqual([]);
});

test("a directory that is being scanned is not forgotten, and its card says why", async () => {
  await scanned("films", 1);
  using page = openPage(url, "/directories?takeBackMs=0");
  await page.user.click(await button("Scan films"));
  await api.nextScan();
  await page.user.click(await button("Forget films"));
  await page.user.click(await button("Forget"));
  await screen.findByText(/^Not forgotten: .* is being scanned\. Cancel this scan first/);
  expect(await roots()).toHaveLength(1);
});

test("a person who leaves the page has not taken it back", async () => {
  await scanned("films", 1);
  const page = openPage(url, "/directories");
  await page.user.click(await button("Forget films"));
  await page.user.click(await button("Forget"));
  await button("Undo: keep films");
  expect(await roots()).toHaveLength(1);
  page[Symbol.dispose]();
  await waitFor(async () => expect(await roots()).toEqual([]));
});

test("a person who closes or reloads the tab has not taken it back", async () => {
  await scanned("films", 1);
  using page = openPage(url, "/directories");
  await page.user.click(await button("Forget films"));
  await page.user.click(await button("Forget"));
  await button("Undo: keep films");
  expect(await roots()).toHaveLength(1);
  window.dispatchEvent(new Event("pagehide"));
  await waitFor(async () => expect(await roots()).toEqual([]));
});

test("a card names the newest scan of whatever kind, and shows all files that scans could not read", async () => {
  const films = await scanned("films", 2);
  const before = await api.scan(films);
  const earlier = await api.nextScan();
  await earlier.commit({ problems: [join(films, "old.mkv")] });
  earlier.finish();
  await api.call("GET", `/api/v1/jobs/${before}/wait`);
  const changes = { path: films, recursive: true, retry_errors: false, only: [films], trigger: "watch" as const };
  const id = await api.queue.submit(scanRequest(changes));
  const scan = await api.nextScan();
  await scan.commit({ problems: [join(films, "bad.mkv")] });
  scan.finish();
  await api.queue.wait(id);
  using page = openPage(url, "/directories");
  const newest = await screen.findByRole("link", { name: "Open the last scan after changes in films" });
  expect(newest.getAttribute("href")).toBe(`/scans/${id}`);
  // What the scan of the whole directory has said stays.
  await screen.findByRole("link", { name: "Open the last scan of films" });
  const title = "2 files or directories could not be read in films";
  await page.user.click(await button(title));
  const dialog = await screen.findByRole("dialog", { name: title });
  await within(dialog).findByText("bad.mkv");
  await within(dialog).findByText("old.mkv");
});

test("settings are changed", async () => {
  await scanned("films", 1);
  using page = openPage(url, "/directories");
  await page.user.click(await button("Settings of films"));
  const name = await screen.findByRole("textbox", { name: "Name" });
  await page.user.clear(name);
  await page.user.click(await button("Save"));
  await screen.findByText("Enter a name.");
  // A name that is too long is not cut off, and not sent.
  await page.user.click(name);
  await page.user.paste("n".repeat(201));
  await page.user.click(await button("Save"));
  await screen.findByText("1 character too many: a name has at most 200.");
  await page.user.clear(name);
  await page.user.type(name, "Our films");
  await page.user.click(screen.getByRole("checkbox", { name: "Include subdirectories" }));
  await page.user.selectOptions(screen.getByRole("combobox", { name: "Follow links to directories" }), "Yes");
  await page.user.type(screen.getByRole("textbox", { name: /^Limit, in files per second/ }), "2.5");
  await page.user.click(await button("Save"));
  await waitFor(async () =>
    expect((await card("Our films")).textContent).toContain("Without subdirectories · Behind links, too"),
  );
  expect(await roots()).toMatchObject([{ name: "Our films", recursive: false, follow_links: true, max_rate: 2.5 }]);
});

test("settings that something else has changed meanwhile stay as they are", async () => {
  await scanned("films", 1);
  const [{ root_id: id }] = await roots();
  const change = (changes: object) => api.call("PATCH", `/api/v1/roots/${id}`, changes);
  await change({ exclude: ["extras/"], max_rate: 3 });
  using page = openPage(url, "/directories");
  await page.user.click(await button("Settings of films"));
  const name = await screen.findByRole("textbox", { name: "Name" });
  const others = {
    recursive: false,
    follow_links: true,
    include_hidden: false,
    max_rate: 7,
    watch: true,
    exclude: ["extras/", "bonus/"],
    schedule: { cron: "0 3 * * *", time_zone: "Europe/Berlin" },
  };
  expect((await change(others)).status).toBe(200);
  await page.user.clear(name);
  await page.user.type(name, "Our films");
  await page.user.click(await button("Save"));
  await card("Our films");
  expect(await roots()).toMatchObject([{ ...others, name: "Our films" }]);
});

test("settings that are saved as they were ask nothing of the server", async () => {
  await scanned("films", 1);
  let asked = 0;
  using page = openPage(url, "/directories", ({ changeRoot }) => ({
    changeRoot: (...args) => {
      asked += 1;
      return changeRoot(...args);
    },
  }));
  await page.user.click(await button("Settings of films"));
  await page.user.click(await screen.findByRole("checkbox", { name: "Watch for changes" }));
  await page.user.click(await screen.findByRole("checkbox", { name: "Watch for changes" }));
  await page.user.click(await button("Save"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(asked).toBe(0);
});

test("a directory is added without a scan", async () => {
  await mkdir(join(api.directory, "films"));
  using page = openPage(url, "/directories");
  await page.user.click(await button("Add a directory"));
  const dialog = await screen.findByRole("dialog", { name: "Add a directory" });
  await page.user.click(within(dialog).getByRole("button", { name: "Add" }));
  await screen.findByText("Enter the full path of a directory, or choose one below.");
  await page.user.type(screen.getByRole("textbox", { name: "Directory" }), api.directory);
  await page.user.click(await within(dialog).findByRole("button", { name: "films" }));
  await page.user.click(within(dialog).getByRole("button", { name: "Add" }));
  await screen.findByText("films was added. It has not been scanned yet.");
  expect((await card("films")).textContent).toContain("Never scanned");
  expect(await roots()).toMatchObject([{ path: join(api.directory, "films"), last_job: null }]);
  expect((await api.call("GET", "/api/v1/jobs")).body.jobs).toEqual([]);
  await page.user.click(await button("Scan films"));
  await waitFor(() => expect(screen.queryByText(/It has not been scanned yet/)).toBeNull());
  (await api.nextScan()).finish();
  await waitFor(async () => expect((await card("films")).textContent).toContain("Completed"));
  expect(screen.queryByText(/It has not been scanned yet/)).toBeNull();
});

test("directories with the same name are told apart by their paths", async () => {
  const paths = ["a/films", "b/films"].map((path) => join(api.directory, path));
  for (const path of paths) {
    await mkdir(path, { recursive: true });
    await api.call("POST", "/api/v1/roots", { path });
  }
  using page = openPage(url, "/directories");
  for (const path of paths) {
    await button(`Scan ${path}`);
    await page.user.click(await button(`Forget ${path}`));
    const question = await screen.findByRole("dialog", { name: `Forget ${path}?` });
    await page.user.click(within(question).getByRole("button", { name: "Keep" }));
    await page.user.click(await button(`Settings of ${path}`));
    const settings = await screen.findByRole("dialog", { name: `Settings of ${path}` });
    await page.user.click(within(settings).getByRole("button", { name: "Cancel" }));
  }
  expect(screen.queryByRole("button", { name: "Scan films" })).toBeNull();
});

test("a scan that was cancelled is resumed from the card, unless the directory is set otherwise now", async () => {
  const films = await scanned("films", 1);
  using page = openPage(url, "/directories");
  await api.call("POST", "/api/v1/videos/scan", { path: films, full: true });
  const cancelled = await api.nextScan();
  await page.user.click(await screen.findByRole("button", { name: /^Cancel the scan of / }));
  await page.user.click(await button("Resume the scan of films"));
  const resumed = await api.nextScan();
  expect(resumed.job).toMatchObject({ resumes: cancelled.job.id, payload: { full: true } });
  await page.user.click(await screen.findByRole("button", { name: /^Cancel the scan of / }));
  await button("Resume the scan of films");
  const [{ root_id: id }] = await roots();
  await api.call("PATCH", `/api/v1/roots/${id}`, { recursive: false });
  page[Symbol.dispose]();
  using _ = openPage(url, "/directories");
  await button("Scan films");
});

test("a directory that lies in one of the library is not added, and the field says why until another is chosen", async () => {
  const films = await scanned("films", 1);
  await mkdir(join(films, "old"));
  using page = openPage(url, "/directories");
  await page.user.click(await button("Add a directory"));
  const field = await screen.findByRole("textbox", { name: "Directory" });
  await page.user.type(field, join(films, "old"));
  await page.user.click(await button("Add"));
  await screen.findByText(/^\/.*old lies in \/.*films, which is a directory of the library already/);
  expect(field.getAttribute("aria-invalid")).toBe("true");
  await page.user.type(field, "er");
  expect(field.getAttribute("aria-invalid")).not.toBe("true");
  expect(await roots()).toHaveLength(1);
});

test("a directory whose disk seems not to be mounted says so, with both answers", async () => {
  await scanned("films", 2, { lostDisk: true });
  using page = openPage(url, "/directories");
  await screen.findByText("Is the disk mounted?");
  expect((await card("films")).textContent).toContain("1 file or directory could not be read");
  await page.user.click(await button("The videos are gone"));
  expect((await api.nextScan()).job.payload).toMatchObject({ accept_empty: true });
});
