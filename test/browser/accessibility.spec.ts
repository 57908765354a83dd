/**
 * Checks every page with axe, in both themes and two widths: WCAG 2.2 A and AA, and its best practices. Each page is
 * opened once, and then shown in every theme and width.
 */
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import type { WorkerJson } from "../../src/api/contract/workers.ts";
import { copyClip } from "../clip-tree.ts";
import { expectNoViolations } from "./axe.ts";
import { expect, type Gleaner, test } from "./gleaner-test.ts";

const widths = [360, 1280];

test.use({ mayComplain: /404 \(Not Found\)|409 \(Conflict\)/ });
// Axe takes seconds where the processor is busy.
test.slow();

async function openAndCheck(page: Page, url: string, ...ready: readonly string[]): Promise<void> {
  await page.goto(url);
  for (const text of ready) await expect(page.getByText(text).first()).toBeVisible();
  await expectNoViolations(page, url, widths);
}

/** The answer of a server whose scan is shared by workers in every state. */
function workersOf(scan: string): readonly WorkerJson[] {
  return (["working", "idle", "paused", "silent"] as const).map((state, index) => ({
    worker_id: `00000000-0000-4000-8000-00000000000${index}`,
    host: `machine-${index}`,
    pid: 100 + index,
    version: "1.0.0",
    state,
    job_id: state === "working" ? scan : null,
    since: "2026-01-01T00:00:00.000Z",
    path_map: ["/mnt/films=/volume1/films"],
    only: state === "idle" ? ["/mnt/films"] : [],
    is_this_server: index === 0,
    problems: state === "paused" ? ["/mnt/films/a.mp4 has another size or time on this machine."] : [],
    leaves: state === "paused" ? [{ directory: "/mnt/films", problem: "/mnt/films/a.mp4 has another size." }] : [],
  }));
}

/** A library with so many videos, a broken one, and a scan that is over. Returns the id of the scan. */
async function fill(gleaner: Gleaner, videos: number): Promise<string> {
  await gleaner.makeVideos(videos);
  await writeFile(join(gleaner.videos, "broken.mp4"), "no video");
  const id = await gleaner.scan();
  await gleaner.ended(id);
  return id;
}

test("the library and its dialogs have no violation", async ({ page, gleaner }) => {
  const id = await fill(gleaner, 12);
  const [video] = (await gleaner.videoList()).videos;
  const look = (address: string, ready: string) => openAndCheck(page, gleaner.url + address, ready);
  await look("/", "12 videos");
  await look("/?view=table", "12 videos");
  await look("/?q=nothing-has-this-name", "No video matches");
  await look(`/?video=${video?.id ?? ""}`, "Remove from the library");
  await look("/?scan=new", "Directories of the library");
  await look(`/?path=${encodeURIComponent(gleaner.videos)}`, "Check these 12 videos");
  await look(`/?scan=${id}`, "Scan complete");
  await rm(video?.path ?? "");
  await gleaner.ended(await gleaner.scan());
  await look("/?missing=true", "1 video, all of them missing");
  await page.getByRole("button", { name: "Remove all missing" }).click();
  await expect(page.getByRole("button", { name: "Remove 1 video", exact: true })).toBeVisible();
  await expectNoViolations(page, "the removal of missing videos", widths);
});

