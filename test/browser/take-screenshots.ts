/**
 * Takes a picture of every page in both themes and three widths: `npm run screenshots [-- DIRECTORY [VIDEOS]]`
 *
 * The library is that of `gleaner demo`, on a real server. The pictures go into DIRECTORY, by default `screenshots/`,
 * which git ignores, as `<page>-<theme>-<width>.png`. VIDEOS is a new directory for the videos, which is in the pictures.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { chromiumOptions } from "../../playwright.config.ts";
import { makeDemoLibrary } from "../../src/cli/demo-library.ts";
import { temporaryDirectory } from "../clip-tree.ts";
import { type GleanerServer, startGleanerServer } from "../gleaner-process.ts";
import { repeatHistory } from "../repeat-history.ts";

const into = process.argv[2] ?? "screenshots";
const themes = ["light", "dark"] as const;
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
];

await rm(into, { recursive: true, force: true });
await mkdir(into, { recursive: true });
await using directory = await temporaryDirectory();
const browser = await chromium.launch(chromiumOptions);
try {
  await takeAll(browser, directory.path);
} finally {
  await browser.close();
}

async function takeAll(browser: Browser, directory: string): Promise<void> {
  const videos = process.argv[3] ?? join(directory, "Videos");
  const data = join(directory, "data");
  await makeDemoLibrary(videos, { signal: new AbortController().signal });
  const first = await takeWhileScanning(browser, { videos, data });
  await takeAfterwards(browser, { data, first });
  const closed = await startGleanerServer(join(directory, "closed"), { GLEANER_TOKEN: "open sesame" });
  await take(browser, "sign-in", closed.url);
  await stop(closed);
}

/** Returns the id of the cancelled scan. */
async function takeWhileScanning(
  browser: Browser,
  { videos, data }: { readonly videos: string; readonly data: string },
): Promise<string> {
  // Slow enough for all pictures, even on a busy machine.
  const server = await startGleanerServer(data, { GLEANER_MAX_RATE: "3" });
  await take(browser, "library-empty", server.url);
  await take(browser, "dialog-form", `${server.url}/?scan=new`, async (page) => {
    await page.getByRole("textbox", { name: "Directory" }).fill(`${videos}/`);
    await page.getByRole("dialog").getByRole("list").getByRole("button").first().waitFor();
  });
  const { job_id: id } = await call<{ job_id: string }>(server, "POST", "videos/scan", { path: videos });
  const underWay = async (page: Page) => {
    await page.getByText(/left$/).first().waitFor();
  };
  await take(browser, "dialog-scanning", `${server.url}/?scan=${id}`, underWay);
  await take(browser, "dialog-cancelling", `${server.url}/?scan=${id}`, async (page) => {
    // The request is held back, since the scan would end before the picture is taken.
    await page.route("**/cancel", () => {});
    await page.getByRole("button", { name: "Cancel scan" }).click();
  });
  await take(browser, "scans-running", `${server.url}/scans`, underWay);
  await take(browser, "scan-running", `${server.url}/scans/${id}`, chart);
  await call(server, "POST", `jobs/${id}/cancel`);
  await call(server, "GET", `jobs/${id}/wait`);
  await take(browser, "dialog-cancelled", `${server.url}/?scan=${id}`, untilPictures);
  await stop(server);
  return id;
}

