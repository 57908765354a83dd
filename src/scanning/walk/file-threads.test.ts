import { spawnSync } from "node:child_process";
import { mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { treeUnderTest, walkOptions } from "../../../test/scanning/tree-under-test.ts";
import { filesIn } from "../file-list.ts";
import { ScanRootUnreadable } from "./scan-root-unreadable.ts";

const tree = treeUnderTest();

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
    await tree.make(...names, "b/notes.txt", "b/mp4", "b/x.mp4.part", "b/.mp4");
    expect((await tree.walk()).files).toEqual(names.toSorted());
  });

  test("stays in its directory when it is not recursive", async () => {
    await tree.make("a.mp4", "b/c.mp4");
    const { files, directories } = await tree.walk(tree.root, { recursive: false });
    expect(files).toEqual(["a.mp4"]);
    expect(Object.keys(directories)).toEqual([""]);
    expect([...(directories[""]?.subdirectories ?? [])]).toEqual(["b"]);
  });

  test("gives the size and the time of each file", async () => {
    await tree.make("a.mp4", "bb.mp4");
    await utimes(join(tree.root, "a.mp4"), 1, 1_234.567891);
    const { sections } = await tree.walk();
    const files = filesIn(sections[0]?.files ?? "");
    expect(files).toMatchObject([
      { name: "a.mp4", size: 5, modifiedUs: 1_234_567_891 },
      { name: "bb.mp4", size: 6 },
    ]);
    expect(Math.abs((files[1]?.modifiedUs ?? 0) / 1_000 - Date.now())).toBeLessThan(60_000);
    expect(sections[0]?.count).toBe(2);
  });

  test("what is named like a video but is none is a problem, and never read", async () => {
    await tree.make("real.mp4");
    for (const name of ["fifo.mp4", "fifo2.mp4"]) spawnSync("mkfifo", [join(tree.root, name)]);
    const server = createServer().listen(join(tree.root, "socket.mp4"));
    await new Promise((resolve) => server.once("listening", resolve));
    await symlink("nowhere", join(tree.root, "dangling.mp4"));
    await symlink("nowhere", join(tree.root, "dangling"));
    await symlink("loop.mp4", join(tree.root, "loop.mp4"));
    await symlink("/dev/zero", join(tree.root, "device.mp4"));
    const { files, problems } = await tree.walk();
    const { problems: withLinks } = await tree.walk(tree.root, { followLinks: true });
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
    await tree.make("x.mp4/y.mp4");
    expect(await tree.walk()).toMatchObject({ files: ["x.mp4/y.mp4"], problems: {} });
  });

  test("names that are not UTF-8 are problems with their bytes shown, and two of them stay two", async () => {
    await tree.make("ok.mp4", "sub/ok.mp4");
    for (const byte of [0xe9, 0xea]) {
      await writeFile(Buffer.concat([Buffer.from(`${tree.root}/caf`), Buffer.from([byte]), Buffer.from(".mp4")]), "x");
    }
    await writeFile(Buffer.concat([Buffer.from(`${tree.root}/`), Buffer.from([0xe9]), Buffer.from(".txt")]), "x");
    await mkdir(Buffer.concat([Buffer.from(`${tree.root}/dir`), Buffer.from([0xff])]));
    const { files, problems, sections } = await tree.walk();
    await writeFile(join(tree.root, "caf\\xe9.mp4"), "shown as another one is");
    const again = await tree.walk();
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
    await tree.make("a.mp4", "b/c.mp4", "d/e.txt");
    await mkdir(join(tree.root, "empty"));
    const { directories, sections } = await tree.walk();
    expect(directories[""]).toMatchObject({ complete: true, problem: null });
    expect([...(directories[""]?.subdirectories ?? [])].toSorted()).toEqual(["b", "d", "empty"]);
    expect(directories["empty"]).toMatchObject({ complete: true });
    const empty = sections.filter((section) => section.empty).map(({ directory }) => relative(tree.root, directory));
    expect(empty).toEqual(["empty"]);
    const whole = { after: null, upTo: null, complete: true };
    for (const section of sections) expect(section).toMatchObject(whole);
    expect(sections.map(({ directory }) => relative(tree.root, directory)).toSorted()).toEqual(["", "b", "d", "empty"]);
  });

  test("a root that is not there, or is a file, throws", async () => {
    await tree.make("file.mp4");
    await expect(tree.walk(join(tree.root, "absent"))).rejects.toThrow(ScanRootUnreadable);
    await expect(tree.walk(join(tree.root, "absent"))).rejects.toThrow("it is not there.");
    await expect(tree.walk(join(tree.root, "file.mp4"))).rejects.toThrow("it is not a directory.");
  });
});

