/** What happens to files between a comparison and a deletion, and to mapped ones. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DiskThreads } from "./disk-threads.ts";
import { changedUsOf, versionOf } from "./file-version.ts";
import { hashFile } from "./hash-file-thread.ts";
import { newHashWords } from "./hash-request.ts";
import { NamedPaths } from "./named-paths.ts";

let directory: string;
let disks: DiskThreads;
const at = (name: string) => join(directory, name);
const start = "s".repeat(70_000);
const long = new Date(1e12);

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "deletions-")));
  disks = new DiskThreads();
});
afterEach(async () => {
  disks.close();
  await rm(directory, { recursive: true });
});

async function write(name: string, content: string): Promise<void> {
  await writeFile(at(name), content);
  await utimes(at(name), long, long);
}

/** A file as the library knows it, if nobody has changed it since. `keepsTimes`: whether its change time is known. */
async function known(name: string, keepsTimes = true) {
  const stats = await stat(at(name));
  return { path: at(name), version: { ...versionOf(stats), changedUs: keepsTimes ? changedUsOf(stats) : null } };
}

async function pair(options: { readonly keepsTimes?: boolean } = {}) {
  const [file, kept] = await Promise.all(["file", "kept"].map((name) => known(name, options.keepsTimes)));
  if (file === undefined || kept === undefined) throw new Error("There is no pair");
  const copies = { changedUs: file.version.changedUs, kept: [kept] };
  const { deletions } = new NamedPaths({ roots: [directory], loopbackOnly: true, disks });
  const { signal } = new AbortController();
  return {
    compare: (changed: { readonly signal?: AbortSignal; readonly onProgress?: (bytes: number) => void } = {}) =>
      deletions.compareCopies(file.path, file.version, { copies, signal, onProgress: () => {}, ...changed }),
    remove: (compared: Awaited<ReturnType<typeof deletions.compareCopies>>, until?: number) => {
      if ("kind" in compared) throw new Error(`They are not equal: ${JSON.stringify(compared)}`);
      return deletions.deleteFile(file.path, file.version, { copies: compared, until });
    },
  };
}

test("a file that is equal to one that stays is deleted", async () => {
  for (const name of ["file", "kept"]) await write(name, start);
  const { compare, remove } = await pair();
  expect(await remove(await compare())).toBeNull();
  expect([existsSync(at("file")), existsSync(at("kept"))]).toEqual([false, true]);
  // Nobody knows whether it was deleted, or whether its disk is not mounted.
  expect(await compare()).toMatchObject(absent);
});

const absent = { kind: "failed", message: "it is not there. Is its disk mounted? Scan its directory." };

test("a copy that is not there any more, or whose directory is not, was not deleted", async () => {
  await mkdir(at("in"));
  for (const name of ["file", "kept", "in/file"]) await write(name, start);
  const { compare, remove } = await pair();
  const compared = await compare();
  const { path, version } = await known("in/file");
  await rm(at("file"));
  expect(await remove(compared)).toMatchObject(absent);
  const { deletions } = new NamedPaths({ roots: [directory], loopbackOnly: true, disks });
  // The file alone was asked for, and its directory shows that it is gone.
  await rm(path);
  expect(await deletions.deleteFile(path, version)).toBeNull();
  await rm(at("in"), { recursive: true });
  expect(await deletions.deleteFile(path, version)).toMatchObject(absent);
});

/** Mounts an overlay over a file system in memory. Null where the test may not. */
async function mountOverlay(): Promise<AsyncDisposable | null> {
  const run = (...args: string[]) => spawnSync(args[0] ?? "", args.slice(1)).status === 0;
  await mkdir(at("layers"));
  await mkdir(at("merged"));
  if (!run("mount", "-t", "tmpfs", "gleaner-test", at("layers"))) return null;
  for (const name of ["lower", "upper", "work"]) await mkdir(at(`layers/${name}`));
  const layers = `lowerdir=${at("layers/lower")},upperdir=${at("layers/upper")},workdir=${at("layers/work")}`;
  const isMounted = run("mount", "-t", "overlay", "gleaner-test", "-o", layers, at("merged"));
  if (!isMounted) run("umount", at("layers"));
  return isMounted
    ? { [Symbol.asyncDispose]: async () => void (run("umount", at("merged")) && run("umount", at("layers"))) }
    : null;
}

