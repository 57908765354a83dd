import { link, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { treeUnderTest } from "../../../test/scanning/tree-under-test.ts";

const tree = treeUnderTest();

describe("links in a tree", () => {
  test("to files are files, those to directories are not followed, so loops end", async () => {
    await tree.make("a/one.mp4");
    await symlink("one.mp4", join(tree.root, "a/link.mp4"));
    await link(join(tree.root, "a/one.mp4"), join(tree.root, "a/hard.mp4"));
    await symlink("..", join(tree.root, "a/up"));
    await symlink(tree.root, join(tree.root, "a/up.mp4"));
    expect(await tree.walk()).toMatchObject({ files: ["a/hard.mp4", "a/link.mp4", "a/one.mp4"], problems: {} });
  });

  test("to directories are followed when that is asked for, each as often as it is met", async () => {
    await tree.make("a/one.mp4", "b/two.mp4");
    await symlink("../b", join(tree.root, "a/first"));
    await symlink("../b", join(tree.root, "a/second"));
    const { files, problems, directories } = await tree.walk(tree.root, { followLinks: true });
    expect(files).toEqual(["a/first/two.mp4", "a/one.mp4", "a/second/two.mp4", "b/two.mp4"]);
    expect(problems).toEqual({});
    expect([...(directories["a"]?.subdirectories ?? [])]).toEqual(["first", "second"]);
    expect((await tree.walk(tree.root, { followLinks: true, recursive: false })).directories).toEqual({
      "": expect.objectContaining({ complete: true }),
    });
  });

  test("that lead round in a circle are problems, found wherever they close it", async () => {
    await tree.make("a/b/one.mp4", "c/two.mp4");
    await symlink("..", join(tree.root, "a/b/up"));
    await symlink(".", join(tree.root, "a/itself"));
    await symlink("../a", join(tree.root, "c/across"));
    await symlink("../../c", join(tree.root, "a/b/back"));
    const { files, problems } = await tree.walk(tree.root, { followLinks: true });
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
    await tree.make("library/one.mp4", "two.mp4");
    await symlink("..", join(tree.root, "library/up"));
    const { files, problems } = await tree.walk(join(tree.root, "library"), { followLinks: true });
    expect(files).toEqual(["library/one.mp4", "library/up/two.mp4"]);
    expect(problems).toEqual({ "library/up/library": "link_loop" });
  });

  test("out of the allowed directories are problems", async () => {
    await tree.make("allowed/in.mp4", "outside.mp4", "out/x.mp4", "allowed/sub/y.mp4");
    await symlink("../outside.mp4", join(tree.root, "allowed/out.mp4"));
    await symlink("../out", join(tree.root, "allowed/outer"));
    await symlink("sub", join(tree.root, "allowed/inner"));
    const roots = [join(tree.root, "allowed")];
    expect(await tree.walk(join(tree.root, "allowed"), { roots })).toMatchObject({
      files: ["allowed/in.mp4", "allowed/sub/y.mp4"],
      problems: { "allowed/out.mp4": "link_outside_roots" },
    });
    const { files, problems } = await tree.walk(join(tree.root, "allowed"), { roots, followLinks: true });
    expect(files).toEqual(["allowed/in.mp4", "allowed/inner/y.mp4", "allowed/sub/y.mp4"]);
    expect(problems).toEqual({ "allowed/out.mp4": "link_outside_roots", "allowed/outer": "link_outside_roots" });
  });
});
