import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobListQuerySchema } from "../../src/api/contract/jobs.ts";
import { videoListQuerySchema } from "../../src/api/contract/videos.ts";
import { errorCodes } from "../../src/api/error-codes.ts";
import { jobStatuses } from "../../src/jobs/job.ts";
import { StoreError } from "../../src/jobs/store-error.ts";
import { rangeNames } from "../../src/library/filter-payload.ts";
import { hdrKinds } from "../../src/library/picture-colours.ts";
import { resolutions } from "../../src/library/resolution.ts";
import { suspects } from "../../src/library/video.ts";
import { videoMeasures, videoProperties } from "../../src/library/video-filter.ts";
import { videoSorts } from "../../src/library/video-library.ts";
import { type Api, startApi } from "./start-api.ts";

interface Operation {
  readonly responses: Record<string, { readonly description: string }>;
}

async function operations(): Promise<Map<string, Operation>> {
  await using api = await startApi();
  const { body } = await api.call("GET", "/api/v1/openapi.json");
  const found = new Map<string, Operation>();
  for (const [path, methods] of Object.entries<Record<string, Operation>>(body.paths)) {
    for (const [method, operation] of Object.entries(methods)) found.set(`${method.toUpperCase()} ${path}`, operation);
  }
  return found;
}

describe("the OpenAPI document", () => {
  test("has every call", async () => {
    expect([...(await operations()).keys()].toSorted()).toEqual([
      "DELETE /api/v1/roots/{id}",
      "DELETE /api/v1/saved-filters/{id}",
      "DELETE /api/v1/session",
      "DELETE /api/v1/videos/{id}",
      "GET /api/v1/duplicates",
      "GET /api/v1/duplicates/export",
      "GET /api/v1/duplicates/{group}",
      "GET /api/v1/events",
      "GET /api/v1/filesystem/directories",
      "GET /api/v1/folders",
      "GET /api/v1/folders/export",
      "GET /api/v1/jobs",
      "GET /api/v1/jobs/export",
      "GET /api/v1/jobs/{id}",
      "GET /api/v1/jobs/{id}/errors",
      "GET /api/v1/jobs/{id}/errors/export",
      "GET /api/v1/jobs/{id}/events",
      "GET /api/v1/jobs/{id}/throughput",
      "GET /api/v1/jobs/{id}/wait",
      "GET /api/v1/roots",
      "GET /api/v1/roots/export",
      "GET /api/v1/roots/{id}",
      "GET /api/v1/saved-filters",
      "GET /api/v1/settings",
      "GET /api/v1/settings/export",
      "GET /api/v1/settings/webhook/deliveries",
      "GET /api/v1/statistics",
      "GET /api/v1/statistics/export",
      "GET /api/v1/version",
      "GET /api/v1/videos",
      "GET /api/v1/videos/export",
      "GET /api/v1/videos/facets",
      "GET /api/v1/videos/problems",
      "GET /api/v1/videos/problems/export",
      "GET /api/v1/videos/search",
      "GET /api/v1/videos/{id}",
      "GET /api/v1/videos/{id}/file",
      "GET /api/v1/videos/{id}/playlist.m3u8",
      "GET /api/v1/videos/{id}/show-in-folder",
      "GET /api/v1/videos/{id}/subtitles/{nth}",
      "GET /api/v1/videos/{id}/thumbnail",
      "GET /api/v1/workers",
      "GET /health/live",
      "GET /health/ready",
      "GET /metrics",
      "HEAD /api/v1/videos/{id}/file",
      "PATCH /api/v1/roots/{id}",
      "PATCH /api/v1/saved-filters/{id}",
      "PATCH /api/v1/settings",
      "POST /api/v1/duplicates/compare",
      "POST /api/v1/duplicates/{group}/delete",
      "POST /api/v1/jobs/cancel",
      "POST /api/v1/jobs/{id}/cancel",
      "POST /api/v1/jobs/{id}/resume",
      "POST /api/v1/roots",
      "POST /api/v1/roots/scan",
      "POST /api/v1/roots/{id}/scan",
      "POST /api/v1/saved-filters",
      "POST /api/v1/session",
      "POST /api/v1/settings/webhook/test",
      "POST /api/v1/videos/check",
      "POST /api/v1/videos/exclude/preview",
      "POST /api/v1/videos/export",
      "POST /api/v1/videos/forget",
      "POST /api/v1/videos/rescan",
      "POST /api/v1/videos/scan",
      "POST /api/v1/videos/thumbnails",
      "POST /api/v1/videos/{id}/show-in-folder",
    ]);
  });

  test("names every error code, at its status, and no other", async () => {
    const named = new Map<string, Set<number>>();
    for (const { responses } of (await operations()).values()) {
      for (const [status, { description }] of Object.entries(responses)) {
        for (const [, code = ""] of description.matchAll(/`([A-Z_]+)`:/g)) {
          named.set(code, (named.get(code) ?? new Set()).add(Number(status)));
        }
      }
    }
    const registered = Object.entries(errorCodes).map(([code, { status }]) => [code, new Set([status])] as const);
    expect(named).toEqual(new Map(registered));
  });

  test("is of version 3.1 and refers to nothing that it does not have", async () => {
    await using api = await startApi();
    const { body } = await api.call("GET", "/api/v1/openapi.json");
    expect(body).toMatchObject({ openapi: "3.1.0", info: { version: "1.2.3" } });
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(new Set(references)).toEqual(new Set(Object.keys(body.components.schemas)));
    const calls = Object.values<Record<string, { tags: string[] }>>(body.paths).flatMap((path) => Object.values(path));
    const listed = body.tags.map(({ name }: { name: string }) => name);
    expect(new Set(calls.flatMap(({ tags }) => tags))).toEqual(new Set(listed));
  });

  test("says of each field what it means", async () => {
    await using api = await startApi();
    const { body } = await api.call("GET", "/api/v1/openapi.json");
    const schemas = Object.entries<{ properties?: Record<string, object> }>(body.components.schemas);
    const fields = schemas.flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).map(([field, schema]) => ({ field: `${name}.${field}`, schema })),
    );
    expect(fields.length).toBeGreaterThan(100);
    const bare = fields.filter(({ schema }) => !("description" in schema) && !("$ref" in schema));
    expect(bare.map(({ field }) => field)).toEqual([]);
  });

  test("can be read at /docs, without anything from elsewhere", async () => {
    await using api = await startApi();
    const page = await api.call("GET", "/docs/");
    expect(page).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
    const sources = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = ""]) => source);
    expect(sources).toContain("/docs/docs.css");
    for (const source of sources.filter((address) => address !== "data:,")) {
      const url = new URL(source, "http://localhost/docs/");
      expect(url.host).toBe("localhost");
      // A link within the page leads somewhere.
      if (source.startsWith("#")) expect(page.body).toContain(`id="${source.slice(1)}"`);
      expect((await api.call("GET", url.pathname)).status).toBe(200);
    }
  });
});

