import { spawnSync } from "node:child_process";
import { link, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listedPlace } from "../../../test/scanning/listed-place.ts";
import { defaultWalkRules } from "../../../test/scanning/walk-rules.ts";
import { filesIn } from "../file-list.ts";
import { FileThreads } from "./file-threads.ts";
import { ScanRootUnreadable } from "./scan-root-unreadable.ts";
import { SpareThreads } from "./spare-threads.ts";
import type { WantedEntry } from "./thread-messages.ts";
import type { WalkEvent, WalkOptions } from "./walk-events.ts";

let root: string;
let threads: FileThreads;

beforeAll(() => {
  threads = new FileThreads();
});
afterAll(() => threads.close());

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "gleaner-walk-")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

type Section = Extract<WalkEvent, { kind: "files" }>;
type Directory = Extract<WalkEvent, { kind: "directory" }>;

function options(some: Partial<WalkOptions> = {}): WalkOptions {
  return { recursive: true, ...defaultWalkRules, signal: new AbortController().signal, ...some };
}

async function walkAll(path = root, some: Partial<WalkOptions> = {}) {
  const files: string[] = [];
  const problems: Record<string, string> = {};
  const directories: Record<string, Directory> = {};
  const sections: Section[] = [];
  for await (const event of threads.walk(path, options(some))) {
    if (event.kind === "files") {
      sections.push(event);
      files.push(...filesIn(event.files).map(({ name }) => relative(root, join(event.directory, name))));
      for (const problem of event.problems) problems[relative(root, problem.path)] = problem.code;
    } else if (event.kind === "directory") {
      directories[relative(root, event.path)] = event;
      if (event.problem !== null) problems[relative(root, event.path)] = event.problem.code;
    }
  }
  return { files: files.toSorted(), problems, directories, sections };
}

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), path);
  }
}

const someEntry = [{ name: "a.mp4", wanted: "anything" }] as const;

