import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Api, startApi } from "./start-api.ts";

const list = (api: Api, path: string, query = "") =>
  api.call("GET", `/api/v1/filesystem/directories?path=${encodeURIComponent(path)}${query}`);

test("directories are listed in the order of their names, files not at all", async () => {
  await using api = await startApi();
  for (const name of ["b 10", "b 9", "ä", "a"]) await mkdir(join(api.directory, name));
  await writeFile(join(api.directory, "film.mkv"), "");
  execFileSync("mkfifo", [join(api.directory, "pipe")]);
  const { status, body } = await list(api, `${api.directory}/`);
  expect(status).toBe(200);
  expect(body).toEqual({
    path: api.directory,
    parent: dirname(api.directory),
    has_videos: true,
    directories: ["a", "ä", "b 9", "b 10"].map((name) => ({
      name,
      path: join(api.directory, name),
      has_videos: false,
    })),
    total: 4,
    limit: 20,
    offset: 0,
  });
});

test("links are listed by where they lead, and only where that is a directory within the roots", async () => {
  await using api = await startApi();
  const root = join(api.directory, "root");
  await mkdir(join(root, "inside"), { recursive: true });
  await symlink(join(root, "inside"), join(root, "link"));
  await symlink("/etc", join(root, "outside"));
  await symlink(join(root, "gone"), join(root, "broken"));
  await symlink(join(root, "loop"), join(root, "loop"));
  const inside = { name: "inside", path: join(root, "inside"), has_videos: false };
  const link = { ...inside, name: "link" };
  const outside = { name: "outside", path: "/etc", has_videos: false };
  expect((await list(api, root)).body.directories).toEqual([inside, link, outside]);

  await using fenced = await startApi({ roots: [root] });
  expect((await list(fenced, root)).body).toMatchObject({ parent: null, directories: [inside, link], total: 2 });
  expect((await list(fenced, join(root, "inside"))).body).toMatchObject({ parent: root });
  expect(await list(fenced, join(root, "outside"))).toMatchObject({
    status: 403,
    body: { detail: { code: "PATH_NOT_ALLOWED" } },
  });
});

test("names that are not UTF-8 are left out, as JSON cannot carry them", async () => {
  await using api = await startApi();
  const name = Buffer.concat([Buffer.from(`${api.directory}/`), Buffer.from([0x66, 0xff, 0x66])]);
  await mkdir(name);
  await mkdir(join(api.directory, "fine"));
  expect((await list(api, api.directory)).body).toMatchObject({ directories: [{ name: "fine" }], total: 1 });
});

test("of very many a page is listed, and all are counted", async () => {
  await using api = await startApi();
  for (let index = 0; index < 1_010; index += 1) await mkdir(join(api.directory, `d${index}`));
  const names = async (query: string) => {
    const { body } = await list(api, api.directory, query);
    expect(body.total).toBe(1_010);
    return body.directories.map(({ name }: { name: string }) => name);
  };
  expect(await names("")).toEqual(Array.from({ length: 20 }, (_, index) => `d${index}`));
  expect(await names("&limit=2&offset=999")).toEqual(["d999", "d1000"]);
  expect(await names("&limit=1000&offset=1005")).toEqual(["d1005", "d1006", "d1007", "d1008", "d1009"]);
  expect((await list(api, api.directory, "&limit=1001")).status).toBe(422);
});

test("hidden directories are listed only when they are asked for", async () => {
  await using api = await startApi();
  for (const name of [".cache", "films"]) await mkdir(join(api.directory, name));
  const names = async (query: string) =>
    (await list(api, api.directory, query)).body.directories.map(({ name }: { name: string }) => name);
  expect(await names("")).toEqual(["films"]);
  expect(await names("&hidden=true")).toEqual([".cache", "films"]);
});

test("each directory says whether videos are directly in it", async () => {
  await using api = await startApi({ extensions: new Set([".mkv"]) });
  const films = ["direct", "below/deep", "other", "hidden"];
  for (const name of films) await mkdir(join(api.directory, name), { recursive: true });
  await writeFile(join(api.directory, "direct", "Film.MKV"), "");
  await writeFile(join(api.directory, "below", "deep", "film.mkv"), "");
  await writeFile(join(api.directory, "other", "film.mp4"), "");
  await writeFile(join(api.directory, "hidden", ".film.mkv"), "");
  const { body } = await list(api, api.directory);
  const known = body.directories.map(({ name, has_videos }: { name: string; has_videos: boolean }) => [
    name,
    has_videos,
  ]);
  expect(Object.fromEntries(known)).toEqual({ below: false, direct: true, hidden: false, other: false });
  expect(body.has_videos).toBe(false);
  expect((await list(api, join(api.directory, "direct"))).body.has_videos).toBe(true);
});

test("without a path the allowed roots are listed, or the home directory where any is allowed", async () => {
  await using fenced = await startApi({ roots: ["/srv/films", "/mnt/nas"] });
  expect((await fenced.call("GET", "/api/v1/filesystem/directories")).body).toEqual({
    path: null,
    parent: null,
    has_videos: false,
    directories: [
      { name: "films", path: "/srv/films", has_videos: null },
      { name: "nas", path: "/mnt/nas", has_videos: null },
    ],
    total: 2,
    limit: 20,
    offset: 0,
  });
  await using open = await startApi();
  expect((await open.call("GET", "/api/v1/filesystem/directories")).body.path).toBe(homedir());
});

test("nothing is listed to other machines without roots", async () => {
  await using api = await startApi({ loopbackOnly: false });
  expect(await api.call("GET", "/api/v1/filesystem/directories")).toMatchObject({
    status: 403,
    body: { detail: { code: "SCAN_ROOTS_REQUIRED" } },
  });
});

test("what is no directory is told apart from what is not there", async () => {
  await using api = await startApi();
  expect(await list(api, join(api.directory, "gone"))).toMatchObject({
    status: 404,
    body: { detail: { code: "PATH_NOT_FOUND" } },
  });
  expect(await list(api, "films")).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
  expect(await list(api, "/etc/hostname")).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
});
