import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { VideoFacts } from "../../../../src/library/video.ts";
import { type Api, startApi } from "../../../../test/api/start-api.ts";
import { lists, openLibraryTab } from "../../../../test/page/library-under-test.tsx";

afterEach(() => {
  vi.restoreAllMocks();
});

const uhd = { width: 3840, height: 2160, videoCodec: "hevc", bitDepth: 10 };
const films: Readonly<Record<string, Partial<VideoFacts>>> = {
  "a.mkv": { ...uhd, hdr: "hdr10", audioLanguages: "ger eng" },
  "b.mkv": { ...uhd, hdr: "dolby_vision", audioLanguages: "eng" },
  "c.mkv": { ...uhd, hdr: "sdr", audioLanguages: "fre", subtitleLanguages: "deu" },
  "d.mkv": { width: 640, height: 360, hdr: "sdr", audioLanguages: "deu" },
};

/** A server with `films`, of which `d.mkv` is missing, and `c.mkv` is cut off. */
async function startWithFilms(): Promise<Api & { readonly url: string }> {
  const api = await startApi();
  const jobId = await api.scan();
  const scan = await api.nextScan();
  const at = (name: string) => join(api.directory, name);
  for (const [name, as] of Object.entries(films)) {
    await scan.commit({ videos: [at(name)], as, truncated: name === "c.mkv" ? [at(name)] : [] });
  }
  await scan.commit({ missing: [at("d.mkv")] });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
  return Object.assign(api, { url: await api.listen() });
}

const open = async (user: { click: (element: Element) => Promise<void> }) => {
  await user.click(await screen.findByRole("button", { name: "Filters" }));
  await group("Resolution");
};
const group = (name: string) => screen.findByRole("region", { name });
/** The name holds a number of videos, which comes after the list. */
const box = async (of: string, name: string) =>
  within(await group(of)).findByRole<HTMLInputElement>("checkbox", { name });
const without = (name: string) => screen.findByRole("button", { name });
const hasFocus = (element: HTMLElement) => waitFor(() => expect(document.activeElement).toBe(element));
const chips = () =>
  within(screen.getByRole("list", { name: "Active filters" }))
    .getAllByRole("listitem")
    .map(({ textContent }) => textContent)
    .filter((text) => text !== "Clear");

test("which films are 4K and HDR without German sound, and how much room they take, is answered by four presses", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(library.url);
  await tab.user.click(await screen.findByRole("button", { name: "Filters" }));
  await tab.user.click(await screen.findByRole("checkbox", { name: "4K, 3 videos" }));
  await tab.user.click(await screen.findByRole("checkbox", { name: "HDR, 2 videos" }));
  await tab.user.click(await without("Without German sound"));
  await lists(["b.mkv"]);
  expect(await screen.findByText("1 video · 1 kB · 10 s")).toBeDefined();
  expect(tab.address()).toBe("/?resolution=2160p&hdr=any&audio_language=!de");
  expect(chips()).toEqual(["4K", "HDR", "Without German sound"]);
  expect(await screen.findByRole("button", { name: "Filters, 3 set" })).toBeDefined();
});

test("each value has the number of its videos among those that match all other filters, and stays where it is", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(library.url, "/?audio_language=de");
  await tab.user.click(await screen.findByRole("button", { name: "Filters, 1 set" }));
  expect((await box("Sound", "German, 2 videos")).checked).toBe(true);
  expect((await box("Sound", "English, 2 videos")).checked).toBe(false);
  expect(await box("HDR", "HDR10, 1 video")).toBeDefined();
  // No video with German sound has it, so it is not offered.
  expect(within(await group("HDR")).queryByText("Dolby Vision")).toBeNull();
  await tab.user.click(await box("Sound", "French, 1 video"));
  await waitFor(async () => expect(within(await group("HDR")).getByText("SDR")).toBeDefined());
  await tab.user.click(await box("Sound", "German, 2 videos"));
  await lists(["c.mkv"]);
  // What was there a moment ago stays.
  expect(await screen.findByRole("checkbox", { name: "HDR10, 0 videos" })).toBeDefined();
  expect(tab.address()).toBe("/?audio_language=fr");
});

