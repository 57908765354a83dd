import { mkdir, mkdtemp, readdir, readlink, realpath, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DiskThreads } from "./disk-threads.ts";
import { OpenFilm } from "./open-film.ts";

let directory: string;
let disks: DiskThreads;
let film: OpenFilm;
const at = (name: string) => join(directory, name);
const long = new Date(1e12);
const version = { size: 6, modifiedUs: 1e15 };
const client = new AbortController();
const stays = { signal: client.signal, keeps: true };

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "open-film-")));
  await mkdir(at("in"));
  await write("in/film", "abcdef");
  disks = new DiskThreads();
  film = new OpenFilm({ disks, path: at("in/film"), roots: [at("in")], version, timeoutMs: 60_000 });
});
afterEach(async () => {
  film.close();
  disks.close();
  await rm(directory, { recursive: true });
});

async function write(name: string, content: string): Promise<void> {
  await writeFile(at(name), content);
  await utimes(at(name), long, long);
}

async function openFiles(): Promise<string[]> {
  const links = (await readdir("/proc/self/fd")).map((name) => readlink(join("/proc/self/fd", name)).catch(() => ""));
  return (await Promise.all(links)).filter((path) => path.startsWith(directory));
}

async function read(position: number, options = stays): Promise<string> {
  const part = await film.read(position, 2, options);
  return part.kind === "read" ? Buffer.from(part.content).toString() : part.kind;
}

test.skipIf(process.platform !== "linux")(
  "a film stays open from one part to the next, and is closed after the last",
  async () => {
    expect(await read(0)).toBe("ab");
    expect(await openFiles()).toEqual([at("in/film")]);
    expect(await read(2)).toBe("cd");
    expect(await openFiles()).toEqual([at("in/film")]);
    expect(await read(4, { ...stays, keeps: false })).toBe("ef");
    expect(await openFiles()).toEqual([]);
  },
);

test("a film that nobody reads any more is closed", async () => {
  await read(0);
  await expect.poll(openFiles).toEqual([]);
  expect(await read(2)).toBe("cd");
});

test("a film is closed when its client leaves before a thread has begun the next part", async () => {
  await read(0);
  const gone = new Error("The client is gone");
  await expect(read(2, { ...stays, signal: AbortSignal.abort(gone) })).rejects.toBe(gone);
  await expect.poll(openFiles).toEqual([]);
});

test.each<[string, () => Promise<void>, string]>([
  ["replaced", () => write("in/new", "ABCDEF").then(() => rename(at("in/new"), at("in/film"))), "CD"],
  ["written", () => writeFile(at("in/film"), "ABCDEF"), "changed"],
  ["deleted", () => rm(at("in/film")), "obstacle"],
  ["moved out of the allowed directories", () => rename(at("in/film"), at("film")), "obstacle"],
])("what is at the path counts, not what was left open: the file is %s", async (_, change, expected) => {
  expect(await read(0)).toBe("ab");
  await change();
  expect(await read(2)).toBe(expected);
  film.close();
  await expect.poll(openFiles).toEqual([]);
});
