import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { foldText } from "../../src/files/folded-text.ts";
import { naturalSortKey } from "../../src/files/natural-order.ts";
import { keptBands, rangeOfBand } from "../../src/library/measure-bands.ts";
import { hdrKinds } from "../../src/library/picture-colours.ts";
import { type Resolution, resolutionOf, resolutions } from "../../src/library/resolution.ts";
import { streamSchema } from "../../src/library/stream.ts";
import { suspects, type VideoId } from "../../src/library/video.ts";
import type { VideoChoice } from "../../src/library/video-choice.ts";
import {
  manyValued,
  type ValueChoice,
  type VideoFilter,
  type VideoMeasure,
  type VideoProperty,
  videoMeasures,
  videoProperties,
} from "../../src/library/video-filter.ts";
import {
  type FacetQuery,
  type VideoFacets,
  type VideoQuery,
  type VideoSort,
  type VideoTotals,
  videoSorts,
} from "../../src/library/video-library.ts";
import type { ChosenPart, ChosenVideo, ScanBatch } from "../../src/scanning/scan-library.ts";
import { fillCodecsOfSounds } from "../../src/store/migrations/0033-codecs-of-sounds.ts";
import { lengthen } from "../lengthen.ts";
import { facetsOf } from "../store/facets-of.ts";
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
import { detailsWith, factsOf } from "../video-details.ts";

const runs = lengthen(1);
const queriesOfARun = 40;

