/**
 * Measures the page in a real Chromium with a real server: `npm run bench:page [-- --videos 100000]`
 *
 * - the JavaScript of the first load, compressed as the server sends it
 * - the time from opening the page on this machine to the first videos on the screen
 * - frames a second while 100,000 videos scroll, also with every filter set, and the time that a filter takes
 * - frames a second during a scan at full speed with its dialog open
 *
 * The page measures frames itself, from one `requestAnimationFrame` to the next. Without a display, Chromium draws at
 * most 60 a second. Figures are medians of several runs.
 */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright";
import { chromiumOptions } from "../playwright.config.ts";
import { makeClipTree } from "../test/clip-tree.ts";
import { type GleanerServer, startGleanerServer } from "../test/gleaner-process.ts";
import { fillLibrary } from "./fill-library.ts";

const { values } = parseArgs({
  options: { videos: { type: "string", default: "100000" }, files: { type: "string", default: "8000" } },
});
const videoCount = Number(values.videos);
const fileCount = Number(values.files);
const openings = 9;
/** As `fillLibrary` names videos. */
const nameOfVideo = / \d{6}\.m/;
const viewport = { width: 1440, height: 900 };

interface Frames {
  readonly perSecond: number;
  /** In milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** The share of frames that took longer than two frames at 60 a second. */
  readonly late: number;
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-bench-"));
  const browser = await chromium.launch(chromiumOptions);
  try {
    console.log(`Chromium ${browser.version()}, Node ${process.version}, ${cpus().length} cores\n`);
    row("JavaScript of the first load, compressed", `${await firstLoadKilobytes()} kB`, "at most 250 kB");
    await benchLibrary(browser, join(directory, "large"));
    await benchScan(browser, directory);
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

function row(what: string, figure: string, goal = ""): void {
  console.log(`${what.padEnd(58)} ${figure.padEnd(44)} ${goal}`.trimEnd());
}

/** The scripts in index.html, which every visitor loads before the page appears. */
async function firstLoadKilobytes(): Promise<string> {
  const page = new URL("../web/dist/", import.meta.url);
  const html = await readFile(new URL("index.html", page), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, name]) => name ?? "");
  // And the texts of one language.
  const texts = (await readdir(new URL("assets/", page))).find((name) => /^german-.*\.js$/.test(name));
  if (texts !== undefined) scripts.push(`assets/${texts}`);
  let bytes = 0;
  for (const name of scripts) {
    const compressed = await stat(new URL(`${name}.br`, page)).catch(() => stat(new URL(name, page)));
    bytes += compressed.size;
  }
  return (bytes / 1000).toFixed(1);
}

async function benchLibrary(browser: Browser, data: string): Promise<void> {
  const empty = await startGleanerServer(data);
  await stop(empty);
  fillLibrary(data, videoCount);
  const server = await startGleanerServer(data);
  try {
    const paints: number[] = [];
    for (let run = 0; run < openings; run++) paints.push(await timeToVideos(browser, server.url));
    row(
      `Opening a library of ${videoCount} videos, to the first of them`,
      `${median(paints).toFixed(0)} ms (${range(paints)})`,
    );
    for (const view of ["grid", "table"]) {
      const page = await browser.newPage({ viewport });
      await page.goto(`${server.url}/?view=${view}`);
      await page.getByText(nameOfVideo).first().waitFor();
      row(`Scrolling ${videoCount} videos, ${view}`, framesText(await measureFrames(page, "scrolling")), "60 a second");
      await page.close();
    }
    await benchFilters(browser, server.url);
  } finally {
    await stop(server);
  }
}

/** Every filter at once. Most videos of `fillLibrary` match. */
const everyFilter = new URLSearchParams([
  ["q", "box"],
  ["path", "/media/films"],
  ["missing", "false"],
  ["broken", "false"],
  ["suspect", "!any"],
  ...["video_codec", "hdr", "resolution", "bit_depth", "container"].map((name) => [name, "!none"]),
  ["audio_codec", "!mp3"],
  ["audio_language", "!ja"],
  ["subtitle_language", "!ja"],
  ...["size", "duration", "frame_rate", "bit_rate"].flatMap((name) => [
    [`${name}_min`, "1"],
    [`${name}_max`, "100000000000"],
  ]),
  ...["modified", "added"].flatMap((name) => [
    [`${name}_after`, "2000-01-01"],
    [`${name}_before`, "2100-01-01"],
  ]),
] as [string, string][]);

/** With every filter set and the panel open: scrolling, and the time from a press to the new list, numbers and summary. */
async function benchFilters(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage({ viewport });
  await page.goto(`${url}/?${everyFilter}`);
  await page.getByText(nameOfVideo).first().waitFor();
  await page.getByRole("button", { name: /^Filters/ }).click();
  await page.getByRole("checkbox", { name: /^4K, / }).waitFor();
  row(
    `Scrolling ${videoCount} videos with every filter set, panel open`,
    framesText(await measureFrames(page, "scrolling")),
    "60 a second",
  );
  const times: number[] = [];
  for (let press = 0; press < openings; press++) times.push(await timeOfFilter(page));
  row("From a press on a filter to its videos and numbers", `${median(times).toFixed(0)} ms (${range(times)})`);
  await page.close();
}