test("several languages are wanted all at once", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(library.url, "/?audio_language=de");
  await tab.user.click(await screen.findByRole("button", { name: "Filters, 1 set" }));
  expect(within(await group("Sound")).queryByRole("checkbox", { name: "All of these: Sound" })).toBeNull();
  await tab.user.click(await box("Sound", "English, 2 videos"));
  await lists(["a.mkv", "b.mkv", "d.mkv"]);
  await tab.user.click(await box("Sound", "All of these: Sound"));
  await lists(["a.mkv"]);
  expect(tab.address()).toBe("/?audio_language=*de&audio_language=*en");
  expect(chips()).toEqual(["German sound", "English sound"]);
  expect((await box("Sound", "German, 2 videos")).checked).toBe(true);
  await tab.user.click(await box("Sound", "French, 1 video"));
  await waitFor(() => expect(chips()).toEqual(["German sound", "English sound", "French sound"]));
  await tab.user.click(await box("Sound", "All of these: Sound"));
  await lists(["a.mkv", "b.mkv", "c.mkv", "d.mkv"]);
  expect(chips()).toEqual(["German, English, or French sound"]);
});

test("a value is wanted, unwanted, or neither, by keyboard too", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(library.url);
  await open(tab.user);
  await hasFocus(await screen.findByRole("heading", { name: "Filters" }));
  const sd = await box("Resolution", "SD, 1 video");
  sd.focus();
  await tab.user.keyboard(" ");
  await lists(["d.mkv"]);
  await waitFor(() => expect(sd.checked).toBe(true));
  const notSd = await without("Not SD");
  await tab.user.tab();
  await hasFocus(notSd);
  await tab.user.keyboard("{Enter}");
  await lists(["a.mkv", "b.mkv", "c.mkv"]);
  await waitFor(() => expect(sd.checked).toBe(false));
  expect(notSd.getAttribute("aria-pressed")).toBe("true");
  await tab.user.keyboard(" ");
  await lists(["a.mkv", "b.mkv", "c.mkv", "d.mkv"]);
  expect(tab.address()).toBe("/");
  await tab.user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("region", { name: "Resolution" })).toBeNull());
  await hasFocus(screen.getByRole("button", { name: "Filters" }));
});

test("a kind of HDR takes the place of HDR as a whole", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(library.url, "/?hdr=any");
  await tab.user.click(await screen.findByRole("button", { name: "Filters, 1 set" }));
  await tab.user.click(await box("HDR", "Dolby Vision, 1 video"));
  await waitFor(() => expect(tab.address()).toBe("/?hdr=dolby_vision"));
  await tab.user.click(await box("HDR", "SDR, 2 videos"));
  await waitFor(() => expect(chips()).toEqual(["Dolby Vision or SDR"]));
  await tab.user.click(await box("HDR", "HDR, 2 videos"));
  await waitFor(() => expect(tab.address()).toBe("/?hdr=sdr&hdr=any"));
});

test("the state of a video is a filter: missing or present, cut off or not", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(library.url);
  await open(tab.user);
  await tab.user.click(await box("State", "Missing, 1 video"));
  await lists(["d.mkv"]);
  await tab.user.click(await without("Present"));
  await lists(["a.mkv", "b.mkv", "c.mkv"]);
  expect(tab.address()).toBe("/?missing=false");
  await tab.user.click(await box("State", "Cut off, 1 video"));
  await lists(["c.mkv"]);
  expect(await screen.findByRole("link", { name: /^c\.mkv.*, ?Cut off$/ })).toBeDefined();
  expect(within(await group("State")).queryByText("Broken")).toBeNull();
  await tab.user.click(screen.getByRole("button", { name: "Clear all" }));
  await lists(["a.mkv", "b.mkv", "c.mkv", "d.mkv"]);
});

test("each directory of the library has the number of videos that the list would have with it", async () => {
  await using api = await startApi();
  for (const [name, count] of [
    ["films", 3],
    ["series", 2],
  ] as const) {
    const path = join(api.directory, name);
    await mkdir(path);
    await api.call("POST", "/api/v1/roots", { path });
    const jobId = await api.scan(path);
    const scan = await api.nextScan();
    const videos = Array.from({ length: count }, (_, nth) => join(path, `${nth}.mkv`));
    await scan.commit({ videos: videos.slice(1), as: uhd });
    await scan.commit({ videos: videos.slice(0, 1), as: { width: 640, height: 360 } });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
  }
  using tab = await openLibraryTab(await api.listen());
  await open(tab.user);
  const directory = (name: string, count: number) =>
    screen.findByRole("button", { name: new RegExp(`^${name}, ?${count} ?videos?$`) });
  await tab.user.click(await directory("films", 3));
  await lists(["0.mkv", "1.mkv", "2.mkv"]);
  expect((await directory("series", 2)).getAttribute("aria-pressed")).toBe("false");
  await tab.user.click(await box("Resolution", "4K, 2 videos"));
  await directory("films", 2);
  await tab.user.click(await directory("series", 1));
  await lists(["1.mkv"]);
});

