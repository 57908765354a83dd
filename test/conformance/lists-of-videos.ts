import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { foldText } from "../../src/files/folded-text.ts";
import { naturalSortKey } from "../../src/files/natural-order.ts";
import { type Resolution, resolutionOf, resolutions } from "../../src/library/resolution.ts";
import { suspects } from "../../src/library/video.ts";
import { type VideoQuery, type VideoSort, videoSorts } from "../../src/library/video-library.ts";
import type { ScanBatch } from "../../src/scanning/scan-library.ts";
import { lengthen } from "../lengthen.ts";
import {
  commit,
  type OpenStore,
  type StoreUnderTest,
  someFacts,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";
import { videosWithPaths } from "../store/videos-with-paths.ts";

const runs = lengthen(2);
const queriesOfARun = 60;

/** Every list of a VideoLibrary equals that of a plain look at all rows, for any names, changes and queries. */
export function describeListsOfVideos(open: OpenStore): void {
  describe("any list of videos", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    test("has the videos, the order and the total of a plain look at all rows", {
      timeout: lengthen(60_000),
    }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer(), async (seed) => {
          const random = numbers(seed);
          await changeLibrary(store, random);
          const rows = (await store.execute(`select * from ${videosWithPaths}`)) as unknown as readonly Row[];
          for (let nth = 0; nth < queriesOfARun; nth += 1) {
            const query = randomQuery(rows, random);
            expect({ query, ...(await listed(store, query)) }).toEqual({ query, ...plainlyListed(rows, query) });
          }
        }),
        { numRuns: runs, endOnFailure: true },
      );
    });
  });
}

interface Row {
  readonly number: number;
  readonly path: string;
  readonly directory: string;
  readonly filename: string;
  readonly job_id: string;
  readonly missing_since: number | null;
  readonly missing_job_id: string | null;
  readonly video_codec: string;
  readonly suspect: string | null;
  readonly width: number;
  readonly height: number;
  readonly duration_seconds: number | null;
  readonly file_size: number;
  readonly modified_us: number;
  readonly created_at: number;
}

type Random = (below: number) => number;

const pieces = [
  "a",
  "b",
  "Ä",
  "a\u0308",
  "ß",
  "ss",
  "ﬁ",
  "10",
  "9",
  "007",
  "🎞",
  "\ue000",
  "語",
  "%",
  "_",
  " ",
  "\\",
  "／",
];
const codecs = ["h264", "hevc", "av1"];
const frames = [
  [640, 360],
  [1920, 1080],
  [1080, 1920],
  [7680, 4320],
] as const;

/** Adds hundreds of videos, and changes, marks and removes some. */
async function changeLibrary(store: StoreUnderTest, random: Random): Promise<void> {
  const known = (
    (await store.execute(`select path, id from ${videosWithPaths}`)) as { path: string; id: string }[]
  ).slice();
  for (let round = 0; round < 5; round += 1) {
    const job = await startScan(store);
    const paths = Array.from({ length: 250 }, () => randomPath(random));
    const again = Array.from({ length: random(40) }, () => known[random(known.length)]?.path ?? "/lib/a");
    const missing = Array.from({ length: random(20) }, () => known[random(known.length)]?.path ?? "/lib/b");
    await commit(store, job, { videos: [...paths, ...again].map((path) => randomVideo(path, random)), missing });
    known.push(...((await store.execute(`select path, id from ${videosWithPaths}`)) as typeof known));
  }
  for (let removed = random(10); removed > 0; removed -= 1) {
    const found = await store.videos.list({ limit: 1, offset: random(1000) });
    if (found.videos[0] !== undefined) await store.videos.forget({ ids: [found.videos[0].id] });
  }
}

function randomPath(random: Random): string {
  const name = () => Array.from({ length: 1 + random(4) }, () => pieces[random(pieces.length)]).join("");
  const directories = Array.from({ length: random(3) }, () => `${name()}/`);
  return `/lib/${directories.join("")}${name()}.mp4`;
}

function randomVideo(path: string, random: Random): ScanBatch["videos"][number] {
  const [width, height] = frames[random(frames.length)] ?? [1, 1];
  const { file } = video(path, { size: random(5) * 1e9, modifiedUs: 1.6e15 + random(5) });
  const durationSeconds = random(3) === 0 ? null : random(4) / 2;
  const suspect = suspects[random(4)] ?? null;
  return {
    file,
    facts: { ...someFacts, width, height, durationSeconds, suspect, videoCodec: codecs[random(3)] ?? "" },
  };
}