/** Every list of a VideoLibrary equals that of a plain look at all rows, for any names, changes and queries. */
export function describeListsOfVideos(open: OpenStore): void {
  describe("any list of videos", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    test("filters by the codecs of all sounds, which the migration finds in the details of older videos", async () => {
      const film = (path: string, ...codecs: readonly (string | null)[]) => {
        const streams = codecs.map((codec, nth) =>
          streamSchema.parse({
            kind: "audio",
            index: nth + 1,
            codec,
            title: '\0","k":"audio","i":9,"c":"fake" }{ \ud800',
          }),
        );
        const known = [...new Set(codecs.filter((codec) => codec !== null))].toSorted().join(" ");
        const audioCodec = codecs[0] ?? null;
        const audioCodecs = known === "" || known === audioCodec ? null : known;
        const facts = { ...someFacts, ...factsOf(detailsWith(streams)), audioCount: codecs.length };
        return { ...video(path), facts: { ...facts, audioCodec, audioCodecs } };
      };
      const several = [
        film("/lib/1", "truehd", "ac3", "truehd"),
        film("/lib/2", null, "aac"),
        film("/lib/3", "ac3", "ac3"),
      ];
      await commit(store, await startScan(store), {
        videos: [
          ...several,
          film("/lib/4", "ac3"),
          film("/lib/5"),
          film("/lib/6", null, null),
          film("/lib/7", "aac", "ac3"),
        ],
      });
      const counted = async () => {
        const { values } = await facetsOf(store.videos);
        return Object.fromEntries((values.audio_codec ?? []).map(({ value, totals }) => [value, totals.videos]));
      };
      const found = async (choice: ValueChoice) => {
        const { videos } = await store.videos.list({ values: { audio_codec: choice }, sort: "filename", limit: 10 });
        return videos.map(({ path }) => path.slice("/lib/".length)).join("");
      };
      const expectAll = async () => {
        expect(await counted()).toEqual({ ac3: 4, aac: 2, truehd: 1, none: 2 });
        expect(await found({ anyOf: ["ac3"] })).toBe("1347");
        expect(await found({ allOf: ["ac3", "truehd"] })).toBe("1");
        expect(await found({ noneOf: ["ac3", "none"] })).toBe("2");
      };
      await expectAll();
      const kept = async () => {
        const rows = await store.execute(`select audio_codecs from videos order by number`);
        return rows.map((row) => Object.values(row)[0]);
      };
      expect(await kept()).toEqual(["ac3 truehd", "aac", null, null, null, null, "aac ac3"]);
      await store.execute(`update videos set audio_codecs = null`);
      expect(await counted()).toEqual({ ac3: 2, aac: 1, truehd: 1, none: 3 });
      await store.execute(`update video_details set details = '{' where number = (select max(number) from videos)`);
      await store.execute(fillCodecsOfSounds(store.hasTypedColumns ? "postgres" : "sqlite"));
      expect(await kept()).toEqual(["ac3 truehd", "aac", null, null, null, null, null]);
    });

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
            if (nth % 5 > 0) continue;
            expect({ query, paths: await readByNumbers(store, query) }).toEqual({
              query,
              paths: plainlyListed(rows, query).paths,
            });
            const [, inside = ""] = /^(\/lib\/[^/]+)\//.exec(rows[nth]?.path ?? "") ?? [];
            expect({ query, inside, chosen: await chosenToScan(store, query, inside || "/lib") }).toEqual({
              query,
              inside,
              chosen: plainlyChosen(rows, query, inside || "/lib"),
            });
            for (const isWithoutOwn of [true, false]) {
              const timeZone = zones[random(zones.length)];
              const how = { isWithoutOwn, timeZone };
              const facets = await store.videos.facets({ ...everyFacet, filter: filterOf(query), ...how });
              expect({ query, how, facets: inOrder(facets) }).toEqual({
                query,
                how,
                facets: inOrder(plainFacets(rows, query, how)),
              });
            }
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
  readonly disk: string | null;
  readonly missing_job_id: string | null;
  readonly video_codec: string;
  readonly suspect: string | null;
  readonly width: number;
  readonly height: number;
  readonly duration_seconds: number | null;
  readonly file_size: number;
  readonly modified_us: number;
  readonly file_number: number | null;
  readonly created_at: number;
  readonly audio_codec: string | null;
  readonly audio_codecs: string | null;
  readonly audio_languages: string;
  readonly subtitle_languages: string;
  readonly subtitle_files: string;
  readonly hdr: string | null;
  readonly bit_depth: number | null;
  readonly container: string;
  readonly frame_rate_numerator: number | null;
  readonly frame_rate_denominator: number | null;
  readonly bit_rate: number | null;
  readonly check_verdict: string | null;
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
  const one = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value;
  const { file } = video(path, {
    size: random(5) * 1e9,
    modifiedUs: random(4) === 0 ? aroundNewYear(random) : (random(9) === 0 ? -1.5e14 : 1.6e15) + random(5) * 4e13,
    subtitles: one(subtitleFiles),
    fileNumber: one([null, 1, 2, 3]),
  });
  const facts = {
    width,
    height,
    durationSeconds: random(3) === 0 ? null : random(4) * 40,
    suspect: suspects[random(4)] ?? null,
    videoCodec: codecs[random(3)] ?? "",
    audioCodec: one([null, "aac", "eac3"]),
    audioCodecs: one([null, null, "aac eac3", "ac3 eac3 truehd"]),
    audioLanguages: one(["", "und", "deu eng", "ger", "eng fre-CA", "zxx", "klingon!", "hi"]),
    subtitleLanguages: one(["", "und", "spa", "de-AT pt_BR", "und eng"]),
    hdr: one(hdrKinds),
    bitDepth: one([null, 8, 10]),
    container: one(["mpegts", "matroska,webm"]),
    frameRateNumerator: one([null, 24_000, 50]),
    frameRateDenominator: one([1, 1_001]),
    bitRate: one([null, 0, 1e6, 1.5e6, 3e300]),
  };
  return { file, facts: { ...someFacts, ...facts } };
}

/** Within a day of the end of a year, in microseconds. */
function aroundNewYear(random: Random): number {
  return Date.UTC(1960 + random(70), 0) * 1_000 + (random(2 * 86_400) - 86_400) * 1e6 + random(1e6);
}

const subtitleFiles = [
  "",
  "\n.srt",
  "\n.de.srt\n.forced.en.ass",
  "\n.hi.srt",
  "\n.en.hi.srt",
  "\n.pt-BR.srt",
  "\n.cc.xyz.srt",
  "\n.ger.2.srt",
  "\n.FRANÇAIS.srt\n.Deutsch-forced.srt",
  `\n.${"Português".normalize("NFD")}.srt`,
];

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
    ...(random(8) === 0 && { broken: random(2) === 0 }),
    values: Object.fromEntries(
      videoProperties.flatMap((property) => {
        if (random(8) > 0) return [];
        const values = () => Array.from({ length: 1 + random(2) }, () => some(wantedValues[property]));
        return [
          [
            property,
            {
              ...(random(3) > 0 && { anyOf: values() }),
              ...(random(3) === 0 && { noneOf: values() }),
              ...(manyValued.has(property) && random(2) === 0 && { allOf: values() }),
            },
          ],
        ];
      }),
    ),
    ranges: Object.fromEntries(
      videoMeasures.flatMap((measure) => {
        if (random(12) > 0) return [];
        const end = () => numberIn(some(rows), measure) ?? 0;
        return [[measure, { ...(random(3) > 0 && { min: end() }), ...(random(2) === 0 && { max: end() }) }]];
      }),
    ),
    ...(random(4) === 0 && {
      isDirect: random(2) === 0,
      directory: some([job.directory.slice(0, -1), "/lib", "/lib/a", "/"]),
    }),
  };
}

