/**
 * Measures searches and lists of a large library: `npm run bench:search [-- --videos 1000000]`
 *
 * Each line is one kind of query, answered by the store with the first page of 20 videos and the total. The processor
 * time is that of the whole process. Figures are medians of several runs, in milliseconds.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hdrKinds } from "../src/library/picture-colours.ts";
import { videoMeasures, videoProperties, withValue } from "../src/library/video-filter.ts";
import { type VideoQuery, videoSorts } from "../src/library/video-library.ts";
import { openSqlite } from "../src/store/sqlite/open-sqlite.ts";
import type { Store } from "../src/store/store.ts";
import { fillLibrary } from "./fill-library.ts";
import { count, figure } from "./quantities.ts";

const { values } = parseArgs({
  options: { videos: { type: "string", default: "1000000" }, runs: { type: "string", default: "5" } },
});
const videos = Number(values.videos);
const runs = Number(values.runs);
const limit = 20;

type Kind = Omit<VideoQuery, "limit">;

/** What people search for, by a description. */
const searches: Readonly<Record<string, Kind>> = {
  nothing: {},
  "a rare word": { text: "004711" },
  "a word of one in ten": { text: "harbour" },
  "a common word": { text: "mkv" },
  "two words": { text: "cafe trailer" },
  "three words, one rare": { text: "mkv river 000777" },
  "one letter": { text: "e" },
  "two letters": { text: "ub" },
  "an accent": { text: "ÜBUNG" },
  "the middle of a word": { text: "rvie" },
  "a directory": { text: "films" },
  "a directory and a name": { text: '"box 4711/cafe"' },
  "the beginning of a name": { text: "/winter" },
  "a percent sign": { text: "%" },
  "an underscore": { text: "_" },
  "no video": { text: "zebra crossing" },
};

const filters: Readonly<Record<string, Kind>> = {
  present: { missing: false },
  missing: { missing: true },
  "a codec": withValue("video_codec", "hevc"),
  "a resolution": withValue("resolution", "1080p"),
  "codec, resolution and present": {
    values: { video_codec: { anyOf: ["hevc"] }, resolution: { anyOf: ["1080p"] } },
    missing: false,
  },
  "4K, HDR, without German sound": {
    values: {
      resolution: { anyOf: ["2160p"] },
      hdr: { anyOf: hdrKinds.filter((kind) => kind !== "sdr") },
      audio_language: { noneOf: ["de"] },
    },
  },
  "every filter": {
    missing: false,
    broken: false,
    directory: "/media/films",
    values: Object.fromEntries(videoProperties.map((property) => [property, { noneOf: ["nothing"] }])),
    ranges: Object.fromEntries(videoMeasures.map((measure) => [measure, { min: 0, max: 1e15 }])),
  },
};

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-bench-"));
  const path = join(directory, "gleaner.db");
  try {
    console.log(`Node ${process.version}, ${cpus().length} cores, ${count(videos)} videos`);
    await (await openSqlite({ path })).close();
    fillLibrary(directory, videos);
    const startedAt = performance.now();
    const store = await openSqlite({ path });
    await store.filled;
    console.log(`${figure((performance.now() - startedAt) / 1000)} s to write the search index of all videos\n`);
    console.log(line("query", ["processor", "worst", "next page", "total"]));
    await measureFacets(store);
    await measureAll(store);
    await store.close();
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function measureAll(store: Store): Promise<void> {
  const [job] = (await store.videos.list({ limit: 1 })).videos;
  const allFilters = { ...filters, "a job": { jobId: job?.jobId ?? "" } };
  for (const [name, search] of Object.entries(searches)) await measure(store, `search: ${name}`, search);
  for (const [name, filter] of Object.entries(allFilters)) {
    await measure(store, `filter: ${name}`, filter);
    await measure(store, `filter: ${name}, a common word`, { ...filter, text: "mkv" });
    await measure(store, `filter: ${name}, a common word, by name`, { ...filter, text: "mkv", sort: "filename" });
  }
  for (const sort of videoSorts) {
    await measure(store, `order: ${sort}`, { sort });
    for (const name of ["a common word", "a word of one in ten", "a rare word", "a directory"]) {
      await measure(store, `order: ${sort}, ${name}`, { sort, ...searches[name] });
    }
  }
}

/** The numbers behind the filters (`facets`), and those of the page of statistics. */
async function measureFacets(store: Store): Promise<void> {
  for (const [name, filter] of Object.entries({ "no filter": {}, ...filters })) {
    for (const [what, isWithoutOwn] of [
      ["facets", true],
      ["statistics", false],
    ] as const) {
      const times: number[] = [];
      let total = 0;
      for (let run = 0; run < runs; run += 1) {
        const query = { filter, properties: videoProperties, measures: videoMeasures, isWithoutOwn };
        const { ms, page } = await timed(() => store.videos.facets(query));
        times.push(ms);
        total = page.total.videos;
      }
      const sorted = times.toSorted((a, b) => a - b);
      const figures = [sorted[Math.floor(runs / 2)] ?? 0, sorted.at(-1) ?? 0].map(figure);
      console.log(line(`${what}: ${name}`, [...figures, "", count(total)]));
    }
  }
}

async function measure(store: Store, name: string, query: Kind): Promise<void> {
  const times: number[] = [];
  let [total, next] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const first = await timed(() => store.videos.list({ ...query, limit }));
    times.push(first.ms);
    ({ total } = first.page);
    const { nextCursor: cursor } = first.page;
    if (cursor !== null) next = Math.max(next, (await timed(() => store.videos.list({ ...query, limit, cursor }))).ms);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const figures = [sorted[Math.floor(runs / 2)] ?? 0, sorted.at(-1) ?? 0, next];
  console.log(line(name, [...figures.map(figure), count(total)]));
}

async function timed<Page>(list: () => Promise<Page>): Promise<{ readonly page: Page; readonly ms: number }> {
  const before = process.cpuUsage();
  const page = await list();
  const { user, system } = process.cpuUsage(before);
  return { page, ms: (user + system) / 1000 };
}

function line(name: string, figures: readonly string[]): string {
  return `${name.padEnd(52)}${figures.map((text) => text.padStart(12)).join("")}`;
}

await main();