describe("requests that are not as they should be", () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const scan = "/api/v1/videos/scan";
  const forget = "/api/v1/videos/forget";
  const json = { "content-type": "application/json" };
  const cases: readonly [what: string, request: [string, string, object?], status: number, says: string][] = [
    [
      "an unknown key",
      ["POST", scan, { path: "/x", recursve: true }],
      422,
      "unknown keys: recursve; it may have: path, recursive",
    ],
    ["a missing key", ["POST", scan, {}], 422, '"path" in the body is missing; it must be the absolute path'],
    ["a wrong type", ["POST", scan, { path: 5 }], 422, '"path" in the body must be the absolute path'],
    [
      "a text for a truth",
      ["POST", scan, { path: "/x", recursive: "yes" }],
      422,
      '"recursive" in the body must be true or false',
    ],
    ["a list for an object", ["POST", scan, []], 422, "The body must be an object"],
    ["no body", ["POST", scan], 422, "The body must be an object"],
    ["too long a reason", ["POST", "/api/v1/jobs/cancel", { reason: "x".repeat(501) }], 422, "at most 500 characters"],
    ["a reason of null", ["POST", "/api/v1/jobs/cancel", { reason: null }], 422, '"reason" in the body must be a text'],
    ["an unknown key in the address", ["GET", "/api/v1/jobs?page=2"], 422, "The query has unknown keys: page"],
    [
      "too large a limit",
      ["GET", "/api/v1/jobs?limit=101"],
      422,
      '"limit" in the query must be a whole number from 1 to 100',
    ],
    ["half a video", ["GET", "/api/v1/videos?limit=1.5"], 422, "whole number"],
    [
      "an offset before the start",
      ["GET", "/api/v1/videos?offset=-1"],
      422,
      '"offset" in the query must be a whole number',
    ],
    ["a job that is no id", ["GET", "/api/v1/videos?job_id=x"], 422, '"job_id" in the query must be a UUID'],
    ["an unknown order", ["GET", "/api/v1/videos?sort=size"], 422, '"sort" in the query must be one of created_at'],
    [
      "an unknown resolution",
      ["GET", "/api/v1/videos?resolution=1080"],
      422,
      '"resolution" in the query must be one of sd, 720p, 1080p',
    ],
    ["no size", ["GET", "/api/v1/videos?size_max="], 422, '"size_max" in the query must be a number'],
    ["a filter of null", ["POST", forget, { filter: { size_min: null } }], 422, "must be a number"],
    ["a filter of nothing", ["POST", forget, { filter: { video_codec: [] } }], 422, '"filter.video_codec" in the body'],
    ["no codec without", ["POST", forget, { filter: { video_codec: "!" } }], 422, '"filter.video_codec" in the body'],
    ["a year beyond", ["GET", "/api/v1/videos?added_after=9999-12-31T23:59:59-23:59"], 422, "0001 to 9998"],
    ["an empty codec", ["GET", "/api/v1/videos?video_codec="], 422, '"video_codec" in the query must be a text'],
    ["no such HDR", ["GET", "/api/v1/videos?hdr=hdr11"], 422, '"hdr" in the query must be one of sdr, hdr10'],
    ["a size in words", ["GET", "/api/v1/videos?size_min=big"], 422, '"size_min" in the query must be a number'],
    ["a negative length", ["GET", "/api/v1/videos?duration_max=-1"], 422, '"duration_max" in the query must be'],
    ...["videos", "videos/export", "videos/facets", "statistics", "statistics/export"].map(
      (list): (typeof cases)[number] => [
        `a range of ${list} that ends before it begins`,
        ["GET", `/api/v1/${list}?size_min=5&size_max=1${list.endsWith("export") ? "&format=csv" : ""}`],
        422,
        '"size_max" is less than "size_min", so no video can match.',
      ],
    ),
    ...["videos/check", "videos/rescan", "videos/forget", "videos/export", "saved-filters"].map(
      (call): (typeof cases)[number] => [
        `a span of ${call} that ends before it begins`,
        [
          "POST",
          `/api/v1/${call}`,
          {
            filter: { added_after: "2026-02-01", added_before: "2026-02-01T00:00:00+01:00" },
            ...(call === "saved-filters" && { name: "a" }),
            ...(call === "videos/export" && { format: "csv" }),
          },
        ],
        422,
        '"added_before" is not after "added_after", so no video can match.',
      ],
    ),
    ["no day", ["GET", "/api/v1/videos?added_after=monday"], 422, '"added_after" in the query must be a day or a time'],
    [
      "an unknown root",
      ["GET", `/api/v1/videos?root_id=00000000-0000-4000-8000-000000000000`],
      404,
      "no directory with this id",
    ],
    [
      "path and root",
      ["GET", `/api/v1/videos?path=/&root_id=00000000-0000-4000-8000-000000000000`],
      422,
      'Give "path" or "root_id"',
    ],
    ["maybe missing", ["GET", "/api/v1/videos?missing=maybe"], 422, '"missing" in the query must be "true" or "false"'],
    ["no search", ["GET", "/api/v1/videos/search"], 422, '"q" in the query is missing'],
    ["no time to wait", ["GET", "/api/v1/jobs/x/wait?timeout=0"], 422, "from 1 to 3600"],
    ["two limits", ["GET", "/api/v1/jobs?limit=1&limit=2"], 422, '"limit" in the query must be a whole number'],
    ["too large a body", ["POST", scan, { path: "x".repeat(70_000) }], 413, "at most 64 kB"],
    ["too many ids", ["POST", "/api/v1/videos/check", { ids: ["x".repeat(600_000)] }], 413, "at most 512 kB"],
    ["an unknown address", ["GET", "/api/v1/nothing"], 404, "There is nothing at GET /api/v1/nothing"],
    ["an unknown method", ["DELETE", "/api/v1/jobs"], 404, "There is nothing at DELETE /api/v1/jobs"],
    ["an address that is none", ["GET", "/api/v1/jobs/%zz"], 400, "not a valid url"],
  ];
  test.each(cases)("%s", async (_what, [method, url, body], status, says) => {
    const answer = await api.call(method as "GET" | "POST" | "DELETE", url, body);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(["detail"]);
    expect(Object.entries(errorCodes)).toContainEqual([answer.body.detail.code, expect.objectContaining({ status })]);
    expect(answer.body.detail.message).toContain(says);
  });

  test.each([
    ["half of JSON", '{"path":', json, 422],
    ["JSON that would change what objects are", '{"__proto__": {"path": "/"}}', json, 422],
    ["a form", "path=/x", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["plain text, as any web page may send it", '{"path": "/"}', { "content-type": "text/plain" }, 415],
  ])("%s", async (_what, payload, headers, status) => {
    const response = await api.app.inject({
      method: "POST",
      url: scan,
      payload,
      headers: { host: "localhost", ...headers },
    });
    expect({ status: response.statusCode, keys: Object.keys(response.json()) }).toEqual({ status, keys: ["detail"] });
  });
});