test("the bars of statistics show their videos with the keyboard alone, and have no violation", async ({
  page,
  gleaner,
}) => {
  for (const name of ["Series/1.mp4", "Series/2.mp4", "Films/a.mp4"]) {
    await copyClip("av1-opus.mp4", join(gleaner.videos, name));
  }
  await copyClip("hevc-10-bit-60-fps.mp4", join(gleaner.videos, "Films/b.mp4"));
  await gleaner.ended(await gleaner.scan());
  await page.goto(gleaner.url);
  await page.getByRole("link", { name: "Statistics" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Longest" })).toBeVisible();
  // One month is a table, and no chart.
  await expect(page.getByRole("table", { name: "Additions by month" })).toBeVisible();
  await expectNoViolations(page, "statistics", [360, 1440]);
  await page.getByRole("radio", { name: "Number" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/by=size/);
  const bar = page.getByRole("link", { name: /^AV1\b.* 3 videos/ });
  await expect(bar).toBeVisible();
  await bar.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^3 videos · /)).toBeVisible();
  await page.getByRole("link", { name: "Statistics of these videos" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Show all 3 videos" })).toBeVisible();
});

test.describe("duplicates", () => {
  test.use({ settings: { GLEANER_ALLOW_DELETE: "1" } });
  test("are found, compared and deleted with the keyboard alone, and have no violation", async ({ page, gleaner }) => {
    const names = ["Films/Harbour.mp4", "To sort/Harbour (1).mp4"];
    for (const name of names) await copyClip("av1-opus.mp4", join(gleaner.videos, name));
    await gleaner.ended(await gleaner.scan());
    await page.goto(gleaner.url);
    const press = async (role: "link" | "button", name: string) => {
      await page.getByRole(role, { name, exact: true }).focus();
      await page.keyboard.press("Enter");
    };
    await press("link", "Duplicates");
    await expect(page.getByText("Not compared yet")).toBeVisible();
    await expectNoViolations(page, "files that may be equal", widths);
    await press("button", "Compare files");
    await expect(page.getByText("2 files were compared.")).toBeVisible();
    await page.getByRole("radio", { name: `Keep ${join(gleaner.videos, names[0] ?? "")}` }).focus();
    await page.keyboard.press("ArrowDown");
    await expectNoViolations(page, "equal files", widths);
    await press("button", "Delete the other file…");
    await expect(page.getByRole("button", { name: "Keep", exact: true })).toBeFocused();
    await expectNoViolations(page, "the question before a file is deleted", widths);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByText("No two files of the library have one size and the same beginning.")).toBeVisible();
    expect(names.map((name) => existsSync(join(gleaner.videos, name)))).toEqual([false, true]);
  });
});

test("the folders, the directories, their settings and the question before one is forgotten have no violation", async ({
  page,
  gleaner,
}) => {
  await openAndCheck(page, `${gleaner.url}/directories`, "The library has no directories yet");
  const [film] = await gleaner.makeVideos(3);
  await copyClip("av1-opus.mp4", join(gleaner.videos, "Series", "1.mp4"));
  await gleaner.ended(await gleaner.scan());
  await rm(film ?? "");
  await gleaner.ended(await gleaner.scan());
  await openAndCheck(page, `${gleaner.url}/folders`, "Show all 4 videos", "Series");
  await openAndCheck(page, `${gleaner.url}/directories`, "1 missing", "Completed");
  await page.getByRole("button", { name: "Add a directory" }).press("Enter");
  await page.getByRole("textbox", { name: "Directory" }).fill(gleaner.videos);
  await page.keyboard.press("Enter");
  await expect(page.getByText("is a directory of the library already")).toBeVisible();
  await expectNoViolations(page, "the question for a new directory", widths);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Settings of Videos" }).press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.getByRole("combobox", { name: "Scan by schedule" }).selectOption("Every week");
  await page.getByRole("textbox", { name: "Leave out" }).fill("*");
  await page.getByRole("list", { name: "Videos that would be left out" }).waitFor();
  await expectNoViolations(page, "the settings of a directory", widths);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Forget Videos" }).press("Enter");
  await expect(page.getByRole("button", { name: "Keep", exact: true })).toBeFocused();
  await expectNoViolations(page, "the question before a directory is forgotten", widths);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Undo: keep Videos" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Forget Videos" })).toBeFocused();
});