/** Some values of each property, and one that no video has. */
const wantedValues: Readonly<Record<VideoProperty, readonly string[]>> = {
  video_codec: [...codecs, "theora", "none"],
  audio_codec: ["aac", "eac3", "ac3", "none", "", "aac eac3"],
  audio_language: ["de", "en", "fr", "klingon!", "zxx", "hi", "none", "sv"],
  subtitle_language: ["de", "en", "es", "fr", "pt", "hi", "none", "xyz"],
  hdr: [...hdrKinds, "none"],
  bit_depth: ["8", "10", "none", "12"],
  resolution: [...resolutions, "none"],
  container: ["mpegts", "matroska,webm", "matroska"],
  suspect: [...suspects, "none"],
};

/** Of some, the years begin at no whole quarter of an hour of UTC. */
const zones = [undefined, "Europe/Berlin", "Pacific/Kiritimati", "Africa/Monrovia", "America/Sao_Paulo"];

const bandsOf = keptBands();

const everyFacet = { properties: videoProperties, measures: videoMeasures };

function filterOf({ words, sort: _sort, limit: _limit, offset: _offset, ...filter }: Query): VideoFilter {
  return { ...filter, text: textOf(words) };
}

function textOf(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(" ");
}

interface Listed {
  readonly paths: readonly string[];
  readonly total: number;
}