interface Query extends Omit<VideoQuery, "text" | "cursor"> {
  readonly words: readonly string[];
  readonly sort: VideoSort;
}

function randomQuery(rows: readonly Row[], random: Random): Query {
  const some = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value;
  const word = (): string => {
    if (random(4) === 0) return some([...pieces, "/", "lib/", "\u0301", "nowhere", "\0"]);
    const { path } = some(rows);
    const text = random(2) === 0 ? path : foldText(path).toUpperCase();
    const start = random(text.length);
    return text.slice(start, start + 1 + random(7)).toWellFormed();
  };
  const job = some(rows);
  return {
    words: Array.from({ length: random(4) }, word),
    sort: some(videoSorts),
    limit: 1 + random(30),
    ...(random(3) === 0 && { offset: random(300) }),
    ...(random(4) === 0 && { missing: random(2) === 0 }),
    ...(random(5) === 0 && { jobId: some([job.job_id, job.missing_job_id ?? job.job_id]) }),
    ...(random(4) === 0 && { videoCodec: some([...codecs, "theora"]) }),
    ...(random(4) === 0 && { resolution: some(resolutions) }),
    ...(random(5) === 0 && { suspect: some([...suspects, "any"] as const) }),
    ...(random(4) === 0 && { directory: some([job.directory.slice(0, -1), "/lib", "/lib/a", "/"]) }),
  };
}

interface Listed {
  readonly paths: readonly string[];
  readonly total: number;
}

/** The first page, and the next two by cursor. */
async function listed(store: StoreUnderTest, { words, ...query }: Query): Promise<Listed> {
  const text = words.map((word) => `"${word}"`).join(" ");
  const first = await store.videos.list({ ...query, text });
  const paths = first.videos.map(({ path }) => path);
  let cursor = first.nextCursor;
  const { offset: _, ...asked } = query;
  for (let page = 1; page < 3 && cursor !== null; page += 1) {
    const next = await store.videos.list({ ...asked, text, cursor });
    expect(next.total).toBe(first.total);
    paths.push(...next.videos.map(({ path }) => path));
    cursor = next.nextCursor;
  }
  return { paths, total: first.total };
}

function plainlyListed(rows: readonly Row[], query: Query): Listed {
  const turned = query.sort.startsWith("-") ? -1 : 1;
  const matching = rows
    .filter((row) => matches(row, query))
    .toSorted((a, b) => turned * (compare(valueOf(a, query.sort), valueOf(b, query.sort)) || a.number - b.number));
  const start = query.offset ?? 0;
  return { total: matching.length, paths: matching.slice(start, start + 3 * query.limit).map(({ path }) => path) };
}

function matches(row: Row, { words, missing, jobId, videoCodec, resolution, suspect, directory }: Query): boolean {
  const folded = foldText(row.directory) + foldText(row.filename);
  return (
    words.every((word) => folded.includes(foldText(word))) &&
    (missing === undefined || missing === (row.missing_since !== null)) &&
    (jobId === undefined || jobId === (missing === true ? row.missing_job_id : row.job_id)) &&
    (videoCodec === undefined || videoCodec === row.video_codec) &&
    (resolution === undefined || resolution === resolutionOf(row)) &&
    (directory === undefined || row.directory.startsWith(directory === "/" ? "/" : `${directory}/`)) &&
    (suspect === undefined || (suspect === "any" ? row.suspect !== null : suspect === row.suspect))
  );
}

function valueOf(row: Row, sort: VideoSort): number | string {
  switch (sort.replace("-", "")) {
    case "created_at":
      return row.created_at;
    case "filename":
      return naturalSortKey(row.filename);
    case "duration_seconds":
      return row.duration_seconds ?? -1;
    case "file_size":
      return row.file_size;
    case "modified_at":
      return row.modified_us;
    case "resolution":
      return resolutions.indexOf(resolutionOf(row) satisfies Resolution);
    default:
      return row.video_codec;
  }
}

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`));
}

/** Numbers in no order, the same ones for a seed. */
function numbers(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
