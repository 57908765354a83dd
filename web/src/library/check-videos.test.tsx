import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { openLibraryTab, startWithVideos } from "../../../test/page/library-under-test.tsx";
import { openPage } from "../../../test/page/page-under-test.tsx";

/** A library of `a.mp4` and `b.mp4`, which are damaged, and `gone.mp4`, whose file is not there. */
async function damagedLibrary() {
  const library = await startWithVideos(["a.mp4", "b.mp4", "gone.mp4"]);
  for (const name of ["a.mp4", "b.mp4"]) {
    const path = join(library.api.directory, name);
    await writeFile(path, Buffer.alloc(1_000, "x"));
    await utimes(path, 1_600_000_000, 1_600_000_000);
  }
  const { videos } = (await library.api.call("GET", "/api/v1/videos")).body;
  const idOf = (name: string): string => videos.find(({ filename }: { filename: string }) => filename === name).id;
  return Object.assign(library, { idOf });
}

test("a video is checked from its details, which then say that it is broken and what to do", async () => {
  await using library = await damagedLibrary();
  using _ = await openLibraryTab(library.url, `/?video=${library.idOf("a.mp4")}`);
  const details = await screen.findByRole("dialog");
  await userEvent.click(await within(details).findByRole("button", { name: "Check this video" }));
  const alert = await within(details).findByRole("alert", { name: "The file is broken" }, { timeout: 20_000 });
  await within(details).findByText(/^Checked on .*: broken\. The places are at the top\.$/);
  expect(alert.textContent).toMatch(
    /In one place:at 0:00: cannot be read as a video: .+Copy or download the file again/,
  );
  await within(details).findByRole("button", { name: "Check it again" });
  // The list behind the details marks it, too.
  await waitFor(() => expect(screen.getAllByText("Broken").length).toBeGreaterThan(0));
});

test("the details say why a video could not be checked", async () => {
  await using library = await damagedLibrary();
  using _ = await openLibraryTab(library.url, `/?video=${library.idOf("gone.mp4")}`);
  const details = await screen.findByRole("dialog");
  await userEvent.click(await within(details).findByRole("button", { name: "Check this video" }));
  const reason = "It could not be checked: it is not there any more, or its disk is not plugged in";
  expect(await within(details).findByText(reason, undefined, { timeout: 20_000 })).toBeDefined();
});

test("the videos that a filter leaves are checked, and the page of the check is shown", async () => {
  await using library = await damagedLibrary();
  using tab = await openLibraryTab(library.url, "/?q=mp4");
  await userEvent.click(await screen.findByRole("button", { name: "Check these 3 videos" }));
  await waitFor(() => expect(tab.address()).toMatch(/^\/scans\/[\da-f-]{36}$/));
  const path = `/api/v1/jobs/${tab.address().split("/").at(-1)}/wait`;
  expect((await library.api.call("GET", path)).body).toMatchObject({
    counts: { found: 3, checked: 2, error_count: 1 },
  });
});

