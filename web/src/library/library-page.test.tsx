import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { startApi } from "../../../test/api/start-api.ts";
import { FaultProxy } from "../../../test/page/fault-proxy.ts";
import { cards, listed, lists, openLibraryTab, startWithVideos } from "../../../test/page/library-under-test.tsx";

afterEach(() => {
  vi.restoreAllMocks();
});

const searchField = () => screen.getByRole<HTMLInputElement>("searchbox");
/** The summary above the list. Every video has 1 kB and lasts 10 seconds. */
const summary = (count: number, more = "") =>
  `${count} ${count === 1 ? "video" : "videos"}${more} · ${count} kB · ${count * 10} s`;

describe("an empty library", () => {
  test("shows one thing: Scan a directory", async () => {
    await using api = await startApi();
    using tab = await openLibraryTab(await api.listen());
    const scan = await screen.findByRole("button", { name: "Scan a directory" });
    expect(screen.queryByRole("searchbox")).toBeNull();
    await tab.user.click(scan);
    await waitFor(() => expect(tab.address()).toBe("/?scan=new"));
  });

  test("says that a scan is running, and shows videos as they come", async () => {
    await using api = await startApi();
    using tab = await openLibraryTab(await api.listen());
    await screen.findByRole("button", { name: "Scan a directory" });
    const jobId = await api.scan();
    const scan = await api.nextScan();
    await tab.user.click(await screen.findByRole("button", { name: "Show the scan" }));
    await waitFor(() => expect(tab.address()).toBe(`/?scan=${jobId}`));
    await scan.commit({ videos: [`${api.directory}/harbour.mp4`] });
    await lists(["harbour.mp4"]);
    scan.finish();
  });
});