describe("what goes wrong here", () => {
  test("is not told, but logged, once", async () => {
    const lines: string[] = [];
    const logStream = { write: (line: string) => void lines.push(line) };
    await using api = await startApi({ logLevel: "info", logStream });
    Object.defineProperty(api.queue, "list", { value: () => Promise.reject(new Error("the secret of the house")) });
    const { status, body } = await api.call("GET", "/api/v1/jobs");
    expect({ status, code: body.detail.code }).toEqual({ status: 500, code: "INTERNAL_ERROR" });
    expect(JSON.stringify(body)).not.toContain("secret");
    expect(lines.filter((line) => line.includes("the secret of the house"))).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  test("with the database is told with what to do, and logged once, however often it is asked", async () => {
    const lines: string[] = [];
    const logStream = { write: (line: string) => void lines.push(line) };
    await using api = await startApi({ logLevel: "info", logStream });
    const full = new StoreError("STORE_FULL", "The disk of /data is full. Make room on it.");
    Object.defineProperty(api.queue, "list", { value: () => Promise.reject(full) });
    expect(await api.call("GET", "/api/v1/jobs")).toMatchObject({
      status: 503,
      body: { detail: { code: "STORE_FULL", message: full.message } },
    });
    await api.call("GET", "/api/v1/jobs");
    expect(lines).toEqual([expect.stringContaining(`"code":"STORE_FULL","msg":"${full.message}"`)]);
    expect((await api.call("GET", "/metrics")).body).toContain("gleaner_http_request_duration_seconds_count");
  });
});

test("the names of the contract are those of the library and the queue", () => {
  const { sort, ...filters } = videoListQuerySchema.shape;
  const known = { resolution: resolutions, suspect: suspects, hdr: hdrKinds };
  for (const [name, values] of Object.entries(known)) {
    for (const value of values) expect(filters[name as keyof typeof known].parse([value, `!${value}`])).toHaveLength(2);
  }
  const { path, root_id: _, recursive, q, job_id: job, missing, broken, limit, offset, cursor, ...others } = filters;
  expect([path, recursive, q, job, missing, broken, limit, offset, cursor]).not.toContain(undefined);
  const ends = videoMeasures.flatMap((measure) => rangeNames[measure]);
  expect(Object.keys(others).toSorted()).toEqual([...videoProperties, ...ends].toSorted());
  for (const name of videoSorts) expect(sort.parse(name)).toBe(name);
  expect(sort.unwrap().options).toHaveLength(videoSorts.length);
  expect(jobListQuerySchema.parse({ status: [...jobStatuses] }).status).toEqual([...jobStatuses]);
});

test("the contract brings nothing but zod to the web page", async () => {
  const directory = new URL("../../src/api/contract/", import.meta.url);
  const names = (await readdir(directory)).filter((name) => !name.endsWith(".test.ts"));
  // A rule that the settings of the environment share.
  const shared = "../../notices/webhook-url.ts";
  const read = async (name: string) => readFile(new URL(name, directory), "utf8");
  const sources = await Promise.all([...names, shared].map(read));
  const imported = sources.flatMap((source) => [...source.matchAll(/from "([^"]+)"/g)].map(([, name]) => name));
  const files = new Set([...names.map((name) => `./${name}`), shared]);
  expect(new Set(imported.filter((name) => !files.has(name ?? "")))).toEqual(new Set(["zod"]));
});