test("one file that is seen in an overlay and in its layer is no copy of itself", async ({ skip }) => {
  await using mounted = await mountOverlay();
  if (mounted === null) return skip("This user may not mount an overlay.");
  await write("merged/file", start);
  const file = await known("merged/file");
  const kept = await known("layers/upper/file");
  const { deletions } = new NamedPaths({ roots: [directory], loopbackOnly: true, disks });
  const copies = { changedUs: file.version.changedUs, kept: [kept] };
  const { signal } = new AbortController();
  expect(
    await deletions.compareCopies(file.path, file.version, { copies, signal, onProgress: () => {} }),
  ).toMatchObject({
    kind: "failed",
    message: expect.stringContaining("may be the same file, seen at two places"),
  });
  expect(existsSync(kept.path)).toBe(true);
});

test.each(["file", "kept"])("two files of which the %s differs in its last byte are not equal", async (name) => {
  for (const each of ["file", "kept"]) await write(each, `${start}${each === name ? 1 : 2}`);
  const { compare } = await pair();
  expect(await compare()).toMatchObject({ kind: "different", message: expect.stringContaining("their bytes differ") });
});

test.each(["file", "kept"])(
  "nothing is deleted if the %s changes after the comparison, with its time put back",
  async (name) => {
    for (const each of ["file", "kept"]) await write(each, start);
    // No change time is known, as on a network drive.
    const { compare, remove } = await pair({ keepsTimes: false });
    const compared = await compare();
    await write(name, start.replace(/s$/, "t"));
    expect(await remove(compared)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("since it was read"),
    });
    expect(existsSync(at("file"))).toBe(true);
  },
);

test("nothing is deleted when the time for it is over", async () => {
  for (const name of ["file", "kept"]) await write(name, start);
  const { compare, remove } = await pair();
  expect(await remove(await compare(), Date.now() - 1)).toMatchObject({ kind: "failed" });
  expect(existsSync(at("file"))).toBe(true);
});

const hasPython = spawnSync("python3", ["-c", "import mmap"]).status === 0;

test.skipIf(!hasPython)(
  "a file that is changed through memory after it was hashed, with no new time, is not equal",
  async () => {
    for (const name of ["file", "kept"]) await write(name, start);
    // The page is mapped and written to before the files are hashed, and once more after that.
    const hashes = async () =>
      ["file", "kept"].map(async (name) => {
        const { path, version } = await known(name);
        return hashFile({ path, version, roots: [], known: [], shared: newHashWords() }, () => {});
      });
    const change = `
import mmap, sys
with open(sys.argv[1], "r+b") as file:
    memory = mmap.mmap(file.fileno(), 0)
    memory[69999] = ord("t")
`;
    const [one, other] = await Promise.all(await hashes());
    expect(one).toMatchObject({ kind: "hashed", sha256: other?.kind === "hashed" ? other.sha256 : "none" });
    const before = await known("kept");
    execFileSync("python3", ["-c", change, at("kept")]);
    await utimes(at("kept"), long, long);
    expect((await known("kept")).version.modifiedUs).toBe(before.version.modifiedUs);
    const { compare } = await pair();
    expect(await compare()).toMatchObject({ kind: "different" });
  },
);

test("a comparison says how far it is, and ends when nobody waits for it any more", async () => {
  for (const name of ["file", "kept"]) {
    await write(name, "");
    // A hole: nobody could wait for its end.
    await truncate(at(name), 2 ** 42);
  }
  const { compare } = await pair();
  const client = new AbortController();
  const gone = new Error("The client is gone");
  const read: number[] = [];
  const onProgress = (bytes: number) => {
    read.push(bytes);
    if (bytes > 0) client.abort(gone);
  };
  await expect(compare({ signal: client.signal, onProgress })).rejects.toBe(gone);
  expect(read.at(-1)).toBeGreaterThan(0);
  // The disk has one thread for that, which is free again.
  for (const name of ["file", "kept"]) await write(name, start);
  const { compare: compareAgain } = await pair();
  expect(await compareAgain()).toHaveProperty("equal");
});