describe("the library", () => {
  test("lists its videos, the newest first, and says how many there are", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4", "c.mp4"]);
    using tab = await openLibraryTab(library.url);
    await lists(["a.mp4", "b.mp4", "c.mp4"]);
    expect(await screen.findByText(summary(3))).toBeDefined();
    expect((await screen.findByText("3 videos")).closest('[role="status"]')).not.toBeNull();
    expect(tab.asked[0]?.filters.sort).toBe("-created_at");
    const folder = library.api.directory.split("/").slice(-2).join("/");
    expect(screen.getByRole("link", { name: new RegExp(`^a\\.mp4, ?${folder}, ?0:10, ?SD, ?H\\.264$`) })).toBe(
      cards().find((card) => card.textContent.startsWith("a.mp4")),
    );
  });

  test("shows everything where the address asks for what makes no sense", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4"]);
    using tab = await openLibraryTab(library.url, "/?sort=bogus&resolution=tiny&missing=perhaps&job=7&view=cube");
    await lists(["a.mp4", "b.mp4"]);
    expect(tab.asked[0]?.filters).toMatchObject({ sort: "-created_at" });
    expect(screen.queryByRole("list", { name: "Active filters" })).toBeNull();
  });

  test("asks only for what is in view", async () => {
    const names = Array.from({ length: 450 }, (_, index) => `v${String(index).padStart(3, "0")}.mp4`);
    await using library = await startWithVideos(names);
    using tab = await openLibraryTab(library.url, "/?sort=filename");
    await waitFor(() => expect(listed()[0]).toBe("v000.mp4"));
    expect(cards().length).toBeLessThan(100);
    expect(new Set(tab.asked.map(({ offset }) => offset))).toEqual(new Set([0]));

    await tab.user.click(await screen.findByRole("link", { name: /^v000/ }));
    await tab.user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(cards()[0]));
    await tab.user.keyboard("{End}");
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^v449/));
    expect(new Set(tab.asked.map(({ offset }) => offset))).toEqual(new Set([0, 400]));
  });

  test("stays as it is while a scan finds more, and shows that when asked to", async () => {
    const names = Array.from({ length: 120 }, (_, index) => `old ${String(index).padStart(3, "0")}.mp4`);
    await using library = await startWithVideos(names);
    using tab = await openLibraryTab(library.url);
    await screen.findByText("120 videos · 120 kB · 20 min");
    const { api } = library;
    await api.scan();
    const scan = await api.nextScan();
    // The list is requested again when the scan starts.
    await waitFor(() => expect(tab.feed.state().active).toHaveLength(1));
    await waitFor(() => expect(tab.queries.isFetching()).toBe(0));
    const before = listed();
    const found = Array.from({ length: 41 }, (_, index) => `${api.directory}/new ${index}.mp4`);
    await scan.commit({ videos: found });
    const show = await screen.findByRole("button", { name: "41 new videos" });
    expect(listed()).toEqual(before);
    expect(await screen.findByText("161 videos · 161 kB · 26 min 50 s")).toBeDefined();
    expect((await screen.findByText(/^The library has changed/)).closest('[role="status"]')).not.toBeNull();

    // A page that was not loaded yet continues the list as it stands.
    await tab.user.click(cards()[0] as HTMLElement);
    await tab.user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(cards()[0]));
    await tab.user.keyboard("{End}");
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^old \d{3}/));
    expect(tab.asked.at(-1)?.offset).toBe(141);
    expect(listed().filter((name) => name.startsWith("new"))).toEqual([]);

    await tab.user.click(show);
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^new \d/));
    expect(screen.queryByRole("button", { name: /new videos$/ })).toBeNull();
    scan.finish();
  });

  test("searches as you type, and no longer for what was typed before", async () => {
    await using library = await startWithVideos(["harbour.mp4", "harvest.mp4", "train.mp4"]);
    await using proxy = await FaultProxy.start(library.url);
    using tab = await openLibraryTab(proxy.url);
    await lists(["harbour.mp4", "harvest.mp4", "train.mp4"]);
    const { held } = proxy.hold("GET q=har");
    await tab.user.type(searchField(), "har");
    await held;
    const [before] = tab.asked.slice(-1);
    expect(before?.filters.q).toBe("har");
    // The old videos are still shown.
    expect(listed()).toHaveLength(3);
    await tab.user.type(searchField(), "bour");
    await lists(["harbour.mp4"]);
    expect(before?.signal?.aborted).toBe(true);
    await waitFor(() => expect(tab.address()).toBe("/?q=harbour"));
    expect(await screen.findByText(summary(1))).toBeDefined();
  });

  test("marks results of the previous search as old when the server does not answer, and says why", async () => {
    await using library = await startWithVideos(["harbour.mp4", "harvest.mp4", "train.mp4"]);
    await using proxy = await FaultProxy.start(library.url);
    using tab = await openLibraryTab(proxy.url, "/?q=har");
    await lists(["harbour.mp4", "harvest.mp4"]);
    expect(await screen.findByText(summary(2))).toBeDefined();
    proxy.down();
    await tab.user.clear(searchField());
    await tab.user.type(searchField(), "train");
    const alert = (await screen.findByText("This search could not be run")).closest("[role=alert]");
    expect(alert?.textContent).toMatch(/The server does not answer\. .*results of the previous search\./);
    // No number of videos is shown for the failed search.
    await waitFor(() => expect(screen.queryByText(summary(2))).toBeNull());
    expect(listed().toSorted()).toEqual(["harbour.mp4", "harvest.mp4"]);
    expect(cards()[0]?.closest("[data-old]")?.getAttribute("data-old")).toBe("true");

    expect(await screen.findByRole("button", { name: "Try again" })).toBeDefined();
    // The page also tries again by itself.
    proxy.up();
    await lists(["train.mp4"]);
    await waitFor(() => expect(screen.queryByText("This search could not be run")).toBeNull());
    await waitFor(() => expect(cards()[0]?.closest("[data-old]")?.getAttribute("data-old")).toBe("false"));
    expect(await screen.findByText(summary(1))).toBeDefined();
  });

  test("says how many videos are missing", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4", "c.mp4"]);
    const { api } = library;
    const jobId = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ missing: [`${api.directory}/b.mp4`] });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
    using tab = await openLibraryTab(library.url);
    expect(await screen.findByText("3 videos, 1 of them missing · 2 kB · 20 s")).toBeDefined();
    expect(tab.address()).toBe("/");
  });

  test("shows the videos that one scan marked missing, with one chip", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4", "c.mp4"]);
    const { api } = library;
    const mark = async (name: string) => {
      const jobId = await api.scan();
      const scan = await api.nextScan();
      await scan.commit({ missing: [`${api.directory}/${name}`] });
      scan.finish();
      await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
      return jobId;
    };
    await mark("a.mp4");
    const second = await mark("b.mp4");
    using tab = await openLibraryTab(library.url, `/?missing=true&job=${second}`);
    await lists(["b.mp4"]);
    const name = new RegExp(`^Remove the filter Marked missing by the scan of ${api.directory}, `);
    await tab.user.click(await screen.findByRole("button", { name }));
    await lists(["a.mp4", "b.mp4", "c.mp4"]);
    expect(tab.address()).toBe("/");
  });

  test("goes back to the search before, in the field too", async () => {
    await using library = await startWithVideos(["harbour.mp4", "train.mp4"]);
    using tab = await openLibraryTab(library.url, "/?q=train");
    await lists(["train.mp4"]);
    expect(searchField().value).toBe("train");
    await tab.user.click(screen.getByRole("button", { name: "Remove the filter “train”" }));
    await lists(["harbour.mp4", "train.mp4"]);
    await waitFor(() => expect(searchField().value).toBe(""));
    tab.back();
    await lists(["train.mp4"]);
    await waitFor(() => expect(searchField().value).toBe("train"));
  });

  test("shows one directory, named by the address and by a chip that is taken away", async () => {
    await using library = await startWithVideos(["films/a.mp4", "films/old/b.mp4", "films 2/c.mp4"]);
    const films = join(library.api.directory, "films");
    using tab = await openLibraryTab(library.url, `/?path=${encodeURIComponent(films)}`);
    await lists(["a.mp4", "b.mp4"]);
    expect(await screen.findByText(summary(2))).toBeDefined();
    expect(await screen.findByRole("button", { name: "Check these 2 videos" })).toBeDefined();
    await tab.user.type(searchField(), "old");
    await lists(["b.mp4"]);
    expect(await screen.findByText(summary(1))).toBeDefined();
    await tab.user.clear(searchField());
    await lists(["a.mp4", "b.mp4"]);
    await tab.user.click(screen.getByRole("button", { name: `Remove the filter In ${films}` }));
    await lists(["a.mp4", "b.mp4", "c.mp4"]);
    expect(tab.address()).toBe("/");
    expect(await screen.findByText(summary(3))).toBeDefined();
  });

  test("says that nothing matches, and leads back to everything", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using tab = await openLibraryTab(library.url, "/?missing=true");
    await tab.user.click(await screen.findByRole("button", { name: "Clear search and filters" }));
    await lists(["a.mp4"]);
    expect(tab.address()).toBe("/");
  });

  test("says which scan has found what is shown", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using _ = await openLibraryTab(library.url, `/?job=${library.jobId}`);
    await lists(["a.mp4"]);
    const name = new RegExp(`^Remove the filter Found by the scan of ${library.api.directory}, `);
    expect(await screen.findByRole("button", { name })).toBeDefined();
  });

  test("names the scan that found the shown videos, or says that the scan is unknown", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using _ = await openLibraryTab(library.url, "/?job=0b0e7a64-5b0a-4a6f-9f0e-3d1f3a3b8f11");
    expect(await screen.findByRole("button", { name: "Remove the filter Found by an unknown scan" })).toBeDefined();
    expect(await screen.findByText("No video matches")).toBeDefined();
  });

  test("tells of an error of the server, and tries again", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    await using proxy = await FaultProxy.start(library.url);
    proxy.answer("GET /videos?", 500, { detail: { code: "INTERNAL", message: "The disk is gone." } });
    using tab = await openLibraryTab(proxy.url);
    expect(await screen.findByText("The disk is gone.")).toBeDefined();
    await tab.user.click(await screen.findByRole("button", { name: "Try again" }));
    await lists(["a.mp4"]);
  });

  test("is a table where that is wanted, which can be ordered by its headings", async () => {
    await using library = await startWithVideos(["b.mp4", "a.mp4"]);
    using tab = await openLibraryTab(library.url);
    await lists(["a.mp4", "b.mp4"]);
    await tab.user.click(screen.getByRole("radio", { name: "Table" }));
    const table = await screen.findByRole("table", { name: "Videos" });
    expect(table.getAttribute("aria-rowcount")).toBe("3");
    await tab.user.click(within(table).getByRole("button", { name: "Name" }));
    await waitFor(() => expect(tab.address()).toBe("/?sort=filename&view=table"));
    await waitFor(() => expect(listed()).toEqual(["a.mp4", "b.mp4"]));
    await tab.user.click(screen.getByRole("button", { name: "Name" }));
    await waitFor(() => expect(listed()).toEqual(["b.mp4", "a.mp4"]));
    expect(tab.address()).toBe("/?sort=-filename&view=table");
    // The focus stays for people who sort by keyboard.
    expect(document.activeElement).toBe(within(table).getByRole("button", { name: "Name" }));
    expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("descending");
  });

  test("can be ordered by every column of its table", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4"]);
    using tab = await openLibraryTab(library.url, "/?view=table");
    await lists(["a.mp4", "b.mp4"]);
    for (const { textContent: name } of screen.getAllByRole("columnheader")) {
      // The server cannot sort by folder.
      if (name === "Directory") continue;
      await tab.user.click(screen.getByRole("button", { name }));
      await waitFor(() =>
        expect(screen.getByRole("columnheader", { name }).getAttribute("aria-sort")).toMatch(/^(as|des)cending$/),
      );
      await lists(["a.mp4", "b.mp4"]);
    }
    expect(tab.asked.map(({ filters }) => filters.sort)).toEqual(
      expect.arrayContaining(["filename", "-duration_seconds", "-resolution", "video_codec", "-file_size"]),
    );
  });

  test("has its search field at the key /, except where that is typed", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using tab = await openLibraryTab(library.url);
    await lists(["a.mp4"]);
    await tab.user.keyboard("/");
    expect(document.activeElement).toBe(searchField());
    await tab.user.keyboard("/");
    expect(searchField().value).toBe("/");
  });
});