describe("walking", () => {
  test("finds video files by their extension, at any depth, whatever their names", async () => {
    const names = [
      "a.mp4",
      "b/c/D.MKV",
      'b/it\'s "quoted".webm',
      "b/new\nline.avi",
      "b/-rf.mov",
      "b/😀 夏.ts",
      "b/.hidden.mp4",
      "b/\ufffd.mp4",
    ];
    await make(...names, "b/notes.txt", "b/mp4", "b/x.mp4.part", "b/.mp4");
    expect((await walkAll()).files).toEqual(names.toSorted());
  });

  test("stays in its directory when it is not recursive", async () => {
    await make("a.mp4", "b/c.mp4");
    const { files, directories } = await walkAll(root, { recursive: false });
    expect(files).toEqual(["a.mp4"]);
    expect(Object.keys(directories)).toEqual([""]);
    expect([...(directories[""]?.subdirectories ?? [])]).toEqual(["b"]);
  });

  test("gives the size and the time of each file", async () => {
    await make("a.mp4", "bb.mp4");
    await utimes(join(root, "a.mp4"), 1, 1_234.567891);
    const { sections } = await walkAll();
    const files = filesIn(sections[0]?.files ?? "");
    expect(files).toMatchObject([
      { name: "a.mp4", size: 5, modifiedUs: 1_234_567_891 },
      { name: "bb.mp4", size: 6 },
    ]);
    expect(Math.abs((files[1]?.modifiedUs ?? 0) / 1_000 - Date.now())).toBeLessThan(60_000);
    expect(sections[0]?.count).toBe(2);
  });

  test("what is named like a video but is none is a problem, and never read", async () => {
    await make("real.mp4");
    for (const name of ["fifo.mp4", "fifo2.mp4"]) spawnSync("mkfifo", [join(root, name)]);
    const server = createServer().listen(join(root, "socket.mp4"));
    await new Promise((resolve) => server.once("listening", resolve));
    await symlink("nowhere", join(root, "dangling.mp4"));
    await symlink("nowhere", join(root, "dangling"));
    await symlink("loop.mp4", join(root, "loop.mp4"));
    await symlink("/dev/zero", join(root, "device.mp4"));
    const { files, problems } = await walkAll();
    const { problems: withLinks } = await walkAll(root, { followLinks: true });
    server.close();
    expect(files).toEqual(["real.mp4"]);
    const expected = {
      "fifo.mp4": "not_regular_file",
      "fifo2.mp4": "not_regular_file",
      "socket.mp4": "not_regular_file",
      "device.mp4": "not_regular_file",
      "dangling.mp4": "dangling_link",
      "loop.mp4": "unreadable",
    };
    expect(problems).toEqual(expected);
    expect(withLinks).toEqual(expected);
  });

  test("a directory named x.mp4 is a directory", async () => {
    await make("x.mp4/y.mp4");
    expect(await walkAll()).toMatchObject({ files: ["x.mp4/y.mp4"], problems: {} });
  });

  test("names that are not UTF-8 are problems with their bytes shown, and two of them stay two", async () => {
    await make("ok.mp4", "sub/ok.mp4");
    for (const byte of [0xe9, 0xea]) {
      await writeFile(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([byte]), Buffer.from(".mp4")]), "x");
    }
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9]), Buffer.from(".txt")]), "x");
    await mkdir(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.from([0xff])]));
    const { files, problems, sections } = await walkAll();
    await writeFile(join(root, "caf\\xe9.mp4"), "shown as another one is");
    const again = await walkAll();
    expect(again).toMatchObject({ files, problems });
    expect(files).toEqual(["ok.mp4", "sub/ok.mp4"]);
    expect(problems).toEqual({
      "caf\\xe9.mp4": "name_not_utf8",
      "caf\\xea.mp4": "name_not_utf8",
      "dir\\xff": "name_not_utf8",
    });
    for (const { stat } of sections.flatMap((section) => section.problems)) expect(stat).not.toBeNull();
  });

  test("a complete directory tells what is in it", async () => {
    await make("a.mp4", "b/c.mp4", "d/e.txt");
    await mkdir(join(root, "empty"));
    const { directories, sections } = await walkAll();
    expect(directories[""]).toMatchObject({ complete: true, problem: null });
    expect([...(directories[""]?.subdirectories ?? [])].toSorted()).toEqual(["b", "d", "empty"]);
    expect(directories["empty"]).toMatchObject({ complete: true });
    const empty = sections.filter((section) => section.empty).map(({ directory }) => relative(root, directory));
    expect(empty).toEqual(["empty"]);
    const whole = { after: null, upTo: null, complete: true };
    for (const section of sections) expect(section).toMatchObject(whole);
    expect(sections.map(({ directory }) => relative(root, directory)).toSorted()).toEqual(["", "b", "d", "empty"]);
  });

  test("a root that is not there, or is a file, throws", async () => {
    await make("file.mp4");
    await expect(walkAll(join(root, "absent"))).rejects.toThrow(ScanRootUnreadable);
    await expect(walkAll(join(root, "absent"))).rejects.toThrow("it is not there.");
    await expect(walkAll(join(root, "file.mp4"))).rejects.toThrow("it is not a directory.");
  });
});

describe("sections", () => {
  test("cover all names in the order of their bytes, at most 1,000 each, before their directory ends", async () => {
    const odd = ["\u{1f600}", "\ue000", "\uffff", "é", "Z", "a"].map((name) => `${name}.mp4`);
    await make(...Array.from({ length: 2_500 }, (_, index) => `a/${index}.mp4`), ...odd.map((name) => `a/${name}`));
    await symlink("nowhere", join(root, "a/5x.mp4"));
    const { sections, directories } = await walkAll(join(root, "a"));
    const inBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
    let after: string | null = null;
    for (const section of sections) {
      expect(section).toMatchObject({ after, complete: true });
      const names = [
        ...filesIn(section.files).map(({ name }) => name),
        ...section.problems.map(({ path }) => basename(path)),
      ].toSorted(inBytes);
      expect(names.length).toBeLessThanOrEqual(1_000);
      if (after !== null) expect(inBytes(after, names[0] ?? "")).toBe(-1);
      if (section.upTo !== null) expect(names.at(-1)).toBe(section.upTo);
      after = section.upTo;
    }
    expect(after).toBeNull();
    const names = sections.flatMap((section) => filesIn(section.files).map(({ name }) => name));
    expect(names).toHaveLength(2_506);
    expect(names).toEqual(names.toSorted(inBytes));
    expect(directories["a"]).toMatchObject({ complete: true });
  });
});