async function takeAfterwards(
  browser: Browser,
  { data, first }: { readonly data: string; readonly first: string },
): Promise<void> {
  const server = await startGleanerServer(data);
  const { job_id: second } = await call<{ job_id: string }>(server, "POST", `jobs/${first}/resume`);
  await call(server, "GET", `jobs/${second}/wait?timeout=300`);
  await take(browser, "dialog-complete", `${server.url}/?scan=${second}`);
  await take(browser, "directories", `${server.url}/directories`, async (page) => {
    await page.getByText("Last scan").first().waitFor();
  });
  await take(browser, "directories-add", `${server.url}/directories`, async (page) => {
    await page.getByRole("button", { name: "Add a directory" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Up" }).waitFor();
  });
  await take(browser, "directories-settings", `${server.url}/directories`, async (page) => {
    await page
      .getByRole("button", { name: /^Settings of / })
      .first()
      .click();
    await page.getByRole("dialog").waitFor();
  });
  await take(browser, "dialog-known", `${server.url}/?scan=new`, async (page) => {
    await page.getByRole("group", { name: "Directories of the library" }).getByRole("button").first().click();
  });
  await take(browser, "scans", `${server.url}/scans`);
  await take(browser, "scan", `${server.url}/scans/${first}`, chart);
  await take(browser, "library", server.url, untilPictures);
  const { roots } = await call<{ roots: readonly { path: string }[] }>(server, "GET", "roots");
  const path = encodeURIComponent(roots[0]?.path ?? "");
  await take(browser, "library-directory", `${server.url}/?path=${path}`, untilPictures);
  await take(browser, "folders", `${server.url}/folders`);
  await take(browser, "statistics", `${server.url}/statistics`);
  await take(browser, "folders-sorted", `${server.url}/folders?path=${path}&sort=-bytes`);
  await take(browser, "library-table", `${server.url}/?view=table`, untilPictures);
  await takeFilters(browser, server);
  await take(browser, "settings", `${server.url}/settings`);
  const { videos } = await call<{ videos: readonly { id: string }[] }>(server, "GET", "videos?limit=1&q=har");
  await take(browser, "library-details", `${server.url}/?video=${videos[0]?.id ?? ""}`, untilPictures);
  await take(browser, "library-playing", `${server.url}/?video=${videos[0]?.id ?? ""}`, async (page) => {
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.getByLabel(/^Player for /).waitFor();
  });
  await takeDuplicates(browser, server, videos[0]?.id ?? "");
  await takeChecks(browser, server, videos[0]?.id ?? "");
  await take(browser, "library-no-match", `${server.url}/?q=nothing`);
  await take(browser, "not-found", `${server.url}/nowhere`);
  await stop(server);
  await takeFolded(browser, data);
}

async function takeFilters(browser: Browser, server: GleanerServer): Promise<void> {
  const filtered = `${server.url}/?resolution=1080p&resolution=2160p&audio_language=!de`;
  await take(browser, "library-filters", filtered, async (page) => {
    await page.getByRole("button", { name: /^Filters/ }).click();
    await page.getByRole("region", { name: "Resolution" }).waitFor();
  });
  await take(browser, "library-selecting", server.url, async (page) => {
    await untilPictures(page);
    await page.locator("a[data-index='0']").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowRight");
  });
}

/** Copies a video, compares the files, and takes pictures of what was found. */
async function takeDuplicates(browser: Browser, server: GleanerServer, id: string): Promise<void> {
  const { path } = await call<{ path: string }>(server, "GET", `videos/${id}`);
  await copyFile(path, join(dirname(path), `Copy of ${basename(path)}`));
  const { job_id: scan } = await call<{ job_id: string }>(server, "POST", "videos/scan", { path: dirname(path) });
  await call(server, "GET", `jobs/${scan}/wait`);
  await take(browser, "duplicates-to-compare", `${server.url}/duplicates`);
  const { job_id: comparing } = await call<{ job_id: string }>(server, "POST", "duplicates/compare", {});
  await call(server, "GET", `jobs/${comparing}/wait`);
  await take(browser, "duplicates", `${server.url}/duplicates`);
}

/** The history after a day of changes in a watched directory. */
async function takeFolded(browser: Browser, data: string): Promise<void> {
  repeatHistory(data, 40, { trigger: "watch" });
  const server = await startGleanerServer(data);
  await take(browser, "scans-folded", `${server.url}/scans`, async (page) => {
    await page.getByRole("button", { name: /scans after changes/ }).click();
  });
  await stop(server);
}

/** Damages a video, and takes pictures of its check, of a check that runs, and of what they have found. */
async function takeChecks(browser: Browser, server: GleanerServer, id: string): Promise<void> {
  const { path } = await call<{ path: string }>(server, "GET", `videos/${id}`);
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.7)));
  const { job_id: scan } = await call<{ job_id: string }>(server, "POST", "videos/scan", { path: dirname(path) });
  await call(server, "GET", `jobs/${scan}/wait`);
  const { job_id: check } = await call<{ job_id: string }>(server, "POST", "videos/check", { ids: [id] });
  await call(server, "GET", `jobs/${check}/wait`);
  await take(browser, "library-broken", `${server.url}/?video=${id}`, untilPictures);
  await take(browser, "library-filtered", `${server.url}/?q=har`, untilPictures);
  await take(browser, "check", `${server.url}/scans/${check}`);
  const { job_id: all } = await call<{ job_id: string }>(server, "POST", "videos/check", { filter: {}, again: true });
  await take(browser, "check-running", `${server.url}/scans/${all}`);
  await call(server, "POST", `jobs/${all}/cancel`);
  await call(server, "GET", `jobs/${all}/wait`);
  await take(browser, "scans-with-checks", `${server.url}/scans`);
}

async function chart(page: Page): Promise<void> {
  await page.locator(".recharts-surface").first().waitFor();
}

/** @param ready waits for parts of the page that load late */
async function take(browser: Browser, name: string, url: string, ready?: (page: Page) => Promise<void>): Promise<void> {
  for (const colorScheme of themes) {
    for (const viewport of sizes) {
      const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(url);
      await ready?.(page);
      // Waits for fonts, pictures and layout.
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(into, `${name}-${colorScheme}-${viewport.width}.png`) });
      await context.close();
    }
  }
  process.stderr.write(`${name}\n`);
}

/** Waits until no more posters appear. */
async function untilPictures(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll("main img").length > 0);
  let before = -1;
  for (;;) {
    const now = await page.locator("main img").count();
    if (now === before) return;
    before = now;
    await page.waitForTimeout(2_500);
  }
}

async function call<Body>(server: GleanerServer, method: string, path: string, body?: unknown): Promise<Body> {
  return (await server.call<Body>(method, `/api/v1/${path}`, body)).body;
}

async function stop(server: GleanerServer): Promise<void> {
  server.kill("SIGTERM");
  await server.exit;
}
