import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";
import { createApiClient } from "../api/api-client.ts";
import { filtersOf, readLibrarySearch } from "../library/library-search.ts";
import { parseSearch } from "../search-in-address.ts";

let api: Api;
let url: string;
beforeEach(async () => {
  api = await startApi();
  url = await api.listen();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await api[Symbol.asyncDispose]();
});

const gigabyte = 1_000_000_000;
const films = {
  "4k/a.mkv": { width: 3840, height: 2160, videoCodec: "hevc", hdr: "hdr10", bitDepth: 10, audioLanguages: "ger eng" },
  "4k/b.mkv": { width: 3840, height: 2160, videoCodec: "hevc", hdr: "dolby_vision", audioLanguages: "eng" },
  "old/c.avi": {
    audioCodecs: "aac ac3",
    width: 640,
    height: 480,
    videoCodec: "mpeg4",
    container: "avi",
    bitRate: 900_000,
    audioLanguages: "ger",
  },
  "old/d.avi": { videoCodec: "mpeg4", container: "avi", frameRateNumerator: 30_000, frameRateDenominator: 1_001 },
  "e.mp4": { videoCodec: "h264", durationSeconds: 7_200, subtitleLanguages: "de fr", audioCodec: null },
} as const;

/** A library of `films`: the n-th is n GB, changed in the n-th year after 2019. The last but one is missing. */
async function library(): Promise<void> {
  const id = await api.scan();
  const scan = await api.nextScan();
  for (const [nth, [name, as]] of Object.entries(films).entries()) {
    const path = join(api.directory, name);
    const version = { size: (nth + 1) * gigabyte, modifiedUs: Date.UTC(2020 + nth, 5) * 1_000 };
    await scan.commit({ videos: [path], versions: new Map([[path, version]]), as });
  }
  await scan.commit({ missing: [join(api.directory, "old/d.avi")] });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
}

const section = async (name: string) => within(await screen.findByRole("region", { name }));
/** Without the words for screen readers, which stand in an element of their own at the end. */
const shownText = (element: Element | undefined) =>
  [...(element?.childNodes ?? [])].map(({ textContent }) => textContent).find((text) => text !== null);
/** The name, and the numbers beside it. */
const rowsIn = async (name: string) =>
  (await section(name))
    .getAllByRole("link")
    .map(({ children }) => [shownText(children[0]), [...(children[1]?.children ?? [])].map(shownText)]);
const nameOf = (link: HTMLElement) => link.getAttribute("aria-label") ?? link.textContent;
const saysHowMany = (link: HTMLElement) => /[,:] (\d+) videos?\b/.exec(nameOf(link));
const searchOf = (link: HTMLElement) => {
  const { pathname, search } = new URL((link as HTMLAnchorElement).href);
  return { pathname, search: readLibrarySearch(parseSearch(search)) };
};

test.each([
  "",
  "?audio_language=!de&missing=false",
  "?audio_codec=aac",
  "?size_min=2000000000&size_max=4500000000",
  "?modified_after=2021-03-01&modified_before=2023-08-01",
])("each bar of /statistics%s leads to as many videos as it says", async (address) => {
  await library();
  using _ = openPage(url, `/statistics${address}`);
  await section("Largest");
  const client = createApiClient({ baseUrl: url });
  // Queries by role take seconds on a page of so many elements.
  const bars = [...document.querySelectorAll<HTMLAnchorElement>("section a")].filter(
    (link) => saysHowMany(link) !== null,
  );
  expect(bars.length).toBeGreaterThan(10);
  for (const bar of bars) {
    const name = nameOf(bar);
    const { pathname, search } = searchOf(bar);
    const { total } = await client.videos(filtersOf(search), { limit: 1, offset: 0 });
    expect([name, pathname, total]).toEqual([name, "/", Number(saysHowMany(bar)?.[1])]);
  }
});

test("years begin where the reader is, and lead to the videos that they count", async () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  const id = await api.scan();
  const scan = await api.nextScan();
  for (const [nth, time] of ["2023-12-31T22:59:59Z", "2023-12-31T23:00:00Z", "2024-07-01"].entries()) {
    const path = join(api.directory, `${nth}.mkv`);
    await scan.commit({
      videos: [path],
      versions: new Map([[path, { size: 1, modifiedUs: Date.parse(time) * 1_000 }]]),
    });
  }
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
  using _ = openPage(url, "/statistics");
  const links = (await section("Year of the last change")).getAllByRole("link");
  expect(links.map((link) => [shownText(link.children[0] as Element), saysHowMany(link)?.[1]])).toEqual([
    ["2024", "2"],
    ["2023", "1"],
  ]);
  const client = createApiClient({ baseUrl: url });
  const lists = await Promise.all(
    links.map((link) => client.videos(filtersOf(searchOf(link).search), { limit: 1, offset: 0 })),
  );
  expect(lists.map(({ total }) => total)).toEqual([2, 1]);
});

test("the totals are those of the list, and lead to what is missing", async () => {
  await library();
  using _ = openPage(url, "/statistics");
  const totals = await screen.findByLabelText("In all");
  expect([...totals.children].map(({ textContent }) => textContent)).toEqual([
    "Videos5",
    "Size11 GB",
    // Two hours and three times ten seconds.
    "Length2 h",
    "Average size2.8 GB",
    "Average bit rate12.2 Mbit/s",
    "Missing1",
  ]);
  expect(searchOf(screen.getByRole("link", { name: "Show 1 missing" })).search).toEqual({ missing: true });
});

