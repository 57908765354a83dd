import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { csvColumns, type VideoJson } from "../../src/api/contract/videos.ts";
import { StoreError } from "../../src/jobs/store-error.ts";
import { describeExports } from "../conformance/exports.ts";
import { facetsOf } from "../store/facets-of.ts";
import { csvRows } from "./csv-rows.ts";
import { type Api, type ApiOptions, type ScriptedScan, startApi } from "./start-api.ts";

describeExports(() => startApi());

/** A library of these videos, and the scan that has found them and goes on. */
async function libraryOf(names: string[], options: ApiOptions = {}): Promise<Api & { scan: ScriptedScan }> {
  const api = await startApi(options);
  await api.queue.submit({ type: "scan", payload: { path: api.directory, recursive: true, retry_errors: false } });
  const scan = await api.nextScan();
  await scan.commit({ videos: names.map((name) => join(api.directory, name)) });
  return Object.assign(api, { scan });
}

async function exported(api: Api, query: string): Promise<string> {
  const { status, body } = await api.call("GET", `/api/v1/videos/export?${query}`);
  expect(status).toBe(200);
  return body as string;
}

const objects = (ndjson: string) =>
  ndjson
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as VideoJson);
const names = (videos: readonly VideoJson[]) => videos.map(({ filename }) => filename);

/** From now on the list has no end: after its last video, the first one follows. Returns how often it was read. */
function makeEndless({ store: { videos } }: Api): { reads: number } {
  const numbers = videos.numbers.bind(videos);
  const counted = { reads: 0 };
  const endless: typeof numbers = async (query) => {
    counted.reads += 1;
    const first = { ...query };
    Reflect.deleteProperty(first, "cursor");
    return { ...(await numbers(first)), nextCursor: "again" };
  };
  Object.defineProperty(videos, "numbers", { value: endless });
  return counted;
}

const manyNames = (count: number) => Array.from({ length: count }, (_, nth) => `film ${nth}.mkv`);

describe("an export as NDJSON", () => {
  test("has the videos of the list, one a line, with all fields", async () => {
    await using api = await libraryOf(["b.mkv", "ünï\u00a0🎬.mkv", "a\nb.mkv"]);
    const { headers, body } = await api.call("GET", "/api/v1/videos/export?format=ndjson&sort=filename");
    expect(headers).toMatchObject({
      "content-type": "application/x-ndjson",
      "content-disposition": expect.stringMatching(/^attachment; filename="videos-\d{4}-\d\d-\d\d\.ndjson"$/),
    });
    const list = await api.call("GET", "/api/v1/videos?sort=filename");
    expect(objects(body)).toEqual(list.body.videos);
    expect(objects(body)).toHaveLength(3);
  });

  test("is empty for a library without videos", async () => {
    await using api = await startApi();
    expect(await exported(api, "format=ndjson")).toBe("");
  });

  test("has the filters and the order of the list", async () => {
    await using api = await libraryOf(["a.mkv", "b.mkv", "harbour.mkv", "cut.mkv"]);
    await api.scan.commit({
      truncated: ["cut.mkv"].map((name) => join(api.directory, name)),
      videos: [join(api.directory, "cut.mkv")],
    });
    await api.scan.commit({ missing: [join(api.directory, "b.mkv")] });
    const of = async (query: string) => names(objects(await exported(api, `format=ndjson&${query}`)));
    expect(await of("sort=filename")).toEqual(["a.mkv", "b.mkv", "cut.mkv", "harbour.mkv"]);
    expect(await of("sort=-filename")).toEqual(["harbour.mkv", "cut.mkv", "b.mkv", "a.mkv"]);
    expect(await of("missing=true")).toEqual(["b.mkv"]);
    expect(await of("missing=false&sort=filename")).toEqual(["a.mkv", "cut.mkv", "harbour.mkv"]);
    expect(await of("q=HARB")).toEqual(["harbour.mkv"]);
    expect(await of("suspect=any")).toEqual(["cut.mkv"]);
    expect(await of("video_codec=av1")).toEqual([]);
    expect(await of("path=/elsewhere")).toEqual([]);
  });
});