describe("sections", () => {
  test("cover all names in the order of their bytes, at most 1,000 each, before their directory ends", async () => {
    const odd = ["\u{1f600}", "\ue000", "\uffff", "é", "Z", "a"].map((name) => `${name}.mp4`);
    await tree.make(
      ...Array.from({ length: 2_500 }, (_, index) => `a/${index}.mp4`),
      ...odd.map((name) => `a/${name}`),
    );
    await symlink("nowhere", join(tree.root, "a/5x.mp4"));
    const { sections, directories } = await tree.walk(join(tree.root, "a"));
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
    await tree.make(...Array.from({ length: 500 }, (_, index) => `${index}/1.mp4`));
    const ends: boolean[] = [];
    let isFirst = true;
    for await (const event of tree.threads.walk(tree.root, walkOptions())) {
      if (isFirst)
        for (let index = 0; index < 500; index += 2) await rm(join(tree.root, `${index}`), { recursive: true });
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

describe("what systems keep for themselves", () => {
  const kept = ["@eaDir/a.mp4", ".Trash-1000/files/b.mp4", "c/#recycle/d.mp4", "lost+found/e.mp4", "c/._f.mp4"];

  test("is passed over, but known to be there", async () => {
    await tree.make(...kept, "c/f.mp4", "c/.g.mp4");
    const { files, directories, sections } = await tree.walk();
    expect(files).toEqual(["c/.g.mp4", "c/f.mp4"]);
    expect(Object.keys(directories).toSorted()).toEqual(["", "c"]);
    expect([...(directories[""]?.subdirectories ?? [])].toSorted()).toEqual([
      ".Trash-1000",
      "@eaDir",
      "c",
      "lost+found",
    ]);
    expect(sections.map(({ directory, empty }) => [relative(tree.root, directory), empty])).toContainEqual(["", false]);
    expect(await tree.threads.count(tree.root, walkOptions())).toBe(2);
  });

  test("is looked at when that is asked for", async () => {
    await tree.make(...kept, "c/f.mp4");
    expect((await tree.walk(tree.root, { includeHidden: true })).files).toEqual([...kept, "c/f.mp4"].toSorted());
    expect(await tree.threads.count(tree.root, walkOptions({ includeHidden: true }))).toBe(6);
  });

  test("is looked at where it is the root", async () => {
    await tree.make("@eaDir/a.mp4");
    expect((await tree.walk(join(tree.root, "@eaDir"))).files).toEqual(["@eaDir/a.mp4"]);
  });
});

describe("counting", () => {
  test("tells how many names there are, as a walk would find them", async () => {
    await tree.make("a.mp4", "b/c.MKV", "b/d/e.ts", "b/f.txt");
    await symlink("../b/d", join(tree.root, "b/link"));
    await symlink("..", join(tree.root, "b/loop"));
    expect(await tree.threads.count(tree.root, walkOptions())).toBe(3);
    expect(await tree.threads.count(tree.root, walkOptions({ recursive: false }))).toBe(1);
    expect(await tree.threads.count(tree.root, walkOptions({ followLinks: true }))).toBe(4);
    expect(await tree.threads.count(join(tree.root, "absent"), walkOptions())).toBe(0);
  });
});
