import { once } from "node:events";
import { existsSync } from "node:fs";
import { link, mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DiskThreads } from "../../../src/files/disk-threads.ts";
import { NamedPaths } from "../../../src/files/named-paths.ts";
import { groupId } from "../../../src/library/duplicates.ts";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { addFiles } from "../../../test/comparing/add-files.ts";
import { overlay } from "../../../test/overlay.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";
import { createApiClient } from "../api/api-client.ts";
import { deleteCopies } from "./delete-copies.ts";

let api: Api;
let url: string;
beforeEach(() => start({ allowDelete: true }));
afterEach(() => api[Symbol.asyncDispose]());

async function start(options: { readonly allowDelete: boolean; readonly paths?: NamedPaths }): Promise<void> {
  api = await startApi(options);
  url = await api.listen();
}

/** For what takes many steps. */
const patiently = { timeout: 30_000 };
const at = (name: string) => join(api.directory, name);
const start64k = "s".repeat(70_000);

/**
 * A value that begins with `=` makes a hard link of that file. Files with the same times may be one file with two names to
 * Gleaner, so each has its own.
 */
async function library(contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [nth, [name, content]] of Object.entries(contents).entries()) {
    await mkdir(dirname(at(name)), { recursive: true });
    await (content.startsWith("=") ? link(at(content.slice(1)), at(name)) : writeFile(at(name), content));
    await utimes(at(name), new Date(1e12 + nth), new Date(1e12 + nth));
  }
  await addFiles(api.store, Object.keys(contents).map(at));
}

async function compareAll(): Promise<void> {
  const { body } = await api.call("POST", "/api/v1/duplicates/compare");
  await api.call("GET", `/api/v1/jobs/${body.job_id}/wait?timeout=20`);
}

const groups = async () => within(await screen.findByRole("list", { name: "Groups of files" })).getAllByRole("region");
const words = async () => (await groups()).map(({ textContent }) => textContent);
const press = async (user: ReturnType<typeof openPage>["user"], name: string) =>
  user.click(await screen.findByRole("button", { name }));

test("files that may be equal are compared by a press, and shown as equal or different then", async () => {
  await library({ "a/1.mkv": `${start64k}1`, "b/1.mkv": `${start64k}1`, "b/2.mkv": `${start64k}2` });
  using page = openPage(url, "/duplicates");
  expect(await words()).toEqual([
    expect.stringMatching(/^3 files, 70 kB eachNot compared yet140 kB may be gained.*1\.mkv.*Stays.*Not compared/),
  ]);
  await press(page.user, "Compare files");
  expect(await screen.findByText("3 files were compared.", { exact: false })).toBeDefined();
  await waitFor(async () =>
    expect(await words()).toEqual([
      expect.stringMatching(/^3 files, 70 kB eachPartly equal70 kB can be gained.*Stays.*Equal.*Other content/),
    ]),
  );
  expect(screen.queryByRole("button", { name: "Compare files" })).toBeNull();
  expect(await screen.findByText("1 group · 70 kB can be gained")).toBeDefined();
  // Only the folder of the equal file differs.
  const marked = [...document.querySelectorAll("[data-differs]")].map(({ textContent }) => textContent);
  expect(marked).toEqual([at("b"), "2.mkv", at("b")]);
  // The page of the comparison says what came of it, and the history has no numbers of scans.
  await page.user.click(screen.getByRole("link", { name: "Show the comparison" }));
  expect(
    await screen.findByText("3 files were compared. 1 group of files is equal: 70 kB can be gained."),
  ).toBeDefined();
  expect((await screen.findByRole("link", { name: "Show the duplicates" })).getAttribute("href")).toBe("/duplicates");
  await page.user.click(screen.getByRole("link", { name: "All scans" }));
  const row = (await screen.findByRole("link", { name: "Comparison of files" })).closest("tr") ?? expect.fail();
  expect([...row.querySelectorAll("[data-zero]")].map(({ textContent }) => textContent)).toEqual(["", "", "", "", ""]);
});

