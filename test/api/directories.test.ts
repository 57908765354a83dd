import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Api, startApi } from "./start-api.ts";

const list = (api: Api, path: string) =>
  api.call("GET", `/api/v1/filesystem/directories?path=${encodeURIComponent(path)}`);

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
    directories: ["a", "ä", "b 9", "b 10"].map((name) => ({ name, path: join(api.directory, name) })),
    total: 4,
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
  const inside = { name: "inside", path: join(root, "inside") };
  const link = { name: "link", path: join(root, "inside") };
  expect((await list(api, root)).body.directories).toEqual([inside, link, { name: "outside", path: "/etc" }]);

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

test("of very many the first thousand are listed, and counted are all", async () => {
  await using api = await startApi();
  for (let index = 0; index < 1_010; index += 1) await mkdir(join(api.directory, `d${index}`));
  const { body } = await list(api, api.directory);
  expect(body.total).toBe(1_010);
  expect(body.directories).toHaveLength(1_000);
  expect(body.directories[0].name).toBe("d0");
  expect(body.directories[999].name).toBe("d999");
});

test("without a path the allowed roots are listed, or the home directory where any is allowed", async () => {
  await using fenced = await startApi({ roots: ["/srv/films", "/mnt/nas"] });
  expect((await fenced.call("GET", "/api/v1/filesystem/directories")).body).toEqual({
    path: null,
    parent: null,
    directories: [
      { name: "films", path: "/srv/films" },
      { name: "nas", path: "/mnt/nas" },
    ],
    total: 2,
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
    body: { detail: { code: "NOT_FOUND" } },
  });
  expect(await list(api, "films")).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
  expect(await list(api, "/etc/hostname")).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
});
