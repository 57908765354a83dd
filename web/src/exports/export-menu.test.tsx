import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { startApi } from "../../../test/api/start-api.ts";
import { openLibraryTab, startWithVideos } from "../../../test/page/library-under-test.tsx";
import { openPage } from "../../../test/page/page-under-test.tsx";

test("the list is exported with its filters and its order", async () => {
  await using library = await startWithVideos(["a & b.mp4", "a & c.mp4", "z.mp4"]);
  using tab = await openLibraryTab(library.url, "/?q=a%20%26&sort=-filename");
  await tab.user.click(await screen.findByRole("button", { name: "Export" }));
  const csv = await screen.findByRole<HTMLAnchorElement>("menuitem", { name: "CSV, for spreadsheets" });
  const lines = screen.getByRole<HTMLAnchorElement>("menuitem", { name: "JSON lines, with all fields" });
  // The browser streams the file to the disk, and does not open it.
  expect([csv, lines].map((link) => link.hasAttribute("download"))).toEqual([true, true]);
  // Excel knows by these bytes that it is UTF-8.
  expect([...new Uint8Array(await (await fetch(csv.href)).arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect((await (await fetch(csv.href)).text()).split("\r\n").slice(1, -1)).toEqual([
    expect.stringContaining(",a & c.mp4,"),
    expect.stringContaining(",a & b.mp4,"),
  ]);
  expect((await (await fetch(lines.href)).text()).split("\n").map((line) => line.includes('"a & b.mp4"'))).toEqual([
    false,
    true,
    false,
  ]);
});

test("nothing is exported if no video matches", async () => {
  await using library = await startWithVideos(["a.mp4"]);
  using _ = await openLibraryTab(library.url, "/?q=nothing");
  await screen.findByText("No video matches");
  expect(screen.queryByRole("button", { name: "Export" })).toBeNull();
});

test("every other list is exported as it is filtered", async () => {
  await using api = await startApi();
  const at = (name: string) => join(api.directory, name);
  const ids: string[] = [];
  for (const name of ["films", "series"]) {
    await mkdir(at(name));
    const id = await api.scan(at(name));
    const scan = await api.nextScan();
    const isFirst = name === "films";
    await scan.commit({
      videos: [at(`${name}/a/1.mkv`), at(`${name}/b/2.mkv`)],
      fingerprint: 7,
      problems: isFirst ? [at("films/a/broken.mkv"), at("films/no.mkv")] : [],
    });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${id}/wait`);
    ids.push(id);
  }
  const url = await api.listen();
  /** The first column of the CSV that a page offers. */
  const column = async (page: string, button = "Export") => {
    using tab = openPage(url, page);
    await tab.user.click(await screen.findByRole("button", { name: button }));
    const csv = await screen.findByRole<HTMLAnchorElement>("menuitem", { name: "CSV, for spreadsheets" });
    // The CSV of the others has all fields, too.
    const hasMore = screen.queryByRole("menuitem", { name: "JSON lines, with all fields" }) !== null;
    expect(hasMore, page).toBe(/^\/(?:scans\?|duplicates)/.test(page));
    const lines = (await (await fetch(csv.href)).text()).split("\r\n").slice(0, -1);
    return lines.map((line) => line.slice(0, line.indexOf(",")));
  };
  expect(await column(`/folders?path=${encodeURIComponent(at("films"))}`)).toEqual([
    "path",
    at("films/a"),
    at("films/b"),
  ]);
  expect(await column("/scans?q=series")).toEqual(["job_id", ids[1]]);
  expect(await column(`/scans/${ids[0]}`)).toEqual(["path", at("films/a/broken.mkv"), at("films/no.mkv")]);
  const [head, ...groups] = await column(`/duplicates?path=${encodeURIComponent(at("series"))}`);
  expect([head, groups.length, new Set(groups).size]).toEqual(["group", 4, 1]);
  expect(await column("/statistics?q=series")).toContain("video_codec");
});