describe("a tree that changes", () => {
  test("a directory deleted on the way is a problem, and proves nothing", async () => {
    await make(...Array.from({ length: 500 }, (_, index) => `${index}/1.mp4`));
    const ends: boolean[] = [];
    let isFirst = true;
    for await (const event of threads.walk(root, options())) {
      if (isFirst) for (let index = 0; index < 500; index += 2) await rm(join(root, `${index}`), { recursive: true });
      isFirst = false;
      if (event.kind === "directory") {
        ends.push(event.complete);
        if (event.problem !== null)
          expect(event).toMatchObject({ complete: false, problem: { code: "directory_unreadable" } });
      }
    }
    expect(ends).toHaveLength(501);
    expect(ends).toContain(false);
    expect(ends.filter(Boolean).length).toBeGreaterThan(250);
  });
});

describe("links", () => {
  test("to files are files, those to directories are not followed, so loops end", async () => {
    await make("a/one.mp4");
    await symlink("one.mp4", join(root, "a/link.mp4"));
    await link(join(root, "a/one.mp4"), join(root, "a/hard.mp4"));
    await symlink("..", join(root, "a/up"));
    await symlink(root, join(root, "a/up.mp4"));
    expect(await walkAll()).toMatchObject({ files: ["a/hard.mp4", "a/link.mp4", "a/one.mp4"], problems: {} });
  });

  test("to directories are followed when that is asked for, each as often as it is met", async () => {
    await make("a/one.mp4", "b/two.mp4");
    await symlink("../b", join(root, "a/first"));
    await symlink("../b", join(root, "a/second"));
    const { files, problems, directories } = await walkAll(root, { followLinks: true });
    expect(files).toEqual(["a/first/two.mp4", "a/one.mp4", "a/second/two.mp4", "b/two.mp4"]);
    expect(problems).toEqual({});
    expect([...(directories["a"]?.subdirectories ?? [])]).toEqual(["first", "second"]);
    expect((await walkAll(root, { followLinks: true, recursive: false })).directories).toEqual({
      "": expect.objectContaining({ complete: true }),
    });
  });

  test("that lead round in a circle are problems, found wherever they close it", async () => {
    await make("a/b/one.mp4", "c/two.mp4");
    await symlink("..", join(root, "a/b/up"));
    await symlink(".", join(root, "a/itself"));
    await symlink("../a", join(root, "c/across"));
    await symlink("../../c", join(root, "a/b/back"));
    const { files, problems } = await walkAll(root, { followLinks: true });
    expect(problems).toEqual({
      "a/itself": "link_loop",
      "a/b/up": "link_loop",
      "a/b/back/across": "link_loop",
      "c/across/itself": "link_loop",
      "c/across/b/up": "link_loop",
      "c/across/b/back": "link_loop",
    });
    expect(files).toEqual(["a/b/back/two.mp4", "a/b/one.mp4", "c/across/b/one.mp4", "c/two.mp4"]);
  });

  test("out of the root and into it again end where they meet it", async () => {
    await make("library/one.mp4", "two.mp4");
    await symlink("..", join(root, "library/up"));
    const { files, problems } = await walkAll(join(root, "library"), { followLinks: true });
    expect(files).toEqual(["library/one.mp4", "library/up/two.mp4"]);
    expect(problems).toEqual({ "library/up/library": "link_loop" });
  });

  test("out of the allowed directories are problems", async () => {
    await make("allowed/in.mp4", "outside.mp4", "out/x.mp4", "allowed/sub/y.mp4");
    await symlink("../outside.mp4", join(root, "allowed/out.mp4"));
    await symlink("../out", join(root, "allowed/outer"));
    await symlink("sub", join(root, "allowed/inner"));
    const roots = [join(root, "allowed")];
    expect(await walkAll(join(root, "allowed"), { roots })).toMatchObject({
      files: ["allowed/in.mp4", "allowed/sub/y.mp4"],
      problems: { "allowed/out.mp4": "link_outside_roots" },
    });
    const { files, problems } = await walkAll(join(root, "allowed"), { roots, followLinks: true });
    expect(files).toEqual(["allowed/in.mp4", "allowed/inner/y.mp4", "allowed/sub/y.mp4"]);
    expect(problems).toEqual({ "allowed/out.mp4": "link_outside_roots", "allowed/outer": "link_outside_roots" });
  });
});

