/** Pictures of videos over HTTP: a real server with a real library, and scans and posters of real clips. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  access,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { VideoJson } from "../../src/api/contract/videos.ts";
import { loadConfig } from "../../src/config.ts";
import type { Server } from "../../src/server/options.ts";
import { startServer } from "../../src/server/server.ts";
import { copyClip } from "../clip-tree.ts";
import { holdFileCalls } from "../scanning/hold-file-calls-under-test.ts";

let home: string;
/** Of all tests, because processes that read media take long to start. Some tests start another one in its place. */
let server: Server;
/** A directory for the films of each test. */
let films: string;
/** The posters of the tests before. */
let postersBefore: ReadonlySet<string>;
let tests = 0;
beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), "gleaner-thumbnails-")));
  await start();
});
beforeEach(async () => {
  tests += 1;
  films = join(home, `films ${tests}`);
  await mkdir(films);
  postersBefore = new Set(await allPosters());
});
afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = await startServer(loadConfig({ data: join(home, "data") }, {}), {
    command: "a test",
    runs: "all",
    listen: "privately",
    joinable: false,
    scansAtOnce: false,
    onError: (error) => {
      throw error;
    },
  });
}

function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${server.token}`);
  if (init.body !== undefined) headers.set("content-type", "application/json");
  return fetch(`${server.url}/api/v1${path}`, { ...init, headers });
}

// oxlint-disable-next-line typescript/no-explicit-any -- what is in it is what the tests are about
async function json(path: string, init: RequestInit = {}): Promise<{ status: number; body: any }> {
  const response = await call(path, init);
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
}

/** Scans the films of the test, and returns those in the library, by name. */
async function scan(): Promise<Record<string, VideoJson>> {
  const { body } = await json("/videos/scan", { method: "POST", body: JSON.stringify({ path: films }) });
  const job = await json(`/jobs/${body.job_id}/wait`);
  expect(job.body.status).toBe("completed");
  return library();
}

async function library(): Promise<Record<string, VideoJson>> {
  const { body } = await json("/videos?limit=100");
  const own = (body.videos as VideoJson[]).filter(({ path }) => path.startsWith(`${films}/`));
  return Object.fromEntries(own.map((video) => [video.filename, video]));
}

async function scanned(name: string): Promise<VideoJson> {
  const video = (await scan())[name];
  if (video === undefined) throw new Error(`${name} is not in the library`);
  return video;
}

const ask = (ids: readonly string[]) =>
  json("/videos/thumbnails", { method: "POST", body: JSON.stringify({ video_ids: ids }) });

async function state(id: string): Promise<string> {
  return (await ask([id])).body.thumbnails[0].state;
}

async function until(id: string, wanted: "ready" | "unavailable"): Promise<void> {
  await expect.poll(() => state(id), { timeout: 20_000 }).toBe(wanted);
}

const picture = (id: string, v?: string, headers: Record<string, string> = {}) =>
  call(`/videos/${id}/thumbnail${v === undefined ? "" : `?v=${encodeURIComponent(v)}`}`, { headers });

/** The paths of the posters of this test. */
async function posters(): Promise<readonly string[]> {
  return (await allPosters()).filter((path) => !postersBefore.has(path));
}

async function allPosters(): Promise<readonly string[]> {
  const root = join(home, "data", "posters");
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function sizeOf(response: Response): Promise<string> {
  const path = join(home, `${randomUUID()}.jpg`);
  await writeFile(path, Buffer.from(await response.arrayBuffer()));
  const show = ["-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0", path];
  return (await promisify(execFile)("ffprobe", show)).stdout.trim();
}

describe("the picture of a video", () => {
  test("is a placeholder that is not kept, until it is made on first sight", async () => {
    await copyClip("rotated-90.mp4", join(films, "a.mp4"));
    const { id, thumbnail_path: path, updated_at: v } = await scanned("a.mp4");
    expect(path).toBeNull();
    expect(await posters()).toEqual([]);
    const first = await picture(id, v);
    expect([first.status, first.headers.get("content-type"), first.headers.get("cache-control")]).toEqual([
      200,
      "image/jpeg",
      "no-store",
    ]);
    expect(await sizeOf(first)).toBe("mjpeg,320,180");
    await until(id, "ready");
    expect(await sizeOf(await picture(id, v))).toBe("mjpeg,320,568");
    const { thumbnail_path: made } = (await json(`/videos/${id}`)).body;
    expect(await posters()).toEqual([made]);
    expect((await library())["a.mp4"]?.thumbnail_path).toBe(made);
  });

  test("is kept for good under its version, and checked under any other", async () => {
    await copyClip("h264-aac-faststart.mp4", join(films, "a.mp4"));
    const { id, updated_at: v } = await scanned("a.mp4");
    await ask([id]);
    await until(id, "ready");
    const kept = await picture(id, v);
    expect(kept.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    for (const other of [undefined, "", "1", new Date(0).toISOString()]) {
      expect((await picture(id, other)).headers.get("cache-control")).toBe("private, no-cache");
    }
    const etag = kept.headers.get("etag") ?? "";
    const [path = ""] = await posters();
    expect(kept.headers.get("last-modified")).toBe((await stat(path)).mtime.toUTCString());
    for (const names of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const same = await picture(id, v, { "if-none-match": names });
      expect([same.status, await same.text(), same.headers.get("etag")]).toEqual([304, "", etag]);
      expect(same.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    }
    expect((await picture(id, v, { "if-none-match": '"other"' })).status).toBe(200);
  });

  test("is made again when somebody has deleted it", async () => {
    await copyClip("h264-aac-faststart.mp4", join(films, "a.mp4"));
    const { id } = await scanned("a.mp4");
    await ask([id]);
    await until(id, "ready");
    await rm(join(home, "data", "posters"), { recursive: true });
    postersBefore = new Set();
    expect((await picture(id)).headers.get("cache-control")).toBe("no-store");
    await until(id, "ready");
    expect(await posters()).toHaveLength(1);
  });

  test("is another when the file has changed and been scanned, and none is made before that", async () => {
    const file = join(films, "a.mp4");
    await copyClip("h264-aac-faststart.mp4", file);
    const before = await scanned("a.mp4");
    await copyClip("rotated-90.mp4", file);
    await utimes(file, 1e9, 1e9);
    await ask([before.id]);
    await until(before.id, "unavailable");
    const after = await scanned("a.mp4");
    expect(after.id).toBe(before.id);
    expect(after.updated_at).not.toBe(before.updated_at);
    await ask([after.id]);
    await until(after.id, "ready");
    expect(await sizeOf(await picture(after.id))).toBe("mjpeg,320,568");
    expect((await picture(after.id, before.updated_at)).headers.get("cache-control")).toBe("private, no-cache");
    await copyClip("h264-aac-faststart.mp4", file);
    await scanned("a.mp4");
    expect((await library())["a.mp4"]?.thumbnail_path).toBeNull();
    await ask([after.id]);
    await until(after.id, "ready");
    expect(await sizeOf(await picture(after.id))).toBe("mjpeg,320,180");
    expect(await posters()).toHaveLength(1);
  });

  test("stays when the server starts anew, and when its file is missing", async () => {
    const file = join(films, "a.mp4");
    await copyClip("h264-aac-faststart.mp4", file);
    await copyClip("mpeg4-mp3.avi", join(films, "b.avi"));
    const { id } = await scanned("a.mp4");
    await ask([id]);
    await until(id, "ready");
    const before = await posters();
    const { mtimeMs } = await stat(before[0] ?? "");
    await server.close();
    await start();
    await rm(file);
    expect((await scanned("a.mp4")).missing_since).not.toBeNull();
    expect(await state(id)).toBe("ready");
    expect((await picture(id)).headers.get("etag")).not.toBeNull();
    expect(await posters()).toEqual(before);
    expect((await stat(before[0] ?? "")).mtimeMs).toBe(mtimeMs);
  });

  test("goes when the video is removed from the library", async () => {
    await copyClip("h264-aac-faststart.mp4", join(films, "a.mp4"));
    const { id } = await scanned("a.mp4");
    await ask([id]);
    await until(id, "ready");
    expect((await json(`/videos/${id}`, { method: "DELETE" })).status).toBe(204);
    expect(await posters()).toEqual([]);
    expect((await picture(id)).status).toBe(404);
    await access(join(films, "a.mp4"));
  });

  test("that cannot be made is tried once, also after the next start, until the file changes", async () => {
    const file = join(films, "a.mp4");
    // Its index is whole and its pictures are not: a scan takes it for a video.
    await copyClip("h264-aac-faststart.mp4", file);
    const clip = await readFile(file);
    await writeFile(file, clip.fill(0, clip.indexOf("mdat") + 4));
    const { id } = await scanned("a.mp4");
    expect(await state(id)).toBe("pending");
    await until(id, "unavailable");
    await server.close();
    await start();
    expect(await state(id)).toBe("unavailable");
    expect((await picture(id)).headers.get("cache-control")).toBe("no-store");
    expect(await posters()).toEqual([]);
    await copyClip("h264-aac-faststart.mp4", file);
    await scan();
    await ask([id]);
    await until(id, "ready");
  });

  test("that cannot be made as its disk is away is made when that is back", async () => {
    await copyClip("h264-aac-faststart.mp4", join(films, "a.mp4"));
    const { id } = await scanned("a.mp4");
    await copyFile(join(films, "a.mp4"), join(home, "kept.mp4"));
    const { atimeMs, mtimeMs } = await stat(join(films, "a.mp4"));
    await rm(join(films, "a.mp4"));
    await ask([id]);
    await until(id, "unavailable");
    await copyFile(join(home, "kept.mp4"), join(films, "a.mp4"));
    await utimes(join(films, "a.mp4"), atimeMs / 1_000, mtimeMs / 1_000);
    await scan();
    // Only for a minute it is remembered, and not beyond the process.
    await server.close();
    await start();
    await ask([id]);
    await until(id, "ready");
  });
});

describe("asking for pictures", () => {
  test("tells how it stands with each, in the order of the request", async () => {
    await copyClip("h264-aac-faststart.mp4", join(films, "a.mp4"));
    await copyClip("mpeg4-mp3.avi", join(films, "b.avi"));
    const videos = await scan();
    const [a = "", b = ""] = [videos["a.mp4"]?.id, videos["b.avi"]?.id];
    const unknown = randomUUID();
    expect(await ask([b, unknown, a])).toEqual({
      status: 200,
      body: {
        thumbnails: [
          { video_id: b, state: "pending" },
          { video_id: unknown, state: "unavailable" },
          { video_id: a, state: "pending" },
        ],
      },
    });
    await until(a, "ready");
    await until(b, "ready");
  });

  test.each([
    ["no ids", { video_ids: [] }],
    ["too many", { video_ids: Array.from({ length: 101 }, () => randomUUID()) }],
    ["what is no id", { video_ids: ["x"] }],
    ["nothing", {}],
    ["more than there is", { video_ids: [randomUUID()], size: 640 }],
  ])("for %s is refused", async (_what, body) => {
    const answer = await json("/videos/thumbnails", { method: "POST", body: JSON.stringify(body) });
    expect({ status: answer.status, code: answer.body.detail.code }).toEqual({ status: 422, code: "VALIDATION_ERROR" });
  });
});

test("where drives that are gone hold up all files, pictures are placeholders for now, and hold up no cancel", async () => {
  await copyClip("h264-aac-faststart.mp4", join(films, "a.mp4"));
  const { id } = await scanned("a.mp4");
  await ask([id]);
  await until(id, "ready");
  const drives = holdFileCalls(home);
  try {
    // As many as a browser has connections.
    for (const { status, headers } of await Promise.all(Array.from({ length: 6 }, () => picture(id)))) {
      expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    }
    expect(await state(id)).toBe("pending");
    expect(await json("/jobs/cancel", { method: "POST" })).toEqual({ status: 200, body: { jobs: [] } });
  } finally {
    await drives.letGo();
  }
  await until(id, "ready");
  expect((await picture(id)).headers.get("etag")).not.toBeNull();
});
