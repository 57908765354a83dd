import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { access, mkdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { VideoJson } from "../../src/api/contract/videos.ts";
import { DiskThreads } from "../../src/files/disk-threads.ts";
import { NamedPaths } from "../../src/files/named-paths.ts";
import { say } from "../../src/sentences/say.ts";
import { overlay } from "../overlay.ts";
import { type Api, type ApiOptions, startApi } from "./start-api.ts";

/** A library of these videos, as one scan has found them. */
async function libraryOf(names: string[], options: ApiOptions = {}): Promise<Api & { jobId: string }> {
  const api = await startApi(options);
  const jobId = await api.queue.submit({
    type: "scan",
    payload: { path: api.directory, recursive: true, retry_errors: false },
  });
  const scan = await api.nextScan();
  await scan.commit({ videos: names.map((name) => join(api.directory, name)) });
  scan.finish();
  await api.queue.wait(jobId);
  return Object.assign(api, { jobId });
}

async function listed(api: Api, query: string): Promise<{ videos: VideoJson[]; total: number; next_cursor: string }> {
  const { status, body } = await api.call("GET", `/api/v1/videos?${query}`);
  expect(status).toBe(200);
  return body;
}

const names = (videos: readonly VideoJson[]) => videos.map((video) => video.filename);

describe("videos", () => {
  test("have every field of the wire format", async () => {
    await using api = await libraryOf(["a.mkv"]);
    const { videos } = await listed(api, "");
    const { body } = await api.call("GET", `/api/v1/videos/${videos[0]?.id}`);
    // What a check has found is not in lists.
    expect(body).toEqual({ ...videos[0], check: null });
    expect(body).toEqual({
      id: expect.any(String),
      path: join(api.directory, "a.mkv"),
      filename: "a.mkv",
      container: "matroska,webm",
      duration_seconds: 10,
      duration_frames: 300,
      duration_source: "declared",
      suspect: null,
      frame_rate_numerator: 30000,
      frame_rate_denominator: 1001,
      width: 640,
      height: 360,
      rotation: 0,
      display_width: 0,
      display_height: 0,
      hdr: "sdr",
      bit_depth: 8,
      resolution: "sd",
      video_codec: "h264",
      audio_codec: "aac",
      audio_channels: 2,
      sample_rate: 48000,
      bit_rate: 900000,
      audio_count: 1,
      title: null,
      tags: {},
      chapter_count: 0,
      streams: [
        {
          kind: "subtitle",
          index: 2,
          codec: "subrip",
          language: "eng",
          title: null,
          default: false,
          forced: false,
          hearing_impaired: false,
          commentary: false,
          visual_impaired: false,
          original: false,
          dub: false,
          attached_picture: false,
          bit_rate: null,
          text: true,
        },
      ],
      subtitle_count: 1,
      subtitle_streams: [{ codec_name: "subrip", language: "eng" }],
      external_subtitles: [],
      broken: null,
      check: null,
      file: null,
      file_size: 1000,
      modified_at: "2020-09-13T12:26:40.000Z",
      thumbnail_path: null,
      job_id: api.jobId,
      missing_since: null,
      problem: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
  });

  test("say why they cannot be read any more, for as long as that is so", async () => {
    await using api = await libraryOf(["a.mkv", "b.mkv"]);
    const jobId = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ problems: [join(api.directory, "a.mkv")] });
    const [a, b] = (await listed(api, "sort=filename")).videos;
    expect(a?.problem).toEqual({
      error: "There is no picture in it.",
      code: "not_video",
      job_id: jobId,
      at: expect.stringMatching(/Z$/),
    });
    expect(b?.problem).toBeNull();
    expect((await api.call("GET", `/api/v1/videos/${a?.id}`)).body).toMatchObject({ problem: a?.problem });
    await scan.commit({ videos: [join(api.directory, "a.mkv")] });
    expect((await listed(api, "sort=filename")).videos[0]?.problem).toBeNull();
  });

  test("are listed page by page, by offset and by cursor", async () => {
    await using api = await libraryOf(["c.mkv", "a.mkv", "b.mkv"]);
    const first = await listed(api, "limit=2&sort=filename");
    expect(first).toMatchObject({ total: 3, limit: 2, offset: 0 });
    expect(names(first.videos)).toEqual(["a.mkv", "b.mkv"]);
    const byOffset = await listed(api, "limit=2&sort=filename&offset=2");
    const byCursor = await listed(api, `limit=2&sort=filename&cursor=${encodeURIComponent(first.next_cursor)}`);
    expect(names(byOffset.videos)).toEqual(["c.mkv"]);
    expect(names(byCursor.videos)).toEqual(["c.mkv"]);
    expect(byCursor.next_cursor).toBeNull();
    expect(names((await listed(api, "sort=-filename")).videos)).toEqual(["c.mkv", "b.mkv", "a.mkv"]);
    const both = await api.call("GET", "/api/v1/videos?offset=1&cursor=x");
    expect(both).toMatchObject({ status: 422, body: { detail: { code: "VALIDATION_ERROR" } } });
  });

  test("are filtered by the job that wrote them and by whether they are missing", async () => {
    await using api = await libraryOf(["a.mkv"]);
    expect((await listed(api, `job_id=${api.jobId.toUpperCase()}`)).total).toBe(1);
    expect((await listed(api, `job_id=${randomUUID()}`)).total).toBe(0);
    expect((await listed(api, "missing=false")).total).toBe(1);
    expect((await listed(api, "missing=true")).total).toBe(0);
  });

  test("are found by words that are in their path in any order", async () => {
    await using api = await libraryOf(["harbour-at-dawn.mkv", "harbour.mkv"]);
    for (const q of ["harbour dawn", "dawn harbour", '"at-dawn" harb']) {
      const { body } = await api.call("GET", `/api/v1/videos/search?q=${encodeURIComponent(q)}`);
      expect(body).toMatchObject({ query: q, total: 1 });
      expect((await listed(api, `q=${encodeURIComponent(q)}`)).total).toBe(1);
    }
  });

  test("are found by any part of their path", async () => {
    await using api = await libraryOf(["100% off_1.mkv", "Ünïcode 🎬.mkv", "plain.mkv"]);
    const found = async (q: string) => {
      const { body } = await api.call("GET", `/api/v1/videos/search?q=${encodeURIComponent(q)}`);
      expect(body.query).toBe(q);
      expect(body.total).toBe(body.videos.length);
      return names(body.videos);
    };
    expect(await found("% off_")).toEqual(["100% off_1.mkv"]);
    expect(await found("🎬")).toEqual(["Ünïcode 🎬.mkv"]);
    expect(await found("PLAIN")).toEqual(["plain.mkv"]);
    expect(await found("'; drop table videos; --")).toEqual([]);
    expect(await found("")).toHaveLength(3);
  });

  test("have a placeholder as long as there is no picture of them", async () => {
    await using api = await libraryOf(["a.mkv"]);
    const id = (await listed(api, "")).videos[0]?.id;
    const response = await api.app.inject({ url: `/api/v1/videos/${id}/thumbnail`, headers: { host: "localhost" } });
    expect(response.headers["content-type"]).toBe("image/jpeg");
    const picture = join(api.directory, "picture.jpg");
    await writeFile(picture, response.rawPayload);
    const show = ["-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0", picture];
    expect(execFileSync("ffprobe", show, { encoding: "utf8" }).trim()).toBe("mjpeg,320,180");
  });

  test("that are unknown are not found", async () => {
    await using api = await startApi();
    for (const id of [randomUUID(), "no-id"]) {
      const calls = [
        ["GET", ""],
        ["GET", "/thumbnail"],
        ["DELETE", ""],
      ] as const;
      for (const [method, rest] of calls) {
        const { status, body } = await api.call(method, `/api/v1/videos/${id}${rest}`);
        expect({ status, code: body.detail.code }).toEqual({ status: 404, code: "NOT_FOUND" });
      }
    }
  });
});

describe("deleting", () => {
  /** The file that the library knows. */
  async function makeFilm(path: string): Promise<void> {
    await writeFile(path, "x".repeat(1_000));
    await utimes(path, 1_600_000_000, 1_600_000_000);
  }

  async function oneFile(options: ApiOptions, make?: (path: string) => Promise<unknown>) {
    const api = await libraryOf(["a.mkv"], options);
    const path = join(api.directory, "a.mkv");
    await (make ?? makeFilm)(path);
    const id = (await listed(api, "")).videos[0]?.id ?? "";
    const remove = (query: string) => api.call("DELETE", `/api/v1/videos/${id}${query}`);
    const left = async () => (await listed(api, "")).total;
    const fileLeft = () =>
      access(path).then(
        () => true,
        () => false,
      );
    return Object.assign(api, { path, remove, left, fileLeft });
  }

  test("forgets a video and leaves its file alone", async () => {
    await using api = await oneFile({});
    expect((await api.remove("")).status).toBe(204);
    expect([await api.left(), await api.fileLeft()]).toEqual([0, true]);
    expect((await api.remove("")).status).toBe(404);
  });

  test("deletes no file unless the server allows it", async () => {
    await using api = await oneFile({});
    expect(await api.remove("?delete_file=true")).toMatchObject({
      status: 403,
      body: { detail: { code: "DELETE_DISABLED" } },
    });
    expect([await api.left(), await api.fileLeft()]).toEqual([1, true]);
  });

  test("deletes the file where that is allowed and asked for", async () => {
    await using api = await oneFile({ allowDelete: true });
    expect((await api.remove("?delete_file=true")).status).toBe(204);
    expect([await api.left(), await api.fileLeft()]).toEqual([0, false]);
  });

  test("of a file that has changed since the scan fails and loses nothing", async () => {
    await using api = await oneFile({ allowDelete: true }, (path) => writeFile(path, "another film"));
    expect(await api.remove("?delete_file=true")).toMatchObject({
      status: 409,
      body: {
        detail: { code: "DELETE_FAILED", message: expect.stringContaining("it has changed since it was scanned") },
      },
    });
    expect([await api.left(), await api.fileLeft()]).toEqual([1, true]);
  });

  test("of a file that is gone forgets the video", async () => {
    await using api = await oneFile({ allowDelete: true }, async () => {});
    expect((await api.remove("?delete_file=true")).status).toBe(204);
    expect(await api.left()).toBe(0);
  });

  test("of a link deletes the link and not what it leads to", async () => {
    await using api = await oneFile({ allowDelete: true }, async (path) => {
      await writeFile(`${path}.target`, "film");
      await symlink(`${path}.target`, path);
    });
    expect((await api.remove("?delete_file=true")).status).toBe(204);
    expect(await api.fileLeft()).toBe(false);
    expect(await readFile(`${api.path}.target`, "utf8")).toBe("film");
  });

  test("of what is not a file fails and loses nothing", async () => {
    await using api = await oneFile({ allowDelete: true }, (path) => mkdir(path));
    const { status, body } = await api.remove("?delete_file=true");
    expect({ status, detail: body.detail }).toMatchObject({
      status: 409,
      detail: { code: "DELETE_FAILED", message: `Cannot delete ${api.path}: it is not a regular file.` },
    });
    expect([await api.left(), await api.fileLeft()]).toEqual([1, true]);
  });

  test("of a file whose disk does not answer is answered with 503 and loses nothing", async () => {
    const silent = { kind: "silent", ...say("disk_not_answering", { seconds: 4 }) } as const;
    const real = new NamedPaths({ roots: [], loopbackOnly: true, disks: new DiskThreads() });
    const paths = overlay(real, { deletions: overlay(real.deletions, { deleteFile: async () => silent }) });
    await using api = await oneFile({ allowDelete: true, paths });
    const { status, body } = await api.remove("?delete_file=true");
    const message = `Cannot delete ${api.path}: its disk has not answered for 4 seconds. Is its drive still connected?`;
    expect({ status, detail: body.detail }).toMatchObject({ status: 503, detail: { code: "DISK_SILENT", message } });
    expect([await api.left(), await api.fileLeft()]).toEqual([1, true]);
  });

  test("outside of the roots is refused", async () => {
    await using api = await oneFile({ allowDelete: true, roots: ["/srv/films"] });
    expect(await api.remove("?delete_file=true")).toMatchObject({
      status: 403,
      body: { detail: { code: "PATH_NOT_ALLOWED" } },
    });
    expect([await api.left(), await api.fileLeft()]).toEqual([1, true]);
  });
});

test("files that could not be read are listed, for a directory or all", async () => {
  await using api = await startApi();
  const jobId = await api.scan();
  const scan = await api.nextScan();
  await scan.commit({ problems: [join(api.directory, "one/a.mkv"), join(api.directory, "two/b.mkv")] });
  const all = await api.call("GET", "/api/v1/videos/problems?limit=1");
  expect(all.body.problems).toEqual([
    {
      path: join(api.directory, "one/a.mkv"),
      error: "There is no picture in it.",
      code: "not_video",
      job_id: jobId,
      at: expect.stringMatching(/Z$/),
    },
  ]);
  const rest = await api.call("GET", `/api/v1/videos/problems?cursor=${encodeURIComponent(all.body.next_cursor)}`);
  expect(rest.body.problems.map((one: { path: string }) => one.path)).toEqual([join(api.directory, "two/b.mkv")]);
  const two = await api.call("GET", `/api/v1/videos/problems?path=${api.directory}/two/`);
  expect(two.body.problems).toHaveLength(1);
  expect(await api.call("GET", "/api/v1/videos/problems?path=two")).toMatchObject({
    status: 400,
    body: { detail: { code: "INVALID_PATH" } },
  });
});