test("the settings have no violation, and are found and changed with the keyboard alone", async ({ page, gleaner }) => {
  await page.goto(gleaner.url);
  await page.getByRole("button", { name: "Menu" }).press("Enter");
  await page.getByRole("menuitem", { name: "Settings" }).press("Enter");
  await expect(page).toHaveTitle("Settings – Gleaner");
  const days = page.getByRole("textbox", { name: "Days in the history" });
  await days.fill("0");
  await days.press("Enter");
  await expect(page.getByText("Enter a number from 1 to 36,500.")).toBeVisible();
  const rate = page.getByRole("textbox", { name: "Files per second" });
  await rate.fill("2.5");
  await rate.press("Enter");
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(rate).toBeFocused();
  const webhook = page.getByRole("textbox", { name: "Address" });
  // Nothing listens there.
  await webhook.fill("http://127.0.0.1:9/hook");
  await webhook.press("Enter");
  await page.getByRole("button", { name: "Send a test" }).press("Enter");
  await expect(page.getByText("Not delivered. Nothing listens at this address.")).toBeVisible();
  await rate.focus();
  await expectNoViolations(page, "the settings", widths);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Reset to the default (no limit)" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(rate).toHaveValue("0");
});

test("the pages of scans and of what is not found have no violation", async ({ page, gleaner }) => {
  const id = await fill(gleaner, 5);
  const look = (address: string, ready: string) => openAndCheck(page, gleaner.url + address, ready);
  await look("/scans", "History");
  await look(`/scans/${id}`, "Errors (1)");
  await look("/scans/8d5a7f66-6e41-4a0c-8a5e-0a2f3f0f0000", "not found");
  await look("/nowhere", "Page not found");
  await page.keyboard.press("?");
  await expect(page.getByText("Search the library")).toBeVisible();
  await expectNoViolations(page, "keyboard shortcuts", widths);
  // So that nothing misses the server.
  await page.goto("about:blank");
  await gleaner.repeatHistory(8, { trigger: "watch" });
  await openAndCheck(page, `${gleaner.url}/scans`, "7 scans after changes, added up");
  await page.getByRole("button", { name: /7 scans after changes/ }).click();
  await expectNoViolations(page, "an opened row of the history", widths);
});

test.describe("a scan that takes its time", () => {
  test.use({ settings: { GLEANER_MAX_RATE: "4" } });

  test("has no violation while it runs, in its dialog and among the scans and workers", async ({ page, gleaner }) => {
    await fill(gleaner, 3);
    await gleaner.makeVideos(400);
    const id = await gleaner.scan();
    await openAndCheck(page, `${gleaner.url}/?scan=${id}`, "Cancel scan");
    await page.route("**/api/v1/workers", (route) => route.fulfill({ json: { workers: workersOf(id) } }));
    await openAndCheck(page, `${gleaner.url}/scans`, "files/s", "Does not answer");
    expect((await gleaner.job(id)).status).toBe("running");
  });
});

test.describe("a server with a token", () => {
  test.use({ settings: { GLEANER_TOKEN: "open sesame" }, mayComplain: /401 \(Unauthorized\)/ });

  test("the sign-in has no violation, with an error too", async ({ page, gleaner }) => {
    await page.goto(gleaner.url);
    await page.getByRole("textbox", { name: "Token" }).fill("wrong");
    await expectNoViolations(page, "sign-in", widths);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toBeVisible();
    await expectNoViolations(page, "sign-in with an error", widths);
  });
});

test("the page about the API has no violation, and every call is reached with the keyboard", async ({
  page,
  gleaner,
}) => {
  await page.goto(`${gleaner.url}/docs`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the calls" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.getByRole("link", { name: "Scan a directory", exact: true }).press("Enter");
  await expect(page).toHaveURL(/#post-api-v1-videos-scan$/);
  await expect(page.getByRole("heading", { name: "Scan a directory", exact: true })).toBeInViewport();
  for (const width of [360, 768, 1440, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  // Axe looks at a few calls, with all that is folded in them: all calls are made alike, and it takes long for sixty.
  await page.locator("article:nth-of-type(n + 4)").evaluateAll((all) => {
    for (const article of all) article.remove();
  });
  await page.locator("article details").evaluateAll((all) => {
    for (const details of all) details.setAttribute("open", "");
  });
  await expectNoViolations(page, "/docs", [360]);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await expect(page.getByRole("link", { name: "Scan a directory", exact: true })).toBeHidden();
  await page.getByText("All calls").first().press("Enter");
  await expect(page.getByRole("link", { name: "Scan a directory", exact: true })).toBeVisible();
});