/** In milliseconds. Every second press takes the filter of the first one away. */
async function timeOfFilter(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const box = [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')].find((each) =>
          each.ariaLabel?.startsWith("4K, "),
        );
        let before: string | undefined;
        let start = 0;
        const look = () => {
          const all = [...document.querySelectorAll(".digits")].map(({ textContent }) => textContent);
          const summary = all.find((text) => text.includes(" videos")) ?? "";
          if (before === undefined) {
            before = summary;
            start = performance.now();
            box?.click();
          } else if (summary !== before && document.querySelector('[data-old="true"]') === null) {
            resolve(performance.now() - start);
            return;
          }
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

/** In milliseconds, with an empty cache. */
async function timeToVideos(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const look = () => {
      if (/ \d{6}\.m/.test(document.body?.textContent ?? "")) performance.mark("videos");
      else requestAnimationFrame(look);
    };
    look();
  });
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName("videos").length > 0);
  const time = await page.evaluate(() => performance.getEntriesByName("videos")[0]?.startTime ?? Number.NaN);
  await context.close();
  return time;
}

async function benchScan(browser: Browser, directory: string): Promise<void> {
  const videos = join(directory, "Videos");
  await makeClipTree(videos, fileCount);
  const server = await startGleanerServer(join(directory, "scanned"));
  try {
    const page = await browser.newPage({ viewport });
    await page.goto(server.url);
    const { body } = await server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path: videos });
    await page.goto(`${server.url}/?scan=${body.job_id}`);
    await page.getByRole("dialog").waitFor();
    const before = await scanned(server, body.job_id);
    const frames = await measureFrames(page, "still");
    const after = await scanned(server, body.job_id);
    row(
      `A scan at full speed (${Math.round((after - before) / 3)} files a second), its dialog open`,
      framesText(frames),
      "60 a second",
    );
    const busy = await busyShare(page);
    row("  of the time of the page's thread it takes", `${(busy * 100).toFixed(0)} %`);
    await page.close();
  } finally {
    await stop(server);
  }
}

async function scanned(server: GleanerServer, jobId: string): Promise<number> {
  return (await server.call("GET", `/api/v1/jobs/${jobId}`)).body.counts.scanned;
}

/** The share of two seconds during which the page's main thread is busy. */
async function busyShare(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "timeTicks" });
  const taskSeconds = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };
  const before = await taskSeconds();
  await page.waitForTimeout(2_000);
  return ((await taskSeconds()) - before) / 2;
}

/**
 * Measures three seconds without scrolling, or six seconds with: first evenly, then from end to end, as a person does
 * who drags the scroll bar.
 */
async function measureFrames(page: Page, how: "still" | "scrolling"): Promise<Frames> {
  const gaps = await page.evaluate(
    (how) =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector('[data-scroll-restoration-id="library"]');
        const scroll = (at: number) => {
          if (scroller === null) throw new Error("Nothing can be scrolled");
          if (at < 4_000) scroller.scrollTop += 40;
          else scroller.scrollTop = ((at - 4_000) / 2_000) * (scroller.scrollHeight - scroller.clientHeight);
        };
        const times: number[] = [];
        const frame = (now: number) => {
          const at = now - (times[0] ?? now);
          times.push(now);
          if (at >= (how === "still" ? 3_000 : 6_000)) {
            if (how === "scrolling" && (scroller?.scrollTop ?? 0) < 100_000) throw new Error("It did not scroll");
            resolve(times.slice(1).map((time, index) => time - (times[index] ?? 0)));
          } else {
            if (how === "scrolling") scroll(at);
            requestAnimationFrame(frame);
          }
        };
        requestAnimationFrame(frame);
      }),
    how,
  );
  const sorted = gaps.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    perSecond: (gaps.length / gaps.reduce((sum, gap) => sum + gap, 0)) * 1000,
    median: at(0.5),
    p99: at(0.99),
    late: gaps.filter((gap) => gap > 34).length / gaps.length,
  };
}

function framesText({ perSecond, median, p99, late }: Frames): string {
  const share = (late * 100).toFixed(1);
  return `${perSecond.toFixed(0)} frames/s, median ${median.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${share} % late`;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

function range(figures: readonly number[]): string {
  return `${Math.min(...figures).toFixed(0)} to ${Math.max(...figures).toFixed(0)}, n = ${figures.length}`;
}

async function stop(server: GleanerServer): Promise<void> {
  server.kill("SIGTERM");
  await server.exit;
}

await main();