test("the others are deleted after a question that names them, and the one to keep stays", async () => {
  await library({ "1.mkv": "same", "2.mkv": "same", "3.mkv": "=2.mkv", "4.mkv": "same" });
  await compareAll();
  using page = openPage(url, "/duplicates");
  await page.user.click(await screen.findByRole("radio", { name: `Keep ${at("2.mkv")}` }));
  await waitFor(async () =>
    expect(await words()).toEqual([
      expect.stringMatching(/1\.mkv.*Equal.*2\.mkv.*Stays.*3\.mkv.*Same file.*4\.mkv.*Equal/),
    ]),
  );
  await press(page.user, "Delete the other 2 files…");
  const dialog = await screen.findByRole("dialog", { name: "Delete 2 files from the disk?" });
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Keep"));
  expect(
    within(dialog)
      .getAllByRole("listitem")
      .map(({ textContent }) => textContent),
  ).toEqual([at("1.mkv"), at("4.mkv")]);
  expect(within(dialog).getByText(/is equal to .*2\.mkv, which stays/)).toBeDefined();
  await press(page.user, "Delete 2 files");
  expect(await screen.findByText("2 files were deleted. 8 B are free now.")).toBeDefined();
  expect(["1.mkv", "2.mkv", "3.mkv", "4.mkv"].map((name) => existsSync(at(name)))).toEqual([false, true, true, false]);
  await waitFor(async () =>
    expect(await words()).toEqual([expect.stringContaining("2 files, 4 B eachOne fileNothing")]),
  );
});

test("the dialog gives the focus back, and a deletion gives it to the next group, or to the heading after the last", async () => {
  await library({ "1.mkv": "longer", "2.mkv": "longer", "3.mkv": "same", "4.mkv": "same" });
  await compareAll();
  using page = openPage(url, "/duplicates");
  const [first, second] = await screen.findAllByRole("button", { name: "Delete the other file…" });
  const isAsked = () => waitFor(() => expect(document.activeElement?.textContent).toBe("Keep"));
  for (const close of ["{Escape}", "{Enter}"]) {
    await page.user.click(first ?? expect.fail("There is no group"));
    await isAsked();
    await page.user.keyboard(close);
    await waitFor(() => expect(document.activeElement).toBe(first));
  }
  await page.user.click(first ?? expect.fail("There is no group"));
  await isAsked();
  await press(page.user, "Delete 1 file");
  await waitFor(() => expect(document.activeElement).toBe(second));
  await waitFor(async () => expect(await groups()).toHaveLength(1));
  await page.user.keyboard("{Enter}");
  await isAsked();
  await press(page.user, "Delete 1 file");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
});

test("the oldest file is proposed to stay, and groups and choices are named by it", async () => {
  await library({ "1.mkv": "same", "2.mkv": "same", "3.mkv": "other!", "4.mkv": "=3.mkv" });
  await utimes(at("2.mkv"), new Date(1e12 - 7_000), new Date(1e12 - 7_000));
  await addFiles(api.store, [at("2.mkv")]);
  await compareAll();
  using _ = openPage(url, "/duplicates");
  expect(
    await screen.findByText("2 groups · 4 B can be gained · nothing in 1 of them: hard links of one file"),
  ).toBeDefined();
  const [group, links] = await groups();
  expect([group, links].map((region) => region?.getAttribute("aria-label"))).toEqual([
    `2 files, 4 B each: ${at("2.mkv")}`,
    `2 files, 6 B each: ${at("3.mkv")}`,
  ]);
  const choice = within(group ?? expect.fail("There is no group"));
  expect(choice.getByRole("radiogroup", { name: `The file to keep in the group of ${at("2.mkv")}` })).toBeDefined();
  expect(choice.getByRole<HTMLInputElement>("radio", { name: `Keep ${at("2.mkv")}` }).checked).toBe(true);
  expect(choice.getByText("Proposed to stay: the oldest of these files.")).toBeDefined();
  // The times differ in their seconds.
  const times = choice.getAllByText(/^Modified/).map(({ textContent }) => textContent);
  expect(new Set(times).size).toBe(2);
  // Nothing follows from a choice between names of one file.
  const plain = within(links ?? expect.fail("There are no links"));
  expect(plain.queryByRole("radio")).toBeNull();
  expect(plain.getAllByText("Same file")).toHaveLength(2);
  expect(plain.queryByText(/Proposed/)).toBeNull();
});

test("a file that cannot be deleted stays, and the dialog says why", async () => {
  await library({ "1.mkv": "same", "2.mkv": "same" });
  await compareAll();
  using page = openPage(url, "/duplicates");
  await press(page.user, "Delete the other file…");
  await rm(at("1.mkv"));
  await press(page.user, "Delete 1 file");
  expect((await screen.findByRole("alert")).textContent).toContain("is not there any more");
  expect(existsSync(at("2.mkv"))).toBe(true);
});