describe("what systems keep for themselves", () => {
  const kept = ["@eaDir/a.mp4", ".Trash-1000/files/b.mp4", "c/#recycle/d.mp4", "lost+found/e.mp4", "c/._f.mp4"];

  test("is passed over, but known to be there", async () => {
    await make(...kept, "c/f.mp4", "c/.g.mp4");
    const { files, directories, sections } = await walkAll();
    expect(files).toEqual(["c/.g.mp4", "c/f.mp4"]);
    expect(Object.keys(directories).toSorted()).toEqual(["", "c"]);
    expect([...(directories[""]?.subdirectories ?? [])].toSorted()).toEqual([
      ".Trash-1000",
      "@eaDir",
      "c",
      "lost+found",
    ]);
    expect(sections.map(({ directory, empty }) => [relative(root, directory), empty])).toContainEqual(["", false]);
    expect(await threads.count(root, options())).toBe(2);
  });

  test("is looked at when that is asked for", async () => {
    await make(...kept, "c/f.mp4");
    expect((await walkAll(root, { includeHidden: true })).files).toEqual([...kept, "c/f.mp4"].toSorted());
    expect(await threads.count(root, options({ includeHidden: true }))).toBe(6);
  });

  test("is looked at where it is the root", async () => {
    await make("@eaDir/a.mp4");
    expect((await walkAll(join(root, "@eaDir"))).files).toEqual(["@eaDir/a.mp4"]);
  });
});

describe("stopping", () => {
  test("lists no more than a few thousand names that nobody asks for", async () => {
    await make(...Array.from({ length: 300 }, (_, index) => `${index}/a.mp4`));
    const walking = threads.walk(root, options());
    await walking.next();
    // What may have been listed by now is no more than two requests for each thread.
    for (let index = 0; index < 300; index += 1) await rm(join(root, `${index}`), { recursive: true });
    let gone = 0;
    for await (const event of walking) if (event.kind === "directory" && event.problem !== null) gone += 1;
    expect(gone).toBeGreaterThanOrEqual(300 - 4 * 64);
  });

  test("an aborted walk throws the signal's reason", async () => {
    await make(...Array.from({ length: 300 }, (_, index) => `${index % 20}/${index}.mp4`));
    const stop = new AbortController();
    const reason = new Error("enough");
    let events = 0;
    const walking = (async () => {
      for await (const _ of threads.walk(root, options({ signal: stop.signal }))) {
        events += 1;
        stop.abort(reason);
      }
    })();
    await expect(walking).rejects.toBe(reason);
    expect(events).toBe(1);
  });

  test("a signal that has aborted lists nothing", async () => {
    const signal = AbortSignal.abort(new Error("never"));
    await expect(walkAll(root, { signal })).rejects.toThrow("never");
    await expect(threads.count(root, options({ signal }))).rejects.toThrow("never");
    await expect(threads.findAbsent(listedPlace(root), someEntry, options({ signal }))).rejects.toThrow("never");
  });

  test("closed threads refuse whoever waits for them, and whoever comes", async () => {
    await make("a.mp4");
    const closed = new FileThreads();
    const walking = closed.walk(root, options()).next();
    const counting = closed.count(root, options());
    const finding = closed.findAbsent(listedPlace(root), someEntry, options());
    closed.close();
    await expect(walking).rejects.toThrow("were closed");
    await expect(counting).rejects.toThrow("were closed");
    await expect(finding).rejects.toThrow("were closed");
    await expect(closed.walk(root, options()).next()).rejects.toThrow("were closed");
  });

  test("a thread that fails ends what waits for it, with its error", async () => {
    const failing = new FileThreads({
      spare: new SpareThreads({ execArgv: ["--import", "data:text/javascript,throw new Error('no memory')"] }),
    });
    const finding = failing.findAbsent(listedPlace(root), someEntry, options());
    await expect(failing.walk(root, options()).next()).rejects.toThrow("no memory");
    await expect(finding).rejects.toThrow("no memory");
    failing.close();
  });

  test("who has seen enough leaves the threads to others", async () => {
    await make("a/1.mp4", "b/2.mp4");
    for await (const _ of threads.walk(root, options())) break;
    expect((await walkAll()).files).toHaveLength(2);
  });
});