test("broken videos are a filter, and are checked again although they have not changed", async () => {
  await using library = await damagedLibrary();
  const { body } = await library.api.call("POST", "/api/v1/videos/check", { filter: {} });
  await library.api.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
  using tab = await openLibraryTab(library.url);
  await userEvent.click(await screen.findByRole("button", { name: "Filters" }));
  await userEvent.click(await screen.findByRole("checkbox", { name: "Broken, 2 videos" }));
  await waitFor(() => expect(tab.address()).toBe("/?broken=true"));
  await screen.findByRole("button", { name: "Remove the filter Broken" });
  await screen.findByText(/^2 videos · /);
  await userEvent.click(await screen.findByRole("button", { name: "Check these 2 videos again" }));
  await waitFor(() => expect(tab.address()).toMatch(/^\/scans\//));
  const path = `/api/v1/jobs/${tab.address().split("/").at(-1)}/wait`;
  expect((await library.api.call("GET", path)).body).toMatchObject({ counts: { found: 2, checked: 2, skipped: 0 } });
});

test("the page of a check says what came of it, and leads to the broken videos", async () => {
  await using library = await damagedLibrary();
  const { body } = await library.api.call("POST", "/api/v1/videos/check", { filter: { q: "mp4" } });
  using page = openPage(library.url, `/scans/${body.job_id}`);
  await screen.findByRole("heading", { level: 1, name: "Check of videos that match “mp4”" });
  await screen.findByText("2 videos were checked. 2 of these are broken.", undefined, { timeout: 20_000 });
  expect(screen.getByText("Not checked").nextElementSibling?.textContent).toBe("1");
  await screen.findByText(/is not there any more/);
  await userEvent.click(screen.getByRole("link", { name: "Show 2 broken videos" }));
  await waitFor(() => expect(page.address()).toBe("/?broken=true"));
});

test("a check in the history has its words, and no button that repeats it", async () => {
  await using library = await damagedLibrary();
  const { body } = await library.api.call("POST", "/api/v1/videos/check", { ids: [library.idOf("a.mp4")] });
  await library.api.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
  using _ = openPage(library.url, "/scans");
  const link = await screen.findByRole("link", { name: `Check of ${join(library.api.directory, "a.mp4")}` });
  const row = link.closest("tr") ?? expect.fail();
  expect(row.textContent).toContain("1 checked, 1 broken");
  // The result is no green "Completed".
  expect(within(row).getByText("1 broken")).toBeDefined();
  expect(row.textContent).not.toContain("Completed");
  expect(within(row).queryByRole("button")).toBeNull();
});

test("videos that were checked before are called so in the history, and not unchanged", async () => {
  await using library = await damagedLibrary();
  const check = async () => {
    const { body } = await library.api.call("POST", "/api/v1/videos/check", { ids: [library.idOf("a.mp4")] });
    return (await library.api.call("GET", `/api/v1/jobs/${body.job_id}/wait`)).body;
  };
  await check();
  expect(await check()).toMatchObject({ counts: { checked: 0, skipped: 1 } });
  using page = openPage(library.url, "/scans");
  const note = await screen.findByText("0 checked, 0 broken · 1 checked before");
  const row = note.closest("tr") ?? expect.fail();
  expect(row.querySelector("[data-label=Unchanged]")?.textContent).toBe("");
  await page.user.click(within(row).getByRole("link"));
  await screen.findByText("1 video was checked before and has not changed. 1 video is broken; it was checked before.");
  await screen.findByRole("link", { name: "Show 1 broken video" });
  expect(screen.getByText("1 broken")).toBeDefined();
  expect(screen.queryByText("Completed")).toBeNull();
});

test("the only video of a list that was checked before is checked again, and the button says so", async () => {
  await using library = await damagedLibrary();
  const { body } = await library.api.call("POST", "/api/v1/videos/check", { ids: [library.idOf("a.mp4")] });
  await library.api.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
  using tab = await openLibraryTab(library.url, "/?q=a.mp4");
  await userEvent.click(await screen.findByRole("button", { name: "Check this video again" }));
  await waitFor(() => expect(tab.address()).toMatch(/^\/scans\//));
  const path = `/api/v1/jobs/${tab.address().split("/").at(-1)}/wait`;
  expect((await library.api.call("GET", path)).body).toMatchObject({ counts: { checked: 1, skipped: 0 } });
});

test("a check that has left out videos, because they were checked before, offers to check all again", async () => {
  await using library = await damagedLibrary();
  const check = async () => {
    const { body } = await library.api.call("POST", "/api/v1/videos/check", { filter: { q: "mp4" } });
    return (await library.api.call("GET", `/api/v1/jobs/${body.job_id}/wait`)).body;
  };
  await check();
  const { job_id: id } = await check();
  using page = openPage(library.url, `/scans/${id}`);
  await page.user.click(await screen.findByRole("button", { name: "Check all 3 videos again" }));
  await waitFor(() => expect(page.address()).not.toContain(id));
  const path = `/api/v1/jobs/${page.address().split("/").at(-1)}/wait`;
  expect((await library.api.call("GET", path)).body).toMatchObject({ counts: { checked: 2, skipped: 0 } });
});
