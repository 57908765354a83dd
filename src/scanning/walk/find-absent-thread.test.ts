import { spawnSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listedPlace } from "../../../test/scanning/listed-place.ts";
import { treeUnderTest, walkOptions } from "../../../test/scanning/tree-under-test.ts";
import { FileThreads } from "./file-threads.ts";
import { SpareThreads } from "./spare-threads.ts";
import type { WantedEntry } from "./thread-messages.ts";

const tree = treeUnderTest();

describe("absent entries", () => {
  type Wanted = WantedEntry["wanted"];

  async function absent(names: readonly string[], wanted: Wanted, place = listedPlace(tree.root)) {
    return tree.threads.findAbsent(
      place,
      names.map((name) => ({ name, wanted })),
      walkOptions(),
    );
  }

  test("are those with nothing of their name, or with something else than is wanted", async () => {
    await tree.make("a.mp4", "directory/c.mp4", "elsewhere/d.mp4");
    const links = {
      "to-nowhere": "nowhere",
      "to-file": "a.mp4",
      "to-directory": "directory",
      "to-itself": "to-itself",
    };
    for (const [name, target] of Object.entries(links)) await symlink(target, join(tree.root, name));
    spawnSync("mkfifo", [join(tree.root, "fifo")]);
    const names = ["a.mp4", "directory", "fifo", "gone", ...Object.keys(links)];
    expect(await absent(names, "anything")).toEqual(["gone"]);
    // Whether a link that leads nowhere is a file, nobody can tell: the disk of its target may not be mounted.
    expect(await absent(names, "file")).toEqual(["directory", "fifo", "gone", "to-directory"]);
    expect(await absent(names, "directory")).toEqual(["a.mp4", "fifo", "gone"]);
    expect(await absent([], "anything")).toEqual([]);
  });

  test("are none in a directory that is on another disk by now, or not there any more", async () => {
    expect(await absent(["gone"], "file", { ...listedPlace(tree.root), disk: "another" })).toEqual([]);
    expect(
      await absent(["gone"], "file", { ...listedPlace(tree.root), directory: join(tree.root, "removed") }),
    ).toEqual([]);
  });

  test("are those in other letters on a file system that ignores case", async () => {
    await tree.make("film.mp4", "Films/a.mp4");
    const ignoring = new FileThreads({ spare: new SpareThreads({ execArgv: ["--import", ignoreCase] }) });
    const find = (name: string, wanted: Wanted) =>
      ignoring.findAbsent(listedPlace(tree.root), [{ name, wanted }], walkOptions());
    expect(await find("film.mp4", "file")).toEqual([]);
    expect(await find("FILM.mp4", "file")).toEqual(["FILM.mp4"]);
    expect(await find("films", "directory")).toEqual(["films"]);
    ignoring.close();
  });

  test("are found among any number of them, while a walk waits to be asked", async () => {
    await tree.make(...Array.from({ length: 40 }, (_, index) => `${index}/a.mp4`));
    const names = Array.from({ length: 2_500 }, (_, index) => `gone-${index}`);
    for await (const event of tree.threads.walk(tree.root, walkOptions())) {
      if (event.kind !== "directory" || event.path !== tree.root) continue;
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