test("a size is chosen as a band, or by two fields that take what a person types", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(library.url);
  await open(tab.user);
  await tab.user.click(await within(await group("Size")).findByRole("button", { name: "Size" }));
  const band = await screen.findByRole("button", { name: /^up to 100 MB, ?4 ?videos$/ });
  await tab.user.click(band);
  await waitFor(() => expect(tab.address()).toBe("/?size_max=99999999"));
  await waitFor(() => expect(band.getAttribute("aria-pressed")).toBe("true"));
  const to = await screen.findByRole<HTMLInputElement>("textbox", { name: "Size: to (GB)" });
  await waitFor(() => expect(to.value).toBe("0.1"));
  await tab.user.type(screen.getByRole("textbox", { name: "Size: from (GB)" }), "2,5{Enter}");
  await waitFor(() => expect(tab.address()).toBe("/?size_min=2500000000&size_max=99999999"));
  await hasFocus(screen.getByRole("textbox", { name: "Size: from (GB)" }));
  expect(await screen.findByText("The end is before the start.")).toBeDefined();
  // Above the place of the list, too, where the panel is closed.
  expect(await screen.findByText("Size: The end is before the start.")).toBeDefined();
  expect(screen.queryByRole("alert")).toBeNull();
  await waitFor(() => expect(to.getAttribute("aria-invalid")).toBe("true"));
  await waitFor(() => expect(chips()).toEqual(["2.5 GB – 100 MB"]));
  await tab.user.clear(to);
  await tab.user.type(to, "much{Enter}");
  expect(await screen.findByText("Enter a number.")).toBeDefined();
  expect(tab.address()).toBe("/?size_min=2500000000&size_max=99999999");
  await tab.user.clear(to);
  await tab.user.tab();
  await waitFor(() => expect(tab.address()).toBe("/?size_min=2500000000"));
  await waitFor(() => expect(chips()).toEqual(["At least 2.5 GB"]));
});

test("an address with ranges that end before they begin says so, and they can be changed", async () => {
  await using library = await startWithFilms();
  using tab = await openLibraryTab(
    library.url,
    "/?size_min=5000000000&size_max=1000000000&duration_min=60&duration_max=1",
  );
  expect(await screen.findByText("Size: The end is before the start.")).toBeDefined();
  await tab.user.click(await screen.findByRole("button", { name: /^Filters/ }));
  const to = await screen.findByRole("textbox", { name: "Size: to (GB)" });
  await tab.user.clear(to);
  await tab.user.tab();
  expect(await screen.findByText("Length: The end is before the start.")).toBeDefined();
});

test("chips name every filter, and a press removes only one", async () => {
  await using library = await startWithFilms();
  const search =
    "?q=mkv&resolution=2160p&resolution=sd&hdr=!hlg&audio_language=de&audio_language=en&audio_language=!fr" +
    "&subtitle_language=none&audio_codec=!aac&bit_depth=10&container=matroska%2Cwebm&suspect=!any&duration_min=60" +
    "&duration_max=300&frame_rate_min=23.5&frame_rate_max=24.499999&bit_rate_min=1000000&modified_after=2024-01-01" +
    "&modified_before=2025-01-01&added_after=2026-04-01&added_before=2026-03-01&broken=false";
  using tab = await openLibraryTab(library.url, `/${search}`);
  await screen.findByRole("list", { name: "Active filters" });
  expect(chips()).toEqual([
    "“mkv”",
    "4K or SD",
    "Without HLG",
    "10 bit",
    "German or English sound",
    "Without French sound",
    "Without AAC sound",
    "No subtitles, or no language given",
    "Matroska or WebM",
    "Not suspect",
    "1–5 min",
    "24 fps",
    "At least 1 Mbit/s",
    "Changed 2024",
    "Added Apr 1, 2026 – Feb 28, 2026",
    "Not broken",
  ]);
  await tab.user.click(screen.getByRole("button", { name: "Remove the filter German or English sound" }));
  await waitFor(() => expect(chips()).not.toContain("German or English sound"));
  expect(chips()).toContain("Without French sound");
  expect(tab.address()).toContain("audio_language=!fr&");
});