/** The first page, and the next two by cursor. */
async function listed(store: StoreUnderTest, { words, ...query }: Query): Promise<Listed> {
  const text = textOf(words);
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

/** The same list as numbers, in parts, and the videos with these numbers. */
async function readByNumbers(store: StoreUnderTest, { words, ...query }: Query): Promise<readonly string[]> {
  const asked = { ...query, text: textOf(words) };
  let part = await store.videos.numbers(asked);
  const numbers = [...part.numbers];
  for (let page = 1; page < 3 && part.nextCursor !== null; page += 1) {
    part = await store.videos.numbers({ ...asked, cursor: part.nextCursor });
    numbers.push(...part.numbers);
  }
  const videos = await store.videos.byNumbers(numbers);
  const ids = videos.map(({ id }) => id);
  expect((await store.videos.byIds(ids)).map(({ id }) => id)).toEqual(ids);
  return videos.map(({ path }) => path);
}

/** What a scan of all videos that match would read in a directory, by the filter and by their ids. */
async function chosenToScan(store: StoreUnderTest, query: Query, directory: string): Promise<readonly ChosenVideo[]> {
  const [{ videos }, all] = await Promise.all([
    store.videos.list({ ...filterOf(query), limit: 1_000_000 }),
    allChosen(store, { filter: filterOf(query) }, directory),
  ]);
  const ids = await store.videos.idsIn(directory, [randomUUID() as VideoId, ...videos.map(({ id }) => id)]);
  expect({ query, byIds: await allChosen(store, { ids }, "/") }).toEqual({ query, byIds: all });
  return all;
}

async function allChosen(
  { scans }: StoreUnderTest,
  choice: VideoChoice,
  directory: string,
): Promise<readonly ChosenVideo[]> {
  const found: ChosenVideo[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const part: ChosenPart = await scans.chosen(choice, { directory, after, limit: 150 });
    found.push(...part.videos);
    after = part.next;
  }
  return found.toSorted((one, other) => compare(one.path, other.path));
}

function plainlyChosen(rows: readonly Row[], query: Query, directory: string): readonly ChosenVideo[] {
  return rows
    .filter((row) => matches(row, query) && row.path.startsWith(`${directory}/`))
    .map(({ path, disk, missing_since: since }) => ({ path, disk, isMissing: since !== null }))
    .toSorted((one, other) => compare(one.path, other.path));
}

function plainlyListed(rows: readonly Row[], query: Query): Listed {
  const turned = query.sort.startsWith("-") ? -1 : 1;
  const matching = rows
    .filter((row) => matches(row, query))
    .toSorted((a, b) => {
      const directories = query.sort.endsWith("path") ? compare(a.directory, b.directory) : 0;
      return turned * (directories || compare(valueOf(a, query.sort), valueOf(b, query.sort)) || a.number - b.number);
    });
  const start = query.offset ?? 0;
  return { total: matching.length, paths: matching.slice(start, start + 3 * query.limit).map(({ path }) => path) };
}

function matches(row: Row, query: Query): boolean {
  return conditionsOf(query).every(({ holds }) => holds(row));
}

interface Condition {
  readonly key: VideoProperty | VideoMeasure | "missing" | "broken" | null;
  readonly holds: (row: Row) => boolean;
}

function conditionsOf({ words, missing, broken, jobId, directory, isDirect, values = {}, ranges = {} }: Query) {
  const conditions: Condition[] = [
    {
      key: null,
      holds: (row) => {
        const folded = foldText(row.directory) + foldText(row.filename);
        return words.every((word) => folded.includes(foldText(word)));
      },
    },
    {
      key: null,
      holds: (row) => jobId === undefined || jobId === (missing === true ? row.missing_job_id : row.job_id),
    },
    {
      key: null,
      holds: (row) => {
        if (directory === undefined) return true;
        const prefix = directory === "/" ? "/" : `${directory}/`;
        return isDirect === true ? row.directory === prefix : row.directory.startsWith(prefix);
      },
    },
  ];
  if (missing !== undefined)
    conditions.push({ key: "missing", holds: (row) => missing === (row.missing_since !== null) });
  if (broken !== undefined)
    conditions.push({ key: "broken", holds: (row) => broken === (row.check_verdict === "broken") });
  for (const property of videoProperties) {
    const { anyOf, allOf = [], noneOf = [] } = values[property] ?? {};
    const holds = (row: Row) => {
      const has = valuesIn(row, property);
      const hasAny = anyOf?.some((value) => has.includes(value)) ?? true;
      return hasAny && allOf.every((value) => has.includes(value)) && !noneOf.some((value) => has.includes(value));
    };
    conditions.push({ key: property, holds });
  }
  for (const measure of videoMeasures) {
    const range = ranges[measure];
    if (range === undefined) continue;
    const { min = -Infinity, max = Infinity } = range;
    const holds = (row: Row) => {
      const number = numberIn(row, measure);
      return number !== null && number >= min && number <= max;
    };
    conditions.push({ key: measure, holds });
  }
  return conditions;
}

/** Codes in the rows of this test, and what they stand for. */
const languageCodes: Readonly<Record<string, string>> = {
  deu: "de",
  ger: "de",
  de: "de",
  eng: "en",
  en: "en",
  fre: "fr",
  spa: "es",
  pt: "pt",
  zxx: "zxx",
  "klingon!": "klingon!",
  hi: "hi",
};

function valuesIn(row: Row, property: VideoProperty): readonly string[] {
  const languages = (codes: readonly string[]) =>
    codes.flatMap((code) => languageCodes[code.toLowerCase().replace(/[-_].*/, "")] ?? []);
  const orNone = (values: readonly (string | null)[]) => {
    const known = values.filter((value) => value !== null && value !== "") as string[];
    return known.length === 0 ? ["none"] : [...new Set(known)];
  };
  if (property === "audio_codec") return orNone((row.audio_codecs ?? row.audio_codec ?? "").split(" "));
  if (property === "audio_language") return orNone(languages(row.audio_languages.split(" ")));
  if (property === "subtitle_language") {
    return orNone([...languages(row.subtitle_languages.split(" ")), ...(languagesInNames[row.subtitle_files] ?? [])]);
  }
  if (property === "bit_depth") return orNone([row.bit_depth === null ? null : String(row.bit_depth)]);
  return property === "resolution" ? [resolutionOf(row)] : orNone([row[property]]);
}

/** Of `subtitleFiles`. */
const languagesInNames: Readonly<Record<string, readonly string[]>> = {
  "\n.de.srt\n.forced.en.ass": ["de", "en"],
  "\n.hi.srt": ["hi"],
  "\n.en.hi.srt": ["en"],
  "\n.pt-BR.srt": ["pt"],
  "\n.ger.2.srt": ["de"],
  "\n.FRANÇAIS.srt\n.Deutsch-forced.srt": ["fr", "de"],
  [`\n.${"Português".normalize("NFD")}.srt`]: ["pt"],
};

function numberIn(row: Row, measure: VideoMeasure): number | null {
  if (measure === "modified_at") return Math.floor(row.modified_us / 1_000);
  if (measure === "duration_seconds" && row.suspect === "length") return null;
  if (measure !== "frame_rate") return row[measure];
  return row.frame_rate_numerator === null ? null : row.frame_rate_numerator / (row.frame_rate_denominator ?? 1);
}

function plainFacets(
  rows: readonly Row[],
  query: Query,
  { isWithoutOwn, timeZone }: Pick<FacetQuery, "isWithoutOwn" | "timeZone">,
): VideoFacets {
  const conditions = conditionsOf(query);
  const of = (key: Condition["key"]) =>
    rows.filter((row) =>
      conditions.every((one) => (isWithoutOwn && key !== null && one.key === key) || one.holds(row)),
    );
  return {
    total: totalsOf(of(null)),
    ofEach: bytesOfEach(of(null)),
    missing: of("missing").filter((row) => row.missing_since !== null).length,
    broken: of("broken").filter((row) => row.check_verdict === "broken").length,
    values: Object.fromEntries(
      videoProperties.map((property) => {
        const found = of(property);
        const values = [...new Set(found.flatMap((row) => valuesIn(row, property)))];
        return [
          property,
          values.map((value) => ({
            value,
            totals: totalsOf(found.filter((row) => valuesIn(row, property).includes(value))),
          })),
        ];
      }),
    ),
    ranges: Object.fromEntries(
      videoMeasures.map((measure) => {
        const found = of(measure);
        const numbers = found.map((row) => ({ row, number: numberIn(row, measure) ?? Number.NaN }));
        const counted = bandsOf(measure, timeZone).map((band) => {
          const inBand = numbers.filter(({ number }) => number >= band.min && number < (band.below ?? Infinity));
          return { range: rangeOfBand(measure, band), totals: totalsOf(inBand.map(({ row }) => row)) };
        });
        return [measure, counted.filter(({ totals }) => totals.videos > 0)];
      }),
    ),
  };
}

function totalsOf(rows: readonly Row[]): VideoTotals {
  const present = rows.filter((row) => row.missing_since === null);
  const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
  const files = new Map(
    present.map((row) => {
      const { number, file_number: file, file_size: size, modified_us: modifiedUs } = row;
      return [file === null ? `video ${number}` : `${file} ${size} ${modifiedUs}`, size];
    }),
  );
  return {
    videos: rows.length,
    missing: rows.length - present.length,
    bytes: sum([...files.values()]),
    durationSeconds: sum(present.map((row) => (row.suspect === "length" ? 0 : Math.max(row.duration_seconds ?? 0, 0)))),
  };
}

function bytesOfEach(rows: readonly Row[]): VideoFacets["ofEach"] {
  const sum = (those: readonly Row[]) =>
    those.reduce((bytes, row) => bytes + (row.missing_since === null ? row.file_size : 0), 0);
  const withLength = rows.filter((row) => row.suspect !== "length" && row.duration_seconds !== null);
  return { bytes: sum(rows), bytesWithLength: sum(withLength) };
}

/** The order of values is not a part of this comparison. */
function inOrder(facets: VideoFacets): VideoFacets {
  const values = Object.entries(facets.values).map(([property, counted]) => [
    property,
    counted.toSorted((one, other) => compare(one.value, other.value)),
  ]);
  return { ...facets, values: Object.fromEntries(values) as VideoFacets["values"] };
}

function valueOf(row: Row, sort: VideoSort): number | string {
  switch (sort.replace("-", "")) {
    case "created_at":
      return row.created_at;
    case "filename":
    case "path":
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
