/** Playlists with their passes, and folders on the desktop. */
import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { passUntil } from "../../src/api/film-pass.ts";
import { fileManagerOf, type ShowInFileManager } from "../../src/files/file-manager.ts";
import { copyClip, temporaryDirectory } from "../clip-tree.ts";
import { type FilmLibrary, startFilmLibrary } from "./film-library.ts";
import type { ApiOptions } from "./start-api.ts";

const token = "a long secret";
const bearer = { authorization: `Bearer ${token}` };

async function libraryWith(name: string, options: ApiOptions = {}): Promise<FilmLibrary & { readonly id: string }> {
  const api = await startFilmLibrary(options);
  const path = join(api.directory, name);
  await copyClip("vp8-vorbis.webm", path);
  return Object.assign(api, { id: await api.keep(path) });
}

/** The lines of the playlist of a video. */
async function playlist(
  { id, call }: { readonly id: string } & Pick<FilmLibrary, "call">,
  { query = "", headers = {} }: { readonly query?: string; readonly headers?: Record<string, string> } = {},
) {
  const {
    status,
    body,
    headers: answered,
  } = await call("GET", `/api/v1/videos/${id}/playlist.m3u8${query}`, undefined, headers);
  return { status, lines: String(body).split("\n"), body, headers: answered };
}

describe("the playlist of a video", () => {
  test("has the address of its file, at the name that the client has used", async () => {
    await using api = await libraryWith("film.webm");
    const { status, lines, headers } = await playlist(api, { headers: { host: "localhost:8765" } });
    const address = `http://localhost:8765/api/v1/videos/${api.id}/file`;
    expect({ status, lines }).toEqual({ status: 200, lines: ["#EXTM3U", "#EXTINF:10,film.webm", address, ""] });
    expect(headers).toMatchObject({
      "content-type": "application/vnd.apple.mpegurl",
      "content-disposition": "attachment; filename=film.webm.m3u8",
    });
  });

  test.each<[string, { query?: string; headers?: Record<string, string> }, string]>([
    ["https and a name, as the page says", { query: "?origin=https://media.example.org" }, "https://media.example.org"],
    [
      "https, as the proxy says",
      { headers: { host: "media.example.org", "x-forwarded-proto": "https, http" } },
      "https://media.example.org",
    ],
    ["a port", { headers: { host: "127.0.0.1:99" }, query: "?origin=http://127.0.0.1:99" }, "http://127.0.0.1:99"],
    ["an address of IPv6", { headers: { host: "[::1]:99" } }, "http://[::1]:99"],
  ])("is right behind a proxy with a base path: %s", async (_, asked, origin) => {
    await using api = await libraryWith("film.webm", { allowedHosts: ["media.example.org"], basePath: "/gleaner" });
    const { lines } = await playlist(api, asked);
    expect(lines[2]).toBe(`${origin}/gleaner/api/v1/videos/${api.id}/file`);
  });

  test.each([
    ["https://evil.example", 403],
    ["http://localhost:81", 403],
    ["javascript://localhost", 422],
    ["http://localhost/x", 422],
    ["http://user@localhost", 422],
    ["localhost", 422],
    ["", 422],
  ])("leads nowhere else: %j", async (origin, expected) => {
    await using api = await libraryWith("film.webm");
    const { status, body } = await playlist(api, { query: `?origin=${encodeURIComponent(origin)}` });
    expect(status).toBe(expected);
    expect(body.detail.code).toBe(expected === 403 ? "ORIGIN_NOT_ALLOWED" : "VALIDATION_ERROR");
  });

  test.each(["a\nhttp:evil.example\r\nb.webm", "a\u2028b\u2029c\u0085d\u000be.webm", "#EXTM3U,x.webm"])(
    "has the name %j in one line",
    async (name) => {
      await using api = await libraryWith(name);
      const { lines, headers } = await playlist(api);
      expect(lines).toHaveLength(4);
      expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(lines[1]).toBe(`#EXTINF:10,${name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")}`);
      expect(String(headers["content-disposition"])).toMatch(/^attachment; filename/);
    },
  );

  test("has no character that turns the direction of a name", async () => {
    await using api = await libraryWith("\u202egnp.exe\u2066.webm");
    const { lines, headers } = await playlist(api);
    expect(lines[1]).toBe(String.raw`#EXTINF:10,\u202egnp.exe\u2066.webm`);
    expect(decodeURIComponent(String(headers["content-disposition"]))).not.toMatch(/[\u202e\u2066]/);
  });

  test("is not found for an unknown video", async () => {
    await using api = await libraryWith("film.webm");
    expect((await playlist({ ...api, id: "x" })).status).toBe(404);
  });
});