test("averages are those of a film where sizes count hard links once, and the page says so", async () => {
  const id = await api.scan();
  const scan = await api.nextScan();
  const paths = ["a.mkv", "link of a.mkv"].map((name) => join(api.directory, name));
  const version = { size: gigabyte, modifiedUs: 1_600_000_000_000_000, disk: "a", fileNumber: 1 };
  await scan.commit({ videos: paths, versions: new Map(paths.map((path) => [path, version])) });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
  using linked = openPage(url, "/statistics");
  const totals = await screen.findByLabelText("In all");
  expect([...totals.children].map(({ textContent }) => textContent)).toEqual([
    "Videos2",
    "Size1 GB",
    "Length20 s",
    "Average size1 GB",
    "Average bit rate800 Mbit/s",
  ]);
  const sentence = "Hard links of one file count once in each sum of sizes.";
  expect(screen.getByText(sentence)).toBeDefined();
  linked[Symbol.dispose]();
  using _ = openPage(url, "/statistics?q=link");
  await screen.findByLabelText("In all");
  expect(screen.queryByText(sentence)).toBeNull();
});

test("bars compare numbers, sizes or lengths, as the address says", async () => {
  await library();
  using page = openPage(url, "/statistics");
  expect(await rowsIn("Codec")).toEqual([
    ["HEVC (H.265)", ["2", "3 GB", "40 %"]],
    ["MPEG-4", ["2", "3 GB", "40 %"]],
    ["H.264", ["1", "5 GB", "20 %"]],
  ]);
  await page.user.click(screen.getByRole("radio", { name: "Size" }));
  await waitFor(() => expect(page.address()).toBe("/statistics?by=size"));
  await waitFor(async () =>
    expect(await rowsIn("Codec")).toEqual([
      ["H.264", ["5 GB", "1 video", "45 %"]],
      ["HEVC (H.265)", ["3 GB", "2 videos", "27 %"]],
      ["MPEG-4", ["3 GB", "2 videos", "27 %"]],
    ]),
  );
});

test("a language beside the wanted one leads to the videos that have both", async () => {
  await library();
  using _ = openPage(url, "/statistics?audio_language=de");
  const languages = await section("Languages of the sound");
  const links = languages.getAllByRole("link");
  expect(links.map(nameOf)).toEqual([expect.stringMatching(/^German, 2 /), expect.stringMatching(/^English, 1 /)]);
  expect(links.map((link) => searchOf(link).search)).toMatchObject([
    { audio_language: ["de"] },
    { audio_language: ["de", "*en"] },
  ]);
});

test("filters are taken away one by one, and the views keep them", async () => {
  await library();
  using page = openPage(url, "/statistics?video_codec=hevc&by=length");
  await page.user.click(await screen.findByRole("button", { name: /HEVC/ }));
  await waitFor(() => expect(page.address()).toBe("/statistics?by=length"));
  await page.user.click(await (await section("HDR")).findByRole("link", { name: /^Dolby Vision/ }));
  await waitFor(() => expect(page.address()).toBe("/?hdr=dolby_vision"));
  await page.user.click(await screen.findByRole("link", { name: "Statistics" }));
  await waitFor(() => expect(page.address()).toBe("/statistics?hdr=dolby_vision"));
});

test("the largest and the longest videos open their details, in the list that has them first", async () => {
  await library();
  using _ = openPage(url, "/statistics?missing=false");
  const largest = (await section("Largest")).getAllByRole("link");
  expect(largest.map(({ children }) => [children[0]?.textContent, children[1]?.textContent])).toEqual([
    ["e.mp4", "5 GB"],
    ["c.avi", "3 GB"],
    ["b.mkv", "2 GB"],
    ["a.mkv", "1 GB"],
  ]);
  const [first] = (await section("Longest")).getAllByRole("link");
  expect(first?.textContent).toContain("e.mp42:00:00");
  expect(first === undefined ? null : searchOf(first).search).toMatchObject({
    missing: false,
    sort: "-duration_seconds",
    video: expect.any(String) as string,
  });
});

test("the months of the growth have what was added, and what there was then", async () => {
  await library();
  using _ = openPage(url, "/statistics?by=size");
  const table = await screen.findByRole("table", { name: "Additions by month" });
  const cells = [...table.querySelectorAll("tbody td")].map(({ textContent }) => textContent);
  expect(cells).toEqual(["11 GB", "11 GB"]);
  // Nothing is drawn of one month, so there is no choice between a chart and the table.
  expect(screen.queryByText("Show as a table")).toBeNull();
  expect(table.closest("details")).toBeNull();
});

test("an empty library and a filter without videos say so", async () => {
  using empty = openPage(url, "/statistics");
  expect(await screen.findByText("The library has no videos yet")).toBeDefined();
  empty[Symbol.dispose]();
  await library();
  using backwards = openPage(url, "/statistics?frame_rate_min=25&frame_rate_max=24");
  expect(await screen.findByText("Frame rate: The end is before the start.")).toBeDefined();
  backwards[Symbol.dispose]();
  using page = openPage(url, "/statistics?q=nothing");
  expect(await screen.findByText("No video matches.")).toBeDefined();
  await page.user.click(screen.getByRole("link", { name: "Remove all filters" }));
  expect(await section("Folders")).toBeDefined();
});
