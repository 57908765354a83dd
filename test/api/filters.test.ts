import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FacetsJson, VideoJson } from "../../src/api/contract/videos.ts";
import type { VideoFacts } from "../../src/library/video.ts";
import { detailsWith, factsOf } from "../video-details.ts";
import { type Api, startApi } from "./start-api.ts";

type Film = Partial<Pick<VideoFacts, "videoCodec" | "width" | "height" | "suspect">>;

const films: Readonly<Record<string, Film>> = {
  "a 100%.mkv": { videoCodec: "hevc", width: 3840, height: 2160 },
  "b.mkv": { videoCodec: "h264", width: 1080, height: 1920 },
  "c.mkv": { videoCodec: "h264", width: 1920, height: 800, suspect: "truncated" },
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
    facts: { ...facts, ...film },
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

const facts: VideoFacts = {
  container: "matroska,webm",
  durationSeconds: 10,
  durationSource: "declared",
  suspect: null,
  frameRateNumerator: 25,
  frameRateDenominator: 1,
  width: 640,
  height: 360,
  rotation: 0,
  videoCodec: "h264",
  audioCodec: null,
  audioChannels: null,
  sampleRate: null,
  bitRate: null,
  audioCount: 0,
  hdr: "sdr",
  bitDepth: 8,
  ...factsOf(detailsWith()),
};

describe("videos are filtered by", () => {
  const cases: readonly [query: Record<string, string>, names: readonly string[]][] = [
    [{ video_codec: "h264" }, ["b.mkv", "c.mkv", "d 100%.mkv"]],
    [{ video_codec: "vp9" }, []],
    [{ resolution: "1080p" }, ["b.mkv", "c.mkv"]],
    [{ resolution: "4320p" }, ["e.mkv"]],
    [{ resolution: "720p" }, []],
    [{ suspect: "any" }, ["c.mkv", "e.mkv"]],
    [{ suspect: "truncated" }, ["c.mkv"]],
    [{ suspect: "length", resolution: "4320p" }, ["e.mkv"]],
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
      const parameters = new URLSearchParams({ ...query, sort: "filename", ...more }).toString();
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
    expect(await facetsOf(api)).toEqual({
      total: 5,
      missing: 1,
      broken: 0,
      video_codecs: [
        { value: "h264", count: 3 },
        { value: "av1", count: 1 },
        { value: "hevc", count: 1 },
      ],
      resolutions: [
        { value: "sd", count: 1 },
        { value: "1080p", count: 2 },
        { value: "2160p", count: 1 },
        { value: "4320p", count: 1 },
      ],
      suspects: [
        { value: "truncated", count: 1 },
        { value: "length", count: 1 },
      ],
    });
  });

  test("of a directory are those of its videos", async () => {
    await using api = await filmLibrary();
    const facets = async (path: string) => api.call("GET", `/api/v1/videos/facets?path=${encodeURIComponent(path)}`);
    expect((await facets(api.directory)).body).toEqual(await facetsOf(api));
    expect((await facets(join(api.directory, "nothing"))).body).toMatchObject({ total: 0, video_codecs: [] });
    expect(await facets("films")).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
    expect((await api.call("GET", "/api/v1/videos/facets?codec=h264")).status).toBe(422);
  });

  test("of an empty library are none", async () => {
    await using api = await startApi();
    expect(await facetsOf(api)).toEqual({
      total: 0,
      missing: 0,
      broken: 0,
      video_codecs: [],
      resolutions: [],
      suspects: [],
    });
  });

  test("name the hundred most frequent codecs", async () => {
    await using api = await startApi();
    await api.scan();
    const scan = await api.nextScan();
    const videos = Array.from({ length: 103 }, (_, index) => ({
      file: { path: join(api.directory, `${index}.mkv`), size: 1, modifiedUs: 1, disk: null },
      facts: { ...facts, videoCodec: `codec ${Math.min(index, 100)}` },
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
    const { total, video_codecs: codecs } = await facetsOf(api);
    expect({ total, first: codecs[0], most: codecs.length }).toEqual({
      total: 103,
      first: { value: "codec 100", count: 3 },
      most: 100,
    });
  });
});