describe("an export as CSV", () => {
  test("has a header and a row for each video", async () => {
    await using api = await libraryOf(["a.mkv"]);
    const { headers, body } = await api.call("GET", "/api/v1/videos/export?format=csv");
    expect(headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": expect.stringMatching(/^attachment; filename="videos-\d{4}-\d\d-\d\d\.csv"$/),
    });
    const [video] = objects(await exported(api, "format=ndjson"));
    const facts = 'a.mkv,"matroska,webm",1000,10,640,360,0,sd,30000,1001,sdr,8,h264,900000,aac,2,,en,,,,';
    const times = `2020-09-13T12:26:40.000Z,${video?.created_at},${video?.updated_at}`;
    expect(body).toBe(`${csvColumns.join(",")}\r\n${video?.id},${join(api.directory, "a.mkv")},${facts},${times}\r\n`);
  });

  test("has only a header for a library without videos", async () => {
    await using api = await startApi();
    expect(await exported(api, "format=csv")).toBe(`${csvColumns.join(",")}\r\n`);
  });

  test.each([
    ["=1+1.mkv", "'=1+1.mkv"],
    ["+1.mkv", "'+1.mkv"],
    ["-1.mkv", "'-1.mkv"],
    ["@sum(a1).mkv", "'@sum(a1).mkv"],
    ["\tx.mkv", "'\tx.mkv"],
    ["\r=1.mkv", "'\r=1.mkv"],
    ["\n=1.mkv", "'\n=1.mkv"],
    ["＝1.mkv", "'＝1.mkv"],
    ['=cmd|" -c calc"!a0,1.mkv', `'=cmd|" -c calc"!a0,1.mkv`],
    ['say "yes", twice\r\nover two lines.mkv', 'say "yes", twice\r\nover two lines.mkv'],
    ["'quoted'.mkv", "'quoted'.mkv"],
    ["ünï 🎬 語.mkv", "ünï 🎬 語.mkv"],
    ["half \ud83d.mkv", "half \ufffd.mkv"],
    [" space = 1; a.mkv", " space = 1; a.mkv"],
  ])("keeps the name %j as one field, which is no formula", async (name, field) => {
    await using api = await libraryOf([name, "z.mkv"]);
    const [header, ...rows] = csvRows(await exported(api, "format=csv&sort=created_at"));
    expect(header).toEqual([...csvColumns]);
    expect(rows.map((row) => row[csvColumns.indexOf("filename")])).toEqual([field, "z.mkv"]);
    expect(rows.map((row) => row.length)).toEqual([csvColumns.length, csvColumns.length]);
    const [video] = objects(await exported(api, "format=ndjson&sort=created_at"));
    expect(video?.filename).toBe(name.toWellFormed());
  });
});

