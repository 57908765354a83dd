import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FaultProxy } from "../../../../test/page/fault-proxy.ts";
import { cards, lists, openLibraryTab, startWithVideos } from "../../../../test/page/library-under-test.tsx";

afterEach(() => {
  vi.restoreAllMocks();
});

const hasFocus = (name: string) =>
  waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name })));

describe("a name with control characters", () => {
  // If shown raw, the name reads "4pm.exe.png".
  const name = "\u202egnp.exe.mp4";
  const shown = String.raw`\u202egnp.exe.mp4`;

  test.each(["grid", "table"])("is shown with escapes, apart from the text around it: %s", async (view) => {
    await using library = await startWithVideos([name]);
    using _ = await openLibraryTab(library.url, `/?view=${view}`);
    const isolated = await screen.findByText(shown, { selector: "bdi" });
    expect(isolated.closest("a[data-index]")).not.toBeNull();
    expect(document.body.innerHTML).not.toContain("\u202e");
  });

  test("is shown and copied with escapes in the details", async () => {
    await using library = await startWithVideos([name]);
    using tab = await openLibraryTab(library.url);
    await tab.user.click(await screen.findByRole("link", { name: /gnp\.exe\.mp4/ }));
    expect(await screen.findByRole("dialog", { name: shown })).toBeDefined();
    const path = `${library.api.directory}/${shown}`;
    expect(await screen.findByText(path, { selector: "bdi" })).toBeDefined();
    await tab.user.click(screen.getByRole("button", { name: "Copy the path" }));
    expect(await screen.findByText(/^Control characters were copied as escapes/)).toBeDefined();
    expect(await navigator.clipboard.readText()).toBe(path);
    await tab.user.click(screen.getByRole("button", { name: "Remove from the library" }));
    expect(await screen.findByText(`Remove ${shown} from the library?`)).toBeDefined();
    expect(document.body.innerHTML).not.toContain("\u202e");
  });
});

describe("the details of a video", () => {
  test("open with a press, are in the address, and give the focus back", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4"]);
    using tab = await openLibraryTab(library.url, "/?sort=filename");
    await tab.user.click(await screen.findByRole("link", { name: /^a\.mp4/ }));
    const dialog = await screen.findByRole("dialog", { name: "a.mp4" });
    expect(tab.address()).toMatch(/^\/\?sort=filename&video=[-0-9a-f]{36}$/);
    expect(await within(dialog).findByText(`${library.api.directory}/a.mp4`)).toBeDefined();
    const scan = await within(dialog).findByRole("link", { name: new RegExp(`^Scan of ${library.api.directory}`) });
    expect(scan.getAttribute("href")).toBe(`/scans/${library.jobId}`);

    await tab.user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("dialog", { name: "b.mp4" })).toBeDefined();
    await tab.user.keyboard("{Escape}");
    await waitFor(() => expect(tab.address()).toBe("/?sort=filename"));
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^b\.mp4/));
  });

  test("say why the file cannot be read any more, as its card does", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4"]);
    const { api } = library;
    const jobId = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ problems: [`${api.directory}/a.mp4`] });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
    using tab = await openLibraryTab(library.url);
    await tab.user.click(await screen.findByRole("link", { name: /^a\.mp4.*Cannot be read$/ }));
    const dialog = await screen.findByRole("dialog", { name: "a.mp4" });
    expect(await within(dialog).findByText("There is no picture in it.")).toBeDefined();
    expect(cards().filter((card) => card.textContent.includes("Cannot be read"))).toHaveLength(1);
  });

  test("open from an address", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    const { body } = await library.api.call("GET", "/api/v1/videos");
    using _ = await openLibraryTab(library.url, `/?video=${body.videos[0].id}`);
    expect(await screen.findByRole("dialog", { name: "a.mp4" })).toBeDefined();
  });

  test("say that a video is no longer in the library", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using tab = await openLibraryTab(library.url, "/?video=0b0e7a64-5b0a-4a6f-9f0e-3d1f3a3b8f11");
    expect(await screen.findByRole("dialog", { name: "This video is no longer in the library" })).toBeDefined();
    await tab.user.keyboard("{Escape}");
    await waitFor(() => expect(tab.address()).toBe("/"));
  });

  test("say so where the address names no video at all", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using _ = await openLibraryTab(library.url, "/?video=bogus");
    expect(await screen.findByRole("dialog", { name: "This video is no longer in the library" })).toBeDefined();
  });

  test("copy the path, or select it where the browser does not let pages copy", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using tab = await openLibraryTab(library.url);
    await tab.user.click(await screen.findByRole("link", { name: /^a\.mp4/ }));
    await tab.user.click(await screen.findByRole("button", { name: "Copy the path" }));
    expect(await screen.findByRole("button", { name: "Copied" })).toBeDefined();
    expect(await navigator.clipboard.readText()).toBe(`${library.api.directory}/a.mp4`);

    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("Not allowed"));
    await tab.user.click(screen.getByRole("button", { name: "Copied" }));
    expect(await screen.findByText(/^The path is selected/)).toBeDefined();
    expect(String(getSelection())).toBe(`${library.api.directory}/a.mp4`);
  });

  test("remove a video from the library, once that is confirmed, and say that its file stays", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4"]);
    using tab = await openLibraryTab(library.url);
    await tab.user.click(await screen.findByRole("link", { name: /^a\.mp4/ }));
    await tab.user.click(await screen.findByRole("button", { name: "Remove from the library" }));
    expect(await screen.findByText(/^The file itself stays on the disk/)).toBeDefined();
    await hasFocus("Keep");
    // Escape closes the question and leaves the details open.
    await tab.user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByText(/^The file itself stays on the disk/)).toBeNull());
    await hasFocus("Remove from the library");
    await tab.user.keyboard("{Enter}");
    await tab.user.click(await screen.findByRole("button", { name: "Remove" }));
    await lists(["b.mp4"]);
    await waitFor(() => expect(tab.address()).toBe("/"));
    expect((await library.api.call("GET", "/api/v1/videos")).body.total).toBe(1);
  });

  test("tell why a video could not be removed, and keep it", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    await using proxy = await FaultProxy.start(library.url);
    proxy.answer("DELETE /videos/", 500, { detail: { code: "INTERNAL", message: "The database is locked." } });
    using tab = await openLibraryTab(proxy.url);
    await tab.user.click(await screen.findByRole("link", { name: /^a\.mp4/ }));
    await tab.user.click(await screen.findByRole("button", { name: "Remove from the library" }));
    await tab.user.click(await screen.findByRole("button", { name: "Remove" }));
    expect(await screen.findByText("The database is locked.")).toBeDefined();
    await tab.user.click(await screen.findByRole("button", { name: "Keep" }));
    await waitFor(() => expect(screen.queryByText("The database is locked.")).toBeNull());
    expect(screen.getByRole("dialog", { name: "a.mp4" })).toBeDefined();
  });
});