describe("counting", () => {
  test("tells how many names there are, as a walk would find them", async () => {
    await make("a.mp4", "b/c.MKV", "b/d/e.ts", "b/f.txt");
    await symlink("../b/d", join(root, "b/link"));
    await symlink("..", join(root, "b/loop"));
    expect(await threads.count(root, options())).toBe(3);
    expect(await threads.count(root, options({ recursive: false }))).toBe(1);
    expect(await threads.count(root, options({ followLinks: true }))).toBe(4);
    expect(await threads.count(join(root, "absent"), options())).toBe(0);
  });
});

describe("absent entries", () => {
  type Wanted = WantedEntry["wanted"];

  async function absent(names: readonly string[], wanted: Wanted, place = listedPlace(root)) {
    return threads.findAbsent(
      place,
      names.map((name) => ({ name, wanted })),
      options(),
    );
  }

  test("are those with nothing of their name, or with something else than is wanted", async () => {
    await make("a.mp4", "directory/c.mp4", "elsewhere/d.mp4");
    const links = {
      "to-nowhere": "nowhere",
      "to-file": "a.mp4",
      "to-directory": "directory",
      "to-itself": "to-itself",
    };
    for (const [name, target] of Object.entries(links)) await symlink(target, join(root, name));
    spawnSync("mkfifo", [join(root, "fifo")]);
    const names = ["a.mp4", "directory", "fifo", "gone", ...Object.keys(links)];
    expect(await absent(names, "anything")).toEqual(["gone"]);
    // Whether a link that leads nowhere is a file, nobody can tell: the disk of its target may not be mounted.
    expect(await absent(names, "file")).toEqual(["directory", "fifo", "gone", "to-directory"]);
    expect(await absent(names, "directory")).toEqual(["a.mp4", "fifo", "gone"]);
    expect(await absent([], "anything")).toEqual([]);
  });

  test("are none in a directory that is on another disk by now, or not there any more", async () => {
    expect(await absent(["gone"], "file", { ...listedPlace(root), disk: "another" })).toEqual([]);
    expect(await absent(["gone"], "file", { ...listedPlace(root), directory: join(root, "removed") })).toEqual([]);
  });

  test("are those in other letters on a file system that ignores case", async () => {
    await make("film.mp4", "Films/a.mp4");
    const ignoring = new FileThreads({ spare: new SpareThreads({ execArgv: ["--import", ignoreCase] }) });
    const find = (name: string, wanted: Wanted) =>
      ignoring.findAbsent(listedPlace(root), [{ name, wanted }], options());
    expect(await find("film.mp4", "file")).toEqual([]);
    expect(await find("FILM.mp4", "file")).toEqual(["FILM.mp4"]);
    expect(await find("films", "directory")).toEqual(["films"]);
    ignoring.close();
  });

  test("are found among any number of them, while a walk waits to be asked", async () => {
    await make(...Array.from({ length: 40 }, (_, index) => `${index}/a.mp4`));
    const names = Array.from({ length: 2_500 }, (_, index) => `gone-${index}`);
    for await (const event of threads.walk(root, options())) {
      if (event.kind !== "directory" || event.path !== root) continue;
      expect(await absent([...names, "1"], "anything")).toEqual(names);
    }
  });
});

/** Loaded into a thread, has `lstatSync` find a name in any letters, as file systems do that ignore case. */
const ignoreCase = `data:text/javascript,${encodeURIComponent(`
  import fs from "node:fs";
  import { syncBuiltinESMExports } from "node:module";
  import { basename, dirname } from "node:path";
  const { lstatSync, readdirSync } = fs;
  fs.lstatSync = (path, options) => {
    const name = readdirSync(dirname(path)).find((one) => one.toLowerCase() === basename(path).toLowerCase());
    return lstatSync(name === undefined ? path : dirname(path) + "/" + name, options);
  };
  syncBuiltinESMExports();
`)}`;
