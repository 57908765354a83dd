/** The files of videos over HTTP: real files, and a server that really listens where a connection matters. */
import { once } from "node:events";
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DiskThreads } from "../../src/files/disk-threads.ts";
import { NamedPaths } from "../../src/files/named-paths.ts";
import { attack, exchangeForLink } from "../files/exchange-directory.ts";
import { mountHangingDisk, noHangingDisks } from "../hanging-disk/hanging-disk.ts";
import { type FilmLibrary, startFilmLibrary } from "./film-library.ts";
import type { Api, ApiOptions } from "./start-api.ts";

const partSize = 512 * 1_024;
/** Ends in the middle of a part, and no part of it looks like another. */
const content = Buffer.from(Uint32Array.from({ length: (2.3 * partSize) / 4 }, (_, at) => at * 2_654_435_761).buffer);
const modified = new Date("2020-09-13T12:26:40.123Z");
const dated = "Sun, 13 Sep 2020 12:26:40 GMT";

/** Its `keep` gives the address of the file. */
type Library = Api & { readonly keep: (...film: Parameters<FilmLibrary["keep"]>) => Promise<string> };

async function libraryWith(options: ApiOptions = {}): Promise<Library> {
  const library = await startFilmLibrary(options);
  const { keep } = library;
  return Object.assign(library as Api, {
    keep: async (...film: Parameters<FilmLibrary["keep"]>) => `/api/v1/videos/${await keep(...film)}/file`,
  });
}

async function makeFilm(path: string, bytes: Buffer = content): Promise<string> {
  await writeFile(path, bytes);
  await utimes(path, modified, modified);
  return path;
}

/** Answers with the body as bytes. */
async function ask(api: Api, url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") {
  const {
    statusCode,
    rawPayload,
    headers: answered,
  } = await api.app.inject({ method, url, headers: { host: "localhost", ...headers } });
  return { status: statusCode, body: rawPayload, headers: answered };
}

const codeOf = (body: Buffer) => (JSON.parse(body.toString()) as { detail: { code: string } }).detail.code;

/** The files below a directory that this process has open. */
async function openBelow(directory: string): Promise<string[]> {
  const links = (await readdir("/proc/self/fd")).map((name) => readlink(join("/proc/self/fd", name)).catch(() => ""));
  return (await Promise.all(links)).filter((path) => path.startsWith(directory));
}