describe("an export of a part", () => {
  test("has only the fields that are wanted, in their order", async () => {
    await using api = await libraryOf(["b.mkv", "a.mkv"]);
    const path = (name: string) => join(api.directory, name);
    const ndjson = await exported(api, "format=ndjson&fields=path,filename&sort=filename");
    const lines = ["a.mkv", "b.mkv"].map((name) => `{"path":"${path(name)}","filename":"${name}"}\n`);
    expect(ndjson).toBe(lines.join(""));
    const csv = await exported(api, "format=csv&fields=filename,subtitle_languages&sort=filename&bom=true");
    expect(csv).toBe("\ufefffilename,subtitle_languages\r\na.mkv,en\r\nb.mkv,en\r\n");
  });

  test.each([
    ["offset=2&limit=3", 2, 5],
    ["offset=4", 4, 6],
    ["limit=1", 0, 1],
    ["offset=7&limit=1", 6, 6],
  ])("has the videos of the list from a place (%s)", async (range, first, end) => {
    await using api = await libraryOf(manyNames(6));
    const found = names(objects(await exported(api, `format=ndjson&sort=filename&${range}`)));
    expect(found).toEqual(manyNames(6).slice(first, end));
  });

  test("has the videos that are named, in this order", async () => {
    await using api = await libraryOf(["a.mkv", "b.mkv", "c.mkv"]);
    const [a, , c] = objects(await exported(api, "format=ndjson&sort=filename"));
    const ids = [c?.id.toUpperCase(), "00000000-0000-4000-8000-000000000000", a?.id];
    const { status, body } = await api.call("POST", "/api/v1/videos/export", { format: "ndjson", ids });
    expect({ status, videos: objects(body) }).toEqual({ status: 200, videos: [c, a] });
    const filter = { q: "b.mkv", missing: false };
    const matching = await api.call("POST", "/api/v1/videos/export", { format: "csv", fields: ["filename"], filter });
    expect(matching.body).toBe("filename\r\nb.mkv\r\n");
  });

  test.each([
    [{}, "not both"],
    [{ ids: ["00000000-0000-4000-8000-000000000000"], filter: {} }, "not both"],
    [{ ids: [] }, '"ids" in the body must have an id in it'],
    [{ filter: {}, fields: ["nothing"] }, "must be some of id, path"],
  ])("is refused if the request is %j", async (request, says) => {
    await using api = await startApi();
    const { status, body } = await api.call("POST", "/api/v1/videos/export", { format: "csv", ...request });
    expect({ status, code: body.detail.code }).toEqual({ status: 422, code: "VALIDATION_ERROR" });
    expect(body.detail.message).toContain(says);
  });

  test("takes 10,000 ids, and no more", async () => {
    await using api = await startApi();
    const ids = Array.from({ length: 10_000 }, () => crypto.randomUUID());
    const ask = (some: readonly string[]) => api.call("POST", "/api/v1/videos/export", { format: "ndjson", ids: some });
    expect(await ask(ids)).toMatchObject({ status: 200, body: "" });
    expect(await ask([...ids, crypto.randomUUID()])).toMatchObject({ status: 422 });
  });
});