test("all files of a large group can be seen and deleted", async () => {
  const names = Array.from({ length: 22 }, (_, nth) => `${100 + nth}.mkv`);
  await library(Object.fromEntries(names.map((name) => [name, "same"])));
  await compareAll();
  using page = openPage(url, "/duplicates");
  expect(await screen.findByText("and 2 more")).toBeDefined();
  // What is done with the others is done with all of them, shown or not.
  await press(page.user, "Copy the paths of the others");
  await waitFor(async () => expect((await navigator.clipboard.readText()).split("\n")).toEqual(names.slice(1).map(at)));
  const others = screen.getByRole("button", { name: "Delete the others…" });
  await page.user.click(others);
  const dialog = await screen.findByRole("dialog", { name: "Delete 21 files from the disk?" });
  expect(within(dialog).getAllByRole("listitem")).toHaveLength(21);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Keep"));
  await page.user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(others));
  await press(page.user, "Show more files");
  await press(page.user, "Delete the other 21 files…");
  expect(screen.queryByRole("button", { name: "Show more files" })).toBeNull();
  await press(page.user, "Delete 21 files");
  expect(await screen.findByText("21 files were deleted. 84 B are free now.", undefined, patiently)).toBeDefined();
  expect(names.filter((name) => existsSync(at(name)))).toEqual(["100.mkv"]);
});

test("more files than one request may name are deleted by several", async () => {
  const names = Array.from({ length: 103 }, (_, nth) => `${100 + nth}.mkv`);
  await library(Object.fromEntries(names.map((name) => [name, "same"])));
  await compareAll();
  const [group] = (await api.store.duplicates.list({ limit: 1 })).groups;
  const { videos, key } = (await api.store.duplicates.group(group?.key ?? expect.fail())) ?? expect.fail();
  const [kept = "", ...others] = videos.map(({ video }) => video.id);
  const request = { group: groupId(key), keep: [kept], delete: others };
  const client = { signal: new AbortController().signal, onProgress: () => {} };
  const answer = await deleteCopies(createApiClient({ baseUrl: url }), request, client);
  expect(answer).toEqual({ deleted: others, not_deleted: [] });
  expect(names.filter((name) => existsSync(at(name)))).toEqual(["100.mkv"]);
});

test("large files are compared before, with their progress, and a cancel leaves all of them there", async () => {
  await api[Symbol.asyncDispose]();
  const disks = new DiskThreads();
  const real = new NamedPaths({ roots: [], loopbackOnly: true, disks });
  const compareCopies: typeof real.deletions.compareCopies = async (path, version, options) => {
    options.onProgress(version.size / 4);
    await once(options.signal, "abort");
    return real.deletions.compareCopies(path, version, options);
  };
  const deletions = overlay(real.deletions, { compareCopies });
  await start({ allowDelete: true, paths: overlay(real, { deletions }) });
  await library({ "1.mkv": "same", "2.mkv": "same" });
  await compareAll();
  using page = openPage(url, "/duplicates");
  await press(page.user, "Delete the other file…");
  await press(page.user, "Delete 1 file");
  const bar = await screen.findByRole("progressbar", { name: "Comparing all bytes once more" });
  expect(bar.getAttribute("aria-valuenow")).toBe("25");
  await press(page.user, "Cancel");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  // The group is free again once the server knows that its client has left.
  const group = (await api.store.duplicates.list({ limit: 1 })).groups[0] ?? expect.fail();
  await waitFor(async () => expect(await api.store.duplicates.hold(group.key, "other", 60_000)).toBe(true));
  expect([existsSync(at("1.mkv")), existsSync(at("2.mkv"))]).toEqual([true, true]);
  disks.close();
});

test("without the permission to delete, the paths of the others can be copied", async () => {
  await api[Symbol.asyncDispose]();
  await start({ allowDelete: false });
  await library({ "1.mkv": "same", "2.mkv": "same", "3.mkv": "same" });
  await compareAll();
  using page = openPage(url, "/duplicates");
  await press(page.user, "Copy the paths of the others");
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(`${at("2.mkv")}\n${at("3.mkv")}`));
  expect(screen.queryByRole("button", { name: /Delete/ })).toBeNull();
});

test("the address holds the folder and the state", async () => {
  await library({ "a/1.mkv": "same", "b/1.mkv": "same", "b/2.mkv": "other", "b/3.mkv": "other" });
  using page = openPage(url, `/duplicates?path=${at("a")}`);
  expect(await groups()).toHaveLength(1);
  await page.user.click(screen.getByRole("radio", { name: "Equal" }));
  expect(await screen.findByText("No group of files matches.")).toBeDefined();
  expect(page.address()).toContain("state=confirmed");
  await page.user.click(await screen.findByRole("radio", { name: "All" }));
  await page.user.click(await screen.findByRole("link", { name: "Show all duplicates" }));
  await waitFor(async () => expect(await groups()).toHaveLength(2));
  await waitFor(() => expect(page.address()).toBe("/duplicates"));
});

test("a library without duplicates says so", async () => {
  await library({ "1.mkv": "one", "2.mkv": "other" });
  using _ = openPage(url, "/duplicates");
  expect(await screen.findByText("No two files of the library have one size and the same beginning.")).toBeDefined();
});