describe("a pass", () => {
  let api: Awaited<ReturnType<typeof libraryWith>>;
  let other: string;
  let address: URL;
  beforeAll(async () => {
    api = await libraryWith("film.webm", { token });
    await copyClip("vp8-vorbis.webm", join(api.directory, "other.webm"));
    other = await api.keep(join(api.directory, "other.webm"));
    const url = new URL(await api.listen());
    address = new URL((await playlist(api, { headers: { ...bearer, host: url.host } })).lines[2] ?? "");
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const statusOf = async (path: string, headers = {}) => (await api.call("GET", path, undefined, headers)).status;
  const file = (id: string, pass: string) => `/api/v1/videos/${id}/file?pass=${pass}`;

  test("lets a real player read the film, without the token", async () => {
    const { stdout } = await promisify(execFile)("ffprobe", [
      "-v",
      "error",
      "-show_format",
      "-of",
      "json",
      address.href,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ format: { format_name: "matroska,webm" } });
  });

  test("is needed, and is needed for the playlist itself", async () => {
    expect(await statusOf(address.pathname)).toBe(401);
    expect(await statusOf(`/api/v1/videos/${api.id}/playlist.m3u8${address.search}`)).toBe(401);
    expect(await statusOf(address.pathname, bearer)).toBe(200);
  });

  test("is good for one video, and for its file only", async () => {
    const pass = address.searchParams.get("pass") ?? "";
    expect(await statusOf(file(api.id, pass))).toBe(200);
    expect(await statusOf(file(other, pass))).toBe(401);
    for (const rest of ["", "/thumbnail", "/show-in-folder", "/playlist.m3u8"]) {
      expect(await statusOf(`/api/v1/videos/${api.id}${rest}?pass=${pass}`)).toBe(401);
    }
    expect((await api.call("DELETE", `/api/v1/videos/${api.id}?pass=${pass}`)).status).toBe(401);
  });

  test("is good for twelve hours, and cannot be changed", async () => {
    const now = Date.now() / 1_000;
    const pass = address.searchParams.get("pass") ?? "";
    const [end = "", signature = ""] = pass.split(".");
    const seconds = Number.parseInt(end, 36) - now;
    expect(seconds).toBeGreaterThan(11.9 * 3_600);
    expect(seconds).toBeLessThanOrEqual(12 * 3_600);
    const ended = passUntil(api.id, token, Math.floor(now) - 1);
    const { status, body } = await api.call("GET", file(api.id, ended));
    expect(status).toBe(401);
    expect(body.detail.message).toContain("was valid for some hours only");
    const longer = (Number.parseInt(end, 36) + 60).toString(36);
    for (const wrong of [
      `${longer}.${signature}`,
      `${end}.${"A".repeat(43)}`,
      passUntil(api.id, "another token", now + 60),
      "x",
      "",
    ]) {
      expect({ wrong, status: await statusOf(file(api.id, wrong)) }).toEqual({ wrong, status: 401 });
    }
  });
});

test("passes that are guessed are slowed down as tokens are", async () => {
  await using api = await libraryWith("film.webm", { token });
  const guess = () => api.call("GET", `/api/v1/videos/${api.id}/file?pass=1.${"A".repeat(43)}`);
  const answers = await Promise.all(Array.from({ length: 60 }, guess));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
});

describe("subtitle files", () => {
  const srt = "1\n00:00:01,000 --> 00:00:02,500\nGr\u00fc\u00dfe\n";
  const ends = [".a.srt", ".b.srt", ".big.srt", ".de.srt", ".dir.srt", ".en.vtt", ".fr.sub", ".gone.srt", ".link.srt"];

  test("come as WebVTT, whatever their encoding is, and errors say what is wrong with others", async () => {
    await using outside = await temporaryDirectory();
    await using api = await startFilmLibrary({ token });
    const at = (name: string) => join(api.directory, name);
    await copyClip("vp8-vorbis.webm", at("film.webm"));
    await writeFile(at("film.a.srt"), "no subtitles");
    await writeFile(at("film.b.srt"), "");
    await writeFile(at("film.big.srt"), Buffer.alloc(2 ** 21 + 1, srt));
    await writeFile(at("film.de.srt"), srt, "latin1");
    await mkdir(at("film.dir.srt"));
    await writeFile(at("film.en.vtt"), "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n");
    await writeFile(at("film.fr.sub"), "{1}{2}Salut");
    await writeFile(join(outside.path, "secret.srt"), srt);
    await symlink(join(outside.path, "secret.srt"), at("film.link.srt"));
    const id = await api.keep(at("film.webm"), {}, ends.map((end) => `\n${end}`).join(""));
    const listed = (await api.call("GET", `/api/v1/videos/${id}`, undefined, bearer)).body.external_subtitles;
    expect(listed.map(({ path }: { path: string }) => path)).toEqual(ends.map((end) => at(`film${end}`)));
    const get = async (nth: number | string, query = "", headers: Record<string, string> = bearer) =>
      api.call("GET", `/api/v1/videos/${id}/subtitles/${nth}${query}`, undefined, headers);
    expect(await get(3)).toMatchObject({
      status: 200,
      body: "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGr\u00fc\u00dfe\n",
      headers: { "content-type": "text/vtt; charset=utf-8" },
    });
    expect((await get(5)).body).toContain("00:01.000 --> 00:02.000\nHi");
    // Without roots, a link may lead anywhere.
    expect((await get(8)).status).toBe(200);
    const problem = async (nth: number | string) => {
      const { status, body } = await get(nth);
      return [status, body.detail.code, body.detail.message.replace(at("film"), "film")];
    };
    expect(await Promise.all([0, 1, 2, 4, 6, 7].map(problem))).toEqual([
      [409, "FILE_UNREADABLE", "Cannot read film.a.srt: it has no subtitles in it that a browser can show."],
      [409, "FILE_CHANGED", "Cannot read film.b.srt: now it is empty. Scan its directory again first."],
      [409, "FILE_UNREADABLE", "Cannot read film.big.srt: it is larger than 2 MB, so it has no subtitles."],
      [
        409,
        "FILE_CHANGED",
        "Cannot read film.dir.srt: now it is a directory, not a regular file. Scan its directory again first.",
      ],
      [409, "FILE_UNREADABLE", "Cannot show film.fr.sub: browsers show subtitles of .srt and .vtt files only."],
      [404, "PATH_NOT_FOUND", "Cannot read film.gone.srt: it is not there. Is its disk mounted?"],
    ]);
    expect((await problem(9)).slice(0, 2)).toEqual([404, "NOT_FOUND"]);
    expect((await problem("x")).slice(0, 2)).toEqual([422, "VALIDATION_ERROR"]);
    // The pass of the film is good for its subtitles, too.
    const pass = passUntil(id, token, Math.floor(Date.now() / 1_000) + 60);
    expect((await get(3, "", {})).status).toBe(401);
    expect((await get(3, `?pass=${pass}`, {})).status).toBe(200);
  });

  test("outside of the roots are not read", async () => {
    await using outside = await temporaryDirectory();
    await using inside = await temporaryDirectory();
    const root = await realpath(inside.path);
    await using api = await startFilmLibrary({ roots: [root] });
    const path = join(root, "film.webm");
    await copyClip("vp8-vorbis.webm", path);
    await writeFile(join(outside.path, "secret.srt"), srt);
    await symlink(join(outside.path, "secret.srt"), join(root, "film.en.srt"));
    const id = await api.keep(path, {}, "\n.en.srt");
    const { status, body } = await api.call("GET", `/api/v1/videos/${id}/subtitles/0`);
    expect([status, body.detail.code]).toEqual([403, "PATH_NOT_ALLOWED"]);
  });
});

describe("show in folder", () => {
  const ask = (api: FilmLibrary & { readonly id: string }, headers: Record<string, string> = {}) =>
    api.call("GET", `/api/v1/videos/${api.id}/show-in-folder`, undefined, headers);
  const show = (api: FilmLibrary & { readonly id: string }, headers: Record<string, string> = {}) =>
    api.call("POST", `/api/v1/videos/${api.id}/show-in-folder`, undefined, headers);

  test("shows the file to a person at the same machine", async () => {
    const showFile = vi.fn<ShowInFileManager>(async () => {});
    await using api = await libraryWith("-film $(x).webm", { showFile });
    for (const headers of [{}, { host: "127.0.0.1:8765", origin: "http://127.0.0.1:8765" }, { host: "[::1]" }]) {
      expect((await ask(api, headers)).body).toEqual({ possible: true });
      expect((await show(api, headers)).status).toBe(204);
    }
    expect(showFile.mock.calls).toEqual(Array.from({ length: 3 }, () => [join(api.directory, "-film $(x).webm")]));
  });

  test.each<[string, Record<string, string>]>([
    ["a proxy", { "x-forwarded-for": "192.0.2.1" }],
    ["a proxy that says so only", { forwarded: "for=192.0.2.1" }],
    ["a proxy of another kind", { via: "1.1 vegur" }],
    ["nginx", { "x-real-ip": "192.0.2.1" }],
    ["another name", { host: "media.example.org" }],
    ["a page at another name, through a proxy", { origin: "https://media.example.org" }],
  ])("is not for requests through %s", async (_, headers) => {
    const showFile = vi.fn<ShowInFileManager>(async () => {});
    await using api = await libraryWith("film.webm", { showFile, allowedHosts: ["media.example.org"] });
    expect((await ask(api, headers)).body).toEqual({ possible: false });
    const { status, body } = await show(api, headers);
    expect({ status, code: body.detail.code }).toEqual({ status: 403, code: "NO_DESKTOP" });
    expect(showFile).not.toHaveBeenCalled();
  });

  test("is not for other machines, and pages of other sites", async () => {
    const showFile = vi.fn<ShowInFileManager>(async () => {});
    await using api = await libraryWith("film.webm", { showFile });
    const url = `/api/v1/videos/${api.id}/show-in-folder`;
    const headers = { host: "localhost" };
    const remote = await api.app.inject({ method: "POST", url, headers, remoteAddress: "192.0.2.1" });
    expect({ status: remote.statusCode, code: remote.json().detail.code }).toEqual({ status: 403, code: "NO_DESKTOP" });
    expect((await show(api, { origin: "https://evil.example" })).body.detail.code).toBe("ORIGIN_NOT_ALLOWED");
    expect(showFile).not.toHaveBeenCalled();
  });

  test("says that there is no desktop, no file, and no file manager", async () => {
    await using without = await libraryWith("film.webm");
    expect((await ask(without)).body).toEqual({ possible: false });
    expect((await show(without)).body.detail.code).toBe("NO_DESKTOP");
    await using api = await libraryWith("film.webm", { showFile: () => Promise.reject(new Error("No luck.")) });
    expect((await show(api)).body.detail).toMatchObject({
      code: "SHOW_FAILED",
      message: `No file manager can show ${join(api.directory, "film.webm")}: No luck.`,
    });
    await rm(join(api.directory, "film.webm"));
    expect((await show(api)).body.detail.code).toBe("PATH_NOT_FOUND");
  });
});

describe.skipIf(process.platform === "win32")("the file manager", () => {
  test("needs a desktop that somebody looks at", () => {
    const linux = (env: Record<string, string>) => fileManagerOf({ platform: "linux", env });
    expect(linux({})).toBeNull();
    expect(linux({ DISPLAY: ":0", SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" })).toBeNull();
    expect(linux({ DISPLAY: ":0" })).not.toBeNull();
    expect(linux({ WAYLAND_DISPLAY: "wayland-0" })).not.toBeNull();
    expect(fileManagerOf({ platform: "freebsd", env: { DISPLAY: ":0" } })).toBeNull();
  });

  /** Programs of these names, which write down what they are called with. */
  async function desktop(directory: string, programs: Readonly<Record<string, number>>) {
    const log = join(directory, "calls");
    await writeFile(log, "");
    for (const [name, code] of Object.entries(programs)) {
      const program = join(directory, name);
      await writeFile(
        program,
        `#!/bin/sh\nfor one in ${name} "$@"; do printf '%s\\0' "$one"; done >> "$LOG"\nexit ${code}\n`,
      );
      await chmod(program, 0o755);
    }
    const env = { DISPLAY: ":0", LOG: log, PATH: [directory, "/usr/bin", "/bin"].join(delimiter) };
    return { env, calls: async () => (await readFile(log, "utf8")).split("\0").slice(0, -1) };
  }

  const odd = "/films/-a,b $(touch x) 'c' \"d\"\n#?%.mkv";

  test("gets the path as one item of a call, whatever is in it", async () => {
    await using directory = await temporaryDirectory();
    const { env, calls } = await desktop(directory.path, { "dbus-send": 0 });
    await fileManagerOf({ platform: "linux", env })?.(odd);
    const [program, ...args] = await calls();
    expect(program).toBe("dbus-send");
    const item = args.find((arg) => arg.startsWith("array:"));
    expect(item).toBe("array:string:file:///films/-a%2Cb%20$(touch%20x)%20'c'%20%22d%22%0A%23%3F%25.mkv");
    expect(args.at(-1)).toBe("string:");
  });

  test("opens the directory where it cannot show the file", async () => {
    await using directory = await temporaryDirectory();
    const { env, calls } = await desktop(directory.path, { "dbus-send": 1, "xdg-open": 0 });
    await fileManagerOf({ platform: "linux", env })?.(odd);
    expect((await calls()).slice(-2)).toEqual(["xdg-open", "/films"]);
  });

  test("says if there is none", async () => {
    await using directory = await temporaryDirectory();
    const { env } = await desktop(directory.path, { "dbus-send": 1, "xdg-open": 3 });
    await expect(fileManagerOf({ platform: "linux", env })?.(odd)).rejects.toThrow("xdg-open ended with the code 3.");
  });

  test("of macOS gets the path as it is", async () => {
    await using directory = await temporaryDirectory();
    const { env, calls } = await desktop(directory.path, { open: 0 });
    await fileManagerOf({ platform: "darwin", env })?.(odd);
    expect(await calls()).toEqual(["open", "-R", odd]);
  });
});