describe("a long export", () => {
  test.each(["sort=-created_at", "sort=filename", "sort=filename&missing=false", "sort=-file_size&q=film"])(
    "has each of 1,500 videos once while a scan adds and changes videos (%s)",
    async (query) => {
      await using api = await libraryOf(manyNames(1_500));
      const byNumbers = api.store.videos.byNumbers.bind(api.store.videos);
      let added = 0;
      Object.defineProperty(api.store.videos, "byNumbers", {
        value: async (asked: Parameters<typeof byNumbers>[0]) => {
          added += 1;
          const changed = [`new film ${added}.mkv`, "film 0.mkv", "film 1499.mkv"];
          await api.scan.commit({ videos: changed.map((name) => join(api.directory, name)) });
          return byNumbers(asked);
        },
      });
      const found = names(objects(await exported(api, `format=ndjson&${query}`)));
      expect(added).toBeGreaterThan(5);
      expect(new Set(found).size).toBe(found.length);
      expect(found.filter((name) => !name.startsWith("new")).toSorted()).toEqual(manyNames(1_500).toSorted());
    },
  );

  test("breaks off when the database fails, so that nobody takes a part for the whole", async () => {
    const lines: string[] = [];
    await using api = await libraryOf(manyNames(1_200), {
      logLevel: "warn",
      logStream: { write: (line) => void lines.push(line) },
    });
    const byNumbers = api.store.videos.byNumbers.bind(api.store.videos);
    let reads = 0;
    Object.defineProperty(api.store.videos, "byNumbers", {
      value: async (asked: Parameters<typeof byNumbers>[0]) => {
        reads += 1;
        if (reads % 12 === 0) throw new StoreError("STORE_UNAVAILABLE", "The disk is gone.");
        return byNumbers(asked);
      },
    });
    const url = await api.listen();
    for (const format of ["csv", "ndjson"]) {
      const response = await fetch(`${url}/api/v1/videos/export?format=${format}`);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow("terminated");
    }
    expect(lines.filter((line) => line.includes("A stream broke off"))).toHaveLength(2);
  });

  test("is answered with the error if the first videos cannot be read", async () => {
    await using api = await startApi();
    const full = new StoreError("STORE_UNAVAILABLE", "The disk is gone.");
    Object.defineProperty(api.store.videos, "numbers", { value: () => Promise.reject(full) });
    const { status, headers, body } = await api.call("GET", "/api/v1/videos/export?format=csv");
    expect({ status, body }).toMatchObject({ status: 503, body: { detail: { code: "STORE_UNAVAILABLE" } } });
    expect(headers).not.toHaveProperty("content-disposition");
  });

  test("stops reading when its client leaves, and only eight run at once", async () => {
    const lines: string[] = [];
    await using api = await libraryOf(manyNames(200), {
      logLevel: "warn",
      logStream: { write: (line) => void lines.push(line) },
    });
    const counted = makeEndless(api);
    const url = `${await api.listen()}/api/v1/videos/export?format=ndjson`;
    const leaving = new AbortController();
    const clients = await Promise.all(Array.from({ length: 8 }, () => fetch(url, { signal: leaving.signal })));
    expect(clients.map(({ status }) => status)).toEqual(clients.map(() => 200));
    const refused = await fetch(url);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ detail: { code: "TOO_MANY_STREAMS" } });
    leaving.abort();
    const readsMeanwhile = async () => {
      const before = counted.reads;
      // In this time, an export that goes on would read again.
      for (let turn = 0; turn < 3; turn += 1) await facetsOf(api.store.videos);
      await setImmediate();
      return counted.reads - before;
    };
    await expect.poll(readsMeanwhile).toBe(0);
    const again = new AbortController();
    await expect.poll(async () => (await fetch(url, { signal: again.signal })).status).toBe(200);
    again.abort();
    expect(lines).toEqual([]);
  });

  test("holds no shutdown up, and breaks off", async () => {
    const lines: string[] = [];
    await using api = await libraryOf(manyNames(200), {
      logLevel: "warn",
      logStream: { write: (line) => void lines.push(line) },
    });
    makeEndless(api);
    const url = `${await api.listen()}/api/v1/videos/export?format=csv`;
    const deaf = await fetch(url);
    const reading = await fetch(url);
    const [read] = await Promise.allSettled([reading.text(), api.app.close()]);
    expect(read).toMatchObject({ status: "rejected", reason: new TypeError("terminated") });
    await expect(deaf.text()).rejects.toThrow("terminated");
    expect(lines).toEqual([]);
  });
});

test.each([
  ["", '"format" in the query is missing; it must be csv or ndjson'],
  ["format=xml", '"format" in the query must be csv or ndjson'],
  ["format=csv&cursor=5", "The query has unknown keys: cursor"],
  ["format=csv&sort=size", '"sort" in the query must be one of created_at'],
])("an export of %j is refused", async (query, says) => {
  await using api = await startApi();
  const { status, body } = await api.call("GET", `/api/v1/videos/export?${query}`);
  expect({ status, code: body.detail.code }).toEqual({ status: 422, code: "VALIDATION_ERROR" });
  expect(body.detail.message).toContain(says);
});

test("an export of a relative directory is refused", async () => {
  await using api = await startApi();
  const { status, body } = await api.call("GET", "/api/v1/videos/export?format=csv&path=films");
  expect({ status, code: body.detail.code }).toEqual({ status: 400, code: "INVALID_PATH" });
});

test.each(["videos", "duplicates", "folders", "jobs", "statistics", "videos/problems"])(
  "an export of %s over HTTP/1.0 is refused, as its client could not tell a part from the whole",
  async (list) => {
    await using api = await startApi();
    const { port } = new URL(await api.listen());
    const client = connect(Number(port), "127.0.0.1");
    client.write(`GET /api/v1/${list}/export?format=csv HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const [head = "", body = ""] = (await text(client)).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 426 /);
    expect(head.toLowerCase()).toContain("\r\nupgrade: http/1.1");
    const { detail } = JSON.parse(body);
    expect(detail).toMatchObject({
      code: "HTTP_TOO_OLD",
      message: expect.stringContaining("`proxy_http_version 1.1;`"),
    });
  },
);
