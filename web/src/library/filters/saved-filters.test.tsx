import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { lists, openLibraryTab, startWithVideos } from "../../../../test/page/library-under-test.tsx";

afterEach(() => {
  vi.restoreAllMocks();
});

const saved = async () => within(await screen.findByRole("region", { name: "Saved filters" }));
const openPanel = async (user: { click: (element: Element) => Promise<void> }) =>
  user.click(await screen.findByRole("button", { name: /^Filters/ }));

test("filters are saved under a name, shown, renamed, replaced, removed and brought back", async () => {
  await using library = await startWithVideos(["a.mp4", "b.mp4"]);
  const filters = async () => (await library.api.call("GET", "/api/v1/saved-filters")).body.saved_filters;
  using tab = await openLibraryTab(library.url, "/?q=a.mp4&hdr=sdr&sort=filename&view=table");
  const { user } = tab;
  await lists(["a.mp4"]);
  await openPanel(user);
  await user.click(await screen.findByRole("button", { name: "Save as…" }));
  const name = await screen.findByRole("textbox", { name: "Name of the filters" });
  await waitFor(() => expect(document.activeElement).toBe(name));
  await user.keyboard("Mine{Enter}");
  const mine = await (await saved()).findByRole("button", { name: "Mine" });
  const saveAs = await screen.findByRole("button", { name: "Save as…" });
  await waitFor(() => expect(document.activeElement).toBe(saveAs));
  expect(await screen.findByText("Mine was saved.")).toBeDefined();
  await waitFor(() => expect(mine.getAttribute("aria-pressed")).toBe("true"));
  expect(await filters()).toMatchObject([{ name: "Mine", filter: { q: "a.mp4", hdr: "sdr" }, sort: "filename" }]);

  // Everything else is cleared, and the view stays.
  await user.click(screen.getByRole("button", { name: "Clear all" }));
  await user.click(await screen.findByRole("button", { name: "Remove the filter “a.mp4”" }));
  // A group with one value is folded.
  const resolution = within(await screen.findByRole("region", { name: "Resolution" }));
  await user.click(await resolution.findByRole("button", { name: "Resolution" }));
  await user.click(await screen.findByRole("checkbox", { name: "SD, 2 videos" }));
  await waitFor(() => expect(tab.address()).toBe("/?sort=filename&resolution=sd&view=table"));
  await waitFor(() => expect(mine.getAttribute("aria-pressed")).toBe("false"));
  await user.click(mine);
  await waitFor(() => expect(tab.address()).toBe("/?q=a.mp4&sort=filename&hdr=sdr&view=table"));

  const choose = async (name: string, item: string) => {
    await user.click(await (await saved()).findByRole("button", { name: `More about ${name}` }));
    await user.click(await screen.findByRole("menuitem", { name: item }));
  };
  await choose("Mine", "Rename");
  await user.clear(await screen.findByRole("textbox", { name: "New name of Mine" }));
  await user.keyboard("Ours{Enter}");
  const ours = await (await saved()).findByRole("button", { name: "Ours" });
  await waitFor(() => expect(document.activeElement).toBe(ours));

  await user.click(await screen.findByRole("button", { name: "Remove the filter SDR" }));
  await waitFor(() => expect(tab.address()).toBe("/?q=a.mp4&sort=filename&view=table"));
  await choose("Ours", "Replace with the present filters");
  await waitFor(async () => expect(await filters()).toMatchObject([{ name: "Ours", filter: { q: "a.mp4" } }]));

  await choose("Ours", "Remove");
  const undo = await screen.findByRole("button", { name: "Undo" });
  await waitFor(() => expect(document.activeElement).toBe(undo));
  expect(await filters()).toEqual([]);
  await user.click(undo);
  await (await saved()).findByRole("button", { name: "Ours" });
  expect(await filters()).toMatchObject([{ name: "Ours", filter: { q: "a.mp4" }, sort: "filename" }]);
});

test("a name that is taken is refused with the reason, and Escape keeps the panel open", async () => {
  await using library = await startWithVideos(["a.mp4"]);
  await library.api.call("POST", "/api/v1/saved-filters", { name: "HDR films", filter: { hdr: "any" } });
  using tab = await openLibraryTab(library.url);
  await openPanel(tab.user);
  const save = await screen.findByRole<HTMLButtonElement>("button", { name: "Save as…" });
  expect(save.disabled).toBe(true);
  // The server keeps `any` as all kinds of HDR.
  await tab.user.click(await screen.findByRole("button", { name: "HDR films" }));
  await waitFor(() => expect(tab.address()).toBe("/?hdr=any"));
  await waitFor(() =>
    expect(screen.getByRole("button", { name: "HDR films" }).getAttribute("aria-pressed")).toBe("true"),
  );
  await tab.user.click(save);
  // A name that is too long is not cut off, and not sent.
  const name = await screen.findByRole<HTMLInputElement>("textbox", { name: "Name of the filters" });
  await tab.user.paste("n".repeat(112));
  expect(await screen.findByText("12 characters too many: a name has at most 100.")).toBeDefined();
  await tab.user.keyboard("{Enter}");
  expect(name.value).toHaveLength(112);
  expect((await library.api.call("GET", "/api/v1/saved-filters")).body.saved_filters).toHaveLength(1);
  await tab.user.clear(name);
  await tab.user.keyboard("HDR films{Enter}");
  expect(await screen.findByText(/^Another saved filter has the name/)).toBeDefined();
  await tab.user.keyboard("{Escape}");
  const again = await screen.findByRole("button", { name: "Save as…" });
  await waitFor(() => expect(document.activeElement).toBe(again));
});
