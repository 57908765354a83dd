import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FacetsJson } from "../../src/api/contract/facets.ts";
import type { VideoPropertyJson } from "../../src/api/contract/video-filters.ts";
import type { VideoJson } from "../../src/api/contract/videos.ts";
import type { VideoFacts } from "../../src/library/video.ts";
import { silentFilm } from "../video-details.ts";
import { type Api, startApi } from "./start-api.ts";

const films: Readonly<Record<string, Partial<VideoFacts>>> = {
  "a 100%.mkv": { videoCodec: "hevc", width: 3840, height: 2160, hdr: "hdr10+", bitDepth: 10, audioLanguages: "ger" },
  "b.mkv": { videoCodec: "h264", width: 1080, height: 1920, audioCodec: "aac", audioLanguages: "deu eng" },
  "c.mkv": { videoCodec: "h264", width: 1920, height: 800, suspect: "truncated", subtitleLanguages: "pt-BR" },
  "d 100%.mkv": { videoCodec: "h264", width: 640, height: 360 },
  "e.mkv": { videoCodec: "av1", width: 7680, height: 4320, suspect: "length" },
};

/** A library of `films`, of which `b.mkv` is missing. */
async function filmLibrary(): Promise<Api> {
  const api = await startApi();
  await api.scan();
  const scan = await api.nextScan();
  const lease = { jobId: scan.job.id, claim: scan.job.claim };
  const at = (name: string): string => join(api.directory, name);
  const nothing = { videos: [], problems: [], present: [], missing: [], goneProblems: [] };
  const files = Object.entries(films).map(([name, film]) => ({
    file: { path: at(name), size: 1000, modifiedUs: 1_600_000_000_000_000, disk: null },
    facts: { ...silentFilm, ...film },
  }));
  await api.store.scans.commit(lease, {
    ...nothing,
    videos: files,
    found: 5,
    skipped: 0,
    unreadable: 0,
    expected: null,
  });
  await api.store.scans.commit(lease, {
    ...nothing,
    missing: [at("b.mkv")],
    found: 5,
    skipped: 0,
    unreadable: 0,
    expected: null,
  });
  scan.finish();
  await api.queue.wait(scan.job.id);
  return api;
}

type Query = Readonly<Record<string, string | readonly string[]>>;

function addressOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const each of [value].flat()) search.append(name, each);
  return search.toString();
}

describe("videos are filtered by", () => {
  const cases: readonly [query: Query, names: readonly string[]][] = [
    [{ video_codec: "h264" }, ["b.mkv", "c.mkv", "d 100%.mkv"]],
    [{ video_codec: "vp9" }, []],
    [{ resolution: "1080p" }, ["b.mkv", "c.mkv"]],
    [{ resolution: "4320p" }, ["e.mkv"]],
    [{ resolution: "720p" }, []],
    [{ suspect: "any" }, ["c.mkv", "e.mkv"]],
    [{ suspect: "truncated" }, ["c.mkv"]],
    [{ suspect: "length", resolution: "4320p" }, ["e.mkv"]],
    [{ video_codec: ["hevc", "av1"] }, ["a 100%.mkv", "e.mkv"]],
    [{ video_codec: "!h264" }, ["a 100%.mkv", "e.mkv"]],
    [{ video_codec: ["!h264", "!av1"] }, ["a 100%.mkv"]],
    [{ audio_language: "de" }, ["a 100%.mkv", "b.mkv"]],
    [{ audio_language: ["GER", "!en"] }, ["a 100%.mkv"]],
    [{ audio_language: "none" }, ["c.mkv", "d 100%.mkv", "e.mkv"]],
    [{ subtitle_language: "por" }, ["c.mkv"]],
    [{ hdr: "any", bit_depth: "10" }, ["a 100%.mkv"]],
    [{ hdr: "hdr10" }, []],
    [{ audio_codec: "!none" }, ["b.mkv"]],
    [{ container: "matroska,webm", resolution: ["sd", "2160p"] }, ["a 100%.mkv", "d 100%.mkv"]],
    [{ size_min: "1000", size_max: "1000", frame_rate_max: "25" }, Object.keys(films)],
    // The length of e.mkv is in doubt.
    [{ duration_min: "10" }, Object.keys(films).filter((name) => name !== "e.mkv")],
    [{ size_min: "1001" }, []],
    [{ modified_after: "2020-09-13", modified_before: "2020-09-13T12:26:40Z" }, []],
    [{ modified_after: "2020-09-13T14:26:40+02:00", modified_before: "2020-09-14" }, Object.keys(films)],
    [{ added_before: "2020-01-01" }, []],
    [{ q: "0%.M" }, ["a 100%.mkv", "d 100%.mkv"]],
    [{ q: "\0" }, []],
    [{ q: "" }, Object.keys(films)],
    [{ q: "100", video_codec: "h264" }, ["d 100%.mkv"]],
    [{ resolution: "1080p", video_codec: "h264", missing: "false" }, ["c.mkv"]],
    [{ resolution: "1080p", video_codec: "h264", missing: "true", q: "B" }, ["b.mkv"]],
  ];
  test.each(cases)("%j", async (query, names) => {
    await using api = await filmLibrary();
    const ask = async (more: Record<string, string>) => {
      const parameters = addressOf({ ...query, sort: "filename", ...more });
      const { status, body } = await api.call("GET", `/api/v1/videos?${parameters}`);
      expect({ status, total: body.total }).toEqual({ status: 200, total: names.length });
      return body as { videos: VideoJson[]; next_cursor: string | null };
    };
    const named = ({ videos }: { videos: readonly VideoJson[] }) => videos.map(({ filename }) => filename);
    expect(named(await ask({}))).toEqual(names);
    expect(named(await ask({ offset: "1" }))).toEqual(names.slice(1));
    const first = await ask({ limit: "1" });
    expect(named(first)).toEqual(names.slice(0, 1));
    expect(first.next_cursor === null).toBe(names.length < 2);
    if (first.next_cursor !== null) expect(named(await ask({ cursor: first.next_cursor }))).toEqual(names.slice(1));
  });
});