/** How much memory buffers have, in bytes, after those that nobody needs are gone. */
function bufferMemory(): number {
  // Node has this function only when it is told so. Its second run waits until the first has freed everything.
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** A client that takes nothing of its answer. */
async function deafClient(url: string): Promise<IncomingMessage> {
  const [answer] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  answer.on("error", () => {});
  return answer;
}

describe("the file of a video", () => {
  let api: Library;
  let film: string;
  let url: string;
  beforeAll(async () => {
    api = await libraryWith();
    film = await makeFilm(join(api.directory, "film.mkv"));
    url = await api.keep(film);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  test("is what is on the disk, and no page", async () => {
    const { status, headers, body } = await ask(api, url);
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    expect(headers).toMatchObject({
      "content-type": "video/matroska",
      "content-length": String(content.length),
      "accept-ranges": "bytes",
      "last-modified": dated,
      "content-disposition": "inline; filename=film.mkv",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "x-accel-buffering": "no",
    });
    expect(headers["content-security-policy"]).toContain("sandbox");
    expect(headers["etag"]).toMatch(/^"[\w-]+"$/);
    expect(headers).not.toHaveProperty("content-range");
  });

  test("is told about by HEAD, which has no ranges", async () => {
    const whole = await ask(api, url);
    const { status, body, headers } = await ask(api, url, { range: "bytes=5-9" }, "HEAD");
    expect({ status, bytes: body.length }).toEqual({ status: 200, bytes: 0 });
    const ofBoth = (all: object) => ({ ...all, date: null });
    expect(ofBoth(headers)).toEqual(ofBoth(whole.headers));
  });

  test("is sent in any single range", async () => {
    const { length } = content;
    const near = fc.oneof(
      fc.nat(length + 10),
      fc.constantFrom(0, 1, partSize - 1, partSize, partSize + 1, 2 * partSize, length - 1, length, length + 1),
    );
    const ranges = fc.oneof(
      fc.tuple(near, near).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
      fc.tuple(near, fc.constant(null)),
      fc.tuple(fc.constant(null), near),
      fc.tuple(near, fc.constant(Number.MAX_SAFE_INTEGER)),
    );
    await fc.assert(
      fc.asyncProperty(ranges, async ([first, last]) => {
        const expected =
          first === null
            ? content.subarray(Math.max(0, length - (last ?? 0)))
            : content.subarray(first, last === null ? length : last + 1);
        const { status, headers, body } = await ask(api, url, { range: `bytes=${first ?? ""}-${last ?? ""}` });
        if (expected.length === 0) {
          expect({ status, code: codeOf(body) }).toEqual({ status: 416, code: "RANGE_NOT_SATISFIABLE" });
          expect(headers["content-range"]).toBe(`bytes */${length}`);
          return;
        }
        const start = first ?? length - expected.length;
        expect(status).toBe(206);
        expect(headers["content-range"]).toBe(`bytes ${start}-${start + expected.length - 1}/${length}`);
        expect(headers["content-length"]).toBe(String(expected.length));
        expect(body.equals(expected)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ["several ranges", "bytes=0-1,5-9"],
    ["several ranges, one of them a suffix", "bytes=0-0,-1"],
    ["another unit", "seconds=0-5"],
    ["no range", "bytes=5"],
    ["an end before its start", "bytes=9-5"],
    ["a negative start", "bytes=-5-9"],
    ["nothing", "bytes="],
    ["words", "bytes=a-b"],
  ])("is sent as a whole for %s", async (_, range) => {
    const { status, headers, body } = await ask(api, url, { range });
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("content-range");
    expect(body.equals(content)).toBe(true);
  });

  test("is sent in the one range of several that it has", async () => {
    const { status, body } = await ask(api, url, { range: `bytes=5-9,${content.length}-` });
    expect(status).toBe(206);
    expect(body.equals(content.subarray(5, 10))).toBe(true);
  });

  const etag = async () => String((await ask(api, url, {}, "HEAD")).headers["etag"]);
  const later = "Sun, 13 Sep 2020 12:26:41 GMT";
  const earlier = "Sun, 13 Sep 2020 12:26:39 GMT";
  test.each<[string, (etag: string) => Record<string, string>, number]>([
    ["If-Range with its tag", (tag) => ({ "if-range": tag, range: "bytes=0-1" }), 206],
    ["If-Range with its date", () => ({ "if-range": dated, range: "bytes=0-1" }), 206],
    ["If-Range with another tag", () => ({ "if-range": '"other"', range: "bytes=0-1" }), 200],
    ["If-Range with its tag, weak", (tag) => ({ "if-range": `W/${tag}`, range: "bytes=0-1" }), 200],
    ["If-Range with a later date", () => ({ "if-range": later, range: "bytes=0-1" }), 200],
    ["If-Range with another tag and no such range", () => ({ "if-range": '"other"', range: "bytes=9999999-" }), 200],
    ["If-Range without a range", () => ({ "if-range": '"other"' }), 200],
    ["If-None-Match with its tag", (tag) => ({ "if-none-match": tag }), 304],
    ["If-None-Match with its tag, weak, among others", (tag) => ({ "if-none-match": `"a", W/${tag}` }), 304],
    ["If-None-Match with any tag", () => ({ "if-none-match": "*" }), 304],
    ["If-None-Match with its tag, and a range", (tag) => ({ "if-none-match": tag, range: "bytes=0-1" }), 304],
    ["If-None-Match with another tag", () => ({ "if-none-match": '"other"', "if-modified-since": later }), 200],
    ["If-Modified-Since with its date", () => ({ "if-modified-since": dated }), 304],
    ["If-Modified-Since with an earlier date", () => ({ "if-modified-since": earlier }), 200],
    ["If-Modified-Since with no date", () => ({ "if-modified-since": "yesterday" }), 200],
    ["If-Match with its tag", (tag) => ({ "if-match": `"a", ${tag}`, range: "bytes=0-1" }), 206],
    ["If-Match with its tag, weak", (tag) => ({ "if-match": `W/${tag}` }), 412],
    ["If-Match with another tag", () => ({ "if-match": '"other"', range: "bytes=9999999-" }), 412],
    ["If-Unmodified-Since with its date", () => ({ "if-unmodified-since": dated }), 200],
    ["If-Unmodified-Since with an earlier date", () => ({ "if-unmodified-since": earlier }), 412],
  ])("answers %s", async (_, headers, status) => {
    const answer = await ask(api, url, headers(await etag()));
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body.equals(content)).toBe(true);
    if (status === 206) expect(answer.body.equals(content.subarray(0, 2))).toBe(true);
    if (status === 304) expect(answer.body).toHaveLength(0);
    if (status === 412) expect(codeOf(answer.body)).toBe("PRECONDITION_FAILED");
  });

  test.each([
    ['a "b"\\c;d.mkv', 'inline; filename="a \\"b\\"\\\\c;d.mkv"'],
    ["Søm 夏 🎬.mkv", "inline; filename=\"S?m ? ??.mkv\"; filename*=UTF-8''S%C3%B8m%20%E5%A4%8F%20%F0%9F%8E%AC.mkv"],
    ["a\r\nset-cookie: b\u2028.mkv", "%0D%0Aset-cookie%3A%20b%E2%80%A8.mkv"],
  ])("is called %j", async (name, header) => {
    const { status, headers } = await ask(api, await api.keep(await makeFilm(join(api.directory, name))), {}, "HEAD");
    expect(status).toBe(200);
    expect(headers["content-disposition"]).toContain(header);
    expect(headers).not.toHaveProperty("set-cookie");
  });

  test.each([
    ["mov,mp4,m4a,3gp,3g2,mj2", "h264", "aac", "video/mp4"],
    ["matroska,webm", "vp9", "opus", "video/webm"],
    ["matroska,webm", "av1", null, "video/webm"],
    ["matroska,webm", "vp9", "ac3", "video/matroska"],
    ["mpegts", "h264", "ac3", "video/mp2t"],
    ["avi", "mpeg4", "mp3", "video/vnd.avi"],
    ["nut", "h264", null, "application/octet-stream"],
  ])("of %s with %s and %s is %s", async (container, videoCodec, audioCodec, type) => {
    const address = await api.keep(film, { container, videoCodec, audioCodec });
    expect((await ask(api, address, {}, "HEAD")).headers["content-type"]).toBe(type);
  });

  test("is not found for an unknown video", async () => {
    for (const id of ["nothing", "00000000-0000-4000-8000-000000000000"]) {
      const { status, body } = await ask(api, `/api/v1/videos/${id}/file`);
      expect({ status, code: codeOf(body) }).toEqual({ status: 404, code: "NOT_FOUND" });
    }
  });
});

describe("a file that is not the one that the library knows", () => {
  test.each<[string, (path: string) => Promise<void>, number, string]>([
    ["gone", (path) => rm(path), 404, "PATH_NOT_FOUND"],
    [
      "longer",
      (path) => writeFile(path, "x", { flag: "a" }).then(() => utimes(path, modified, modified)),
      409,
      "FILE_CHANGED",
    ],
    ["newer", (path) => utimes(path, modified, new Date()), 409, "FILE_CHANGED"],
    ["empty", (path) => truncate(path, 0), 409, "FILE_CHANGED"],
    ["a directory now", (path) => rm(path).then(() => mkdir(path)), 409, "FILE_CHANGED"],
    ["a link to another file", (path) => rm(path).then(() => symlink("/etc/hostname", path)), 409, "FILE_CHANGED"],
    ["a link to itself", (path) => rm(path).then(() => symlink(path, path)), 409, "FILE_UNREADABLE"],
    [
      "replaced by another one",
      (path) => writeFile(`${path}.new`, content).then(() => rename(`${path}.new`, path)),
      409,
      "FILE_CHANGED",
    ],
  ])("%s: it is not sent", async (_, change, status, code) => {
    await using api = await libraryWith();
    const film = await makeFilm(join(api.directory, "film.mkv"));
    const url = await api.keep(film);
    await change(film);
    for (const headers of [{}, { range: "bytes=0-1" }, { "if-none-match": "*" }, { range: "bytes=99999999-" }]) {
      const answer = await ask(api, url, headers);
      expect({ status: answer.status, code: codeOf(answer.body) }).toEqual({ status, code });
    }
    expect((await ask(api, url, {}, "HEAD")).status).toBe(status);
    expect((await ask(api, url)).body.toString()).toContain(`Cannot read ${film}: `);
  });

  test("is not sent from outside of the allowed directories, whatever it is", async () => {
    const outside = await realpath(await mkdtemp(join(tmpdir(), "gleaner-outside-")));
    const inside = await realpath(await mkdtemp(join(tmpdir(), "gleaner-inside-")));
    try {
      await using api = await libraryWith({ roots: [inside] });
      const secret = await makeFilm(join(outside, "secret.mkv"));
      await symlink(secret, join(inside, "link.mkv"));
      await symlink(outside, join(inside, "directory"));
      await makeFilm(join(inside, "film.mkv"));
      await symlink(join(inside, "film.mkv"), join(inside, "inner.mkv"));
      for (const path of [secret, join(inside, "link.mkv"), join(inside, "directory", "secret.mkv")]) {
        const { status, body } = await ask(api, await api.keep(path));
        expect({ status, code: codeOf(body) }).toEqual({ status: 403, code: "PATH_NOT_ALLOWED" });
      }
      for (const name of ["film.mkv", "inner.mkv"]) {
        expect((await ask(api, await api.keep(join(inside, name)))).status).toBe(200);
      }
    } finally {
      await rm(outside, { recursive: true });
      await rm(inside, { recursive: true });
    }
  });

  test("is not sent from anywhere to other machines if there are no allowed directories", async () => {
    await using api = await libraryWith({ loopbackOnly: false });
    const { status, body } = await ask(api, await api.keep(await makeFilm(join(api.directory, "film.mkv"))));
    expect({ status, code: codeOf(body) }).toEqual({ status: 403, code: "SCAN_ROOTS_REQUIRED" });
  });

  test.each(["film.mkv", "shelf"])(
    "is not sent while somebody exchanges %s for a link to the outside",
    async (exchanged) => {
      const outside = await realpath(await mkdtemp(join(tmpdir(), "gleaner-outside-")));
      const inside = await realpath(await mkdtemp(join(tmpdir(), "gleaner-inside-")));
      try {
        await using api = await libraryWith({ roots: [inside] });
        // The secret looks like the film in all that the library compares.
        const secret = await makeFilm(join(outside, "film.mkv"), Buffer.alloc(1_000, "secret"));
        await mkdir(join(inside, "shelf"));
        const path = exchanged === "shelf" ? join(inside, "shelf", "film.mkv") : join(inside, "film.mkv");
        await makeFilm(path, Buffer.alloc(1_000, "film"));
        const url = await api.keep(path);
        const exchange = await exchangeForLink(join(inside, exchanged), exchanged === "shelf" ? outside : secret);
        const statuses = new Set<number>();
        await attack(exchange, { attempts: 200, exchanges: 500, seconds: 10 }, async () => {
          const { status, body } = await ask(api, url);
          statuses.add(status);
          expect(body.includes("secret")).toBe(false);
        });
        await exchange.stop();
        // 409 for a link that was none any more when it was read.
        expect([...statuses].filter((status) => ![200, 403, 404, 409].includes(status))).toEqual([]);
        expect((await ask(api, url)).status).toBe(200);
      } finally {
        await rm(outside, { recursive: true });
        await rm(inside, { recursive: true });
      }
    },
  );
});

describe("a film that is being sent", () => {
  const large = 64 * partSize;
  async function largeFilm(api: Api): Promise<string> {
    const path = await makeFilm(join(api.directory, "large.mkv"), Buffer.alloc(0));
    await truncate(path, large);
    await utimes(path, modified, modified);
    return path;
  }

  test.each<[string, (path: string) => Promise<void>]>([
    ["is cut off", (path) => truncate(path, 10)],
    ["is written", (path) => writeFile(path, "x", { flag: "r+" })],
    [
      "is replaced",
      async (path) => {
        await writeFile(`${path}.new`, "");
        await truncate(`${path}.new`, large);
        await rename(`${path}.new`, path);
      },
    ],
    ["is deleted", (path) => rm(path)],
  ])("breaks off when its file %s", async (_, change) => {
    await using api = await libraryWith();
    const path = await largeFilm(api);
    const answer = await deafClient(`${await api.listen()}${await api.keep(path)}`);
    await change(path);
    const [error] = (await once(answer.resume(), "error")) as [Error & { code: string }];
    expect(error.code).toBe("ECONNRESET");
    expect(await openBelow(api.directory)).toEqual([]);
  });

  test("keeps no file open for clients that stop reading or leave, and 32 are sent at once", async () => {
    const lines: string[] = [];
    await using api = await libraryWith({ logLevel: "warn", logStream: { write: (line) => void lines.push(line) } });
    const url = `${await api.listen()}${await api.keep(await largeFilm(api))}`;
    const clients = await Promise.all(Array.from({ length: 32 }, () => deafClient(url)));
    expect(new Set(clients.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const refused = await fetch(url);
    expect({ status: refused.status, body: await refused.json() }).toEqual({
      status: 503,
      body: {
        detail: {
          code: "TOO_MANY_STREAMS",
          message: "This server already has 32 films open. Close some, or try again later.",
        },
      },
    });
    await expect.poll(() => openBelow(api.directory)).toEqual([]);
    for (const client of clients) client.destroy();
    await expect.poll(async () => (await fetch(url, { headers: { range: "bytes=0-9" } })).status).toBe(206);
    await expect.poll(() => openBelow(api.directory)).toEqual([]);
    expect(lines).toEqual([]);
  });

  test("holds no shutdown up", async () => {
    await using api = await libraryWith();
    const url = `${await api.listen()}${await api.keep(await largeFilm(api))}`;
    const deaf = await deafClient(url);
    const broken = once(deaf, "error");
    await api.app.close();
    deaf.resume();
    expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
  });

  test("takes little memory and has right parts, also of 20 GB", async () => {
    await using api = await libraryWith();
    const size = 20 * 1_024 ** 3 + 5;
    const path = join(api.directory, "huge.mkv");
    const file = await open(path, "w");
    await file.truncate(size);
    await file.write("middle", 17 * 1_024 ** 3);
    await file.write("end", size - 3);
    await file.close();
    const url = `${await api.listen()}${await api.keep(path)}`;
    const part = async (range: string) => {
      const answer = await fetch(url, { headers: { range: `bytes=${range}` } });
      return { range: answer.headers.get("content-range"), text: await answer.text() };
    };
    expect(await part(`${17 * 1_024 ** 3}-${17 * 1_024 ** 3 + 5}`)).toEqual({
      range: `bytes 18253611008-18253611013/${size}`,
      text: "middle",
    });
    expect(await part("-3")).toEqual({ range: `bytes ${size - 3}-${size - 1}/${size}`, text: "end" });

    const [answer] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
    expect(answer.headers["content-length"]).toBe(String(size));
    const before = bufferMemory();
    let taken = 0;
    let measured = 0;
    for await (const bytes of answer as AsyncIterable<Buffer>) {
      taken += bytes.length;
      if (taken - measured < 32 * partSize) continue;
      measured = taken;
      expect(bufferMemory() - before).toBeLessThan(8 * partSize);
      if (taken > 256 * partSize) break;
    }
    expect(taken).toBeGreaterThan(256 * partSize);
  });
});

test.skipIf(noHangingDisks !== null)(
  `a disk that does not answer holds up only its own films${noHangingDisks === null ? "" : ` (${noHangingDisks})`}`,
  async () => {
    const home = await realpath(await mkdtemp(join(tmpdir(), "gleaner-hung-")));
    const [source, films] = [join(home, "source"), join(home, "films")];
    await mkdir(source);
    await mkdir(films);
    await makeFilm(join(source, "film.mkv"));
    await makeFilm(join(source, "other.mkv"));
    const disks = new DiskThreads();
    const paths = new NamedPaths({ roots: [], loopbackOnly: true, disks, filmTimeoutMs: 500 });
    try {
      await using disk = await mountHangingDisk(source, films);
      await using api = await libraryWith({ paths });
      const [film, other] = [await api.keep(join(films, "film.mkv")), await api.keep(join(films, "other.mkv"))];
      const near = await api.keep(await makeFilm(join(home, "near.mkv")));
      await disk.hang("read");
      for (const url of [film, film, other, other]) {
        const { status, body } = await ask(api, url);
        expect({ status, code: codeOf(body) }).toEqual({ status: 503, code: "DISK_SILENT" });
      }
      expect(await disk.waiting()).toBe(2);
      expect((await ask(api, near)).body.equals(content)).toBe(true);
      // The same disk still answers other requests.
      expect((await api.call("GET", `/api/v1/filesystem/directories?path=${films}`)).status).toBe(200);
      await disk.answer();
      await expect.poll(async () => (await ask(api, film)).body.equals(content)).toBe(true);
      expect((await ask(api, other)).body.equals(content)).toBe(true);
      expect(await openBelow(films)).toEqual([]);
    } finally {
      disks.close();
      await rm(home, { recursive: true });
    }
  },
);