test("videos are filtered by their directory: all below, only those in it, or a directory of the library", async () => {
  await using api = await filmLibrary();
  const totalOf = async (query: Query) => (await api.call("GET", `/api/v1/videos?${addressOf(query)}`)).body.total;
  const above = dirname(api.directory);
  expect(await totalOf({ path: above })).toBe(5);
  expect(await totalOf({ path: above, recursive: "false" })).toBe(0);
  expect(await totalOf({ path: api.directory, recursive: "false" })).toBe(5);
  const [root] = (await api.call("GET", "/api/v1/roots")).body.roots;
  expect(await totalOf({ root_id: root.root_id })).toBe(5);
  expect(await totalOf({ root_id: root.root_id, resolution: "sd" })).toBe(1);
});

test("years and months begin in the time zone that a request names, and no other word is one", async () => {
  await using api = await startApi();
  const id = await api.scan();
  const scan = await api.nextScan();
  const path = join(api.directory, "a.mkv");
  const modifiedUs = Date.UTC(2023, 11, 31, 23, 30) * 1_000;
  await scan.commit({ videos: [path], versions: new Map([[path, { size: 1, modifiedUs }]]) });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`);
  for (const list of ["statistics", "videos/facets"]) {
    const yearIn = async (query: string) => {
      const { spans } = (await api.call("GET", `/api/v1/${list}${query}`)).body;
      return [spans.modified[0].after, spans.modified[0].before];
    };
    expect(await yearIn("")).toEqual(["2023-01-01T00:00:00.000Z", "2024-01-01T00:00:00.000Z"]);
    const here = ["2023-12-31T23:00:00.000Z", "2024-12-31T23:00:00.000Z"];
    expect(await yearIn("?time_zone=Europe/Berlin")).toEqual(here);
    const refused = await api.call("GET", `/api/v1/${list}?time_zone=Nowhere`);
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.stringContaining("time_zone")]);
  }
});

test("facets are counted without their own filter, statistics with all filters", async () => {
  await using api = await filmLibrary();
  const query = addressOf({ video_codec: "h264", resolution: ["1080p", "4320p"] });
  const ask = async (path: string): Promise<FacetsJson> => (await api.call("GET", `/api/v1/${path}?${query}`)).body;
  const counts = ({ values }: FacetsJson, property: VideoPropertyJson) =>
    Object.fromEntries(values[property].map(({ value, count }) => [value, count]));
  const facets = await ask("videos/facets");
  expect(facets.total).toEqual({ count: 2, missing: 1, bytes: 1_000, duration_seconds: 10 });
  expect(counts(facets, "video_codec")).toEqual({ h264: 2, av1: 1 });
  expect(counts(facets, "resolution")).toEqual({ sd: 1, "1080p": 2 });
  expect(counts(facets, "suspect")).toEqual({ none: 1, truncated: 1 });
  expect(facets.ranges.size).toEqual([
    { min: 0, max: 99_999_999, count: 2, missing: 1, bytes: 1_000, duration_seconds: 10 },
  ]);
  expect(facets.spans.modified).toEqual([
    { ...facets.total, after: "2020-01-01T00:00:00.000Z", before: "2021-01-01T00:00:00.000Z" },
  ]);
  const statistics = await ask("statistics");
  expect(statistics.total).toEqual(facets.total);
  expect((await api.call("GET", `/api/v1/videos?${query}`)).body.total).toBe(statistics.total.count);
  expect(counts(statistics, "video_codec")).toEqual({ h264: 2 });
  expect(counts(statistics, "resolution")).toEqual({ "1080p": 2 });
});

test("every video says which resolution it is listed under", async () => {
  await using api = await filmLibrary();
  const { body } = await api.call("GET", "/api/v1/videos?sort=filename");
  const told = body.videos.map(({ filename, resolution }: VideoJson) => [filename, resolution]);
  expect(told).toEqual([
    ["a 100%.mkv", "2160p"],
    ["b.mkv", "1080p"],
    ["c.mkv", "1080p"],
    ["d 100%.mkv", "sd"],
    ["e.mkv", "4320p"],
  ]);
});

describe("facets", () => {
  const facetsOf = async (api: Api): Promise<FacetsJson> => {
    const { status, body } = await api.call("GET", "/api/v1/videos/facets");
    expect(status).toBe(200);
    return body;
  };

  test("say what there is to filter by, and of how many videos", async () => {
    await using api = await filmLibrary();
    const facets = await facetsOf(api);
    expect(facets).toMatchObject({
      total: { count: 5, missing: 1, bytes: 4_000, duration_seconds: 30 },
      // The size of a film whose length is in doubt is in no bit rate.
      averages: { bytes: 1_000, bit_rate: 800 },
      has_hard_links: false,
      missing: 1,
      broken: 0,
    });
    const counted = (property: VideoPropertyJson) => facets.values[property].map(({ value, count }) => [value, count]);
    expect(counted("video_codec")).toEqual([
      ["h264", 3],
      ["av1", 1],
      ["hevc", 1],
    ]);
    expect(counted("resolution")).toEqual([
      ["sd", 1],
      ["1080p", 2],
      ["2160p", 1],
      ["4320p", 1],
    ]);
    expect(counted("suspect")).toEqual([
      ["none", 3],
      ["length", 1],
      ["truncated", 1],
    ]);
  });

  test("of a directory are those of its videos", async () => {
    await using api = await filmLibrary();
    const facets = async (path: string) => api.call("GET", `/api/v1/videos/facets?path=${encodeURIComponent(path)}`);
    expect((await facets(api.directory)).body).toEqual(await facetsOf(api));
    expect((await facets(join(api.directory, "nothing"))).body).toMatchObject({
      total: { count: 0 },
      values: { video_codec: [] },
    });
    expect(await facets("films")).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
    expect((await api.call("GET", "/api/v1/videos/facets?codec=h264")).status).toBe(422);
  });

  test("of an empty library are none", async () => {
    await using api = await startApi();
    expect(await facetsOf(api)).toMatchObject({
      total: { count: 0, missing: 0, bytes: 0, duration_seconds: 0 },
      averages: { bytes: null, bit_rate: null },
      has_hard_links: false,
      missing: 0,
      broken: 0,
      values: { video_codec: [], resolution: [], suspect: [] },
      ranges: { size: [] },
      spans: { added: [] },
    });
  });

  test("name the hundred most frequent codecs", async () => {
    await using api = await startApi();
    await api.scan();
    const scan = await api.nextScan();
    const videos = Array.from({ length: 103 }, (_, index) => ({
      file: { path: join(api.directory, `${index}.mkv`), size: 1, modifiedUs: 1, disk: null },
      facts: { ...silentFilm, videoCodec: `codec ${Math.min(index, 100)}` },
    }));
    const batch = {
      problems: [],
      present: [],
      missing: [],
      goneProblems: [],
      found: 103,
      skipped: 0,
      unreadable: 0,
      expected: null,
    };
    await api.store.scans.commit({ jobId: scan.job.id, claim: scan.job.claim }, { ...batch, videos });
    const { total, values } = await facetsOf(api);
    const { video_codec: codecs } = values;
    expect({ total: total.count, first: codecs[0], most: codecs.length }).toMatchObject({
      total: 103,
      first: { value: "codec 100", count: 3 },
      most: 100,
    });
  });
});
