/** The walk leaves out what git leaves out, with random patterns in random trees. Git shares no code with Gleaner. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Arbitrary, array, assert, asyncProperty, constantFrom, oneof, option, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { lengthen } from "../../../test/lengthen.ts";
import { treeUnderTest, walkOptions } from "../../../test/scanning/tree-under-test.ts";

const tree = treeUnderTest();
const run = promisify(execFile);
const hasGit = await run("git", ["--version"]).then(
  () => true,
  () => false,
);
const numRuns = lengthen(100);

const name = constantFrom(
  "a",
  "b",
  "ab",
  "A",
  "sample",
  "a-sample.mkv",
  "b.mkv",
  "Film 1.mkv",
  "#x.mkv",
  "!x.mkv",
  "[1].mkv",
);
const video = constantFrom(
  "a.mkv",
  "b.mkv",
  "a-sample.mkv",
  "Film 1.mkv",
  "#x.mkv",
  "!x.mkv",
  "[1].mkv",
  "x*.mkv",
  "ab.mp4",
);
const directory = array(constantFrom("a", "b", "ab", "sample", "B"), { maxLength: 3 }).map((names) => names.join("/"));
const path = tuple(directory, video).map((parts) => parts.filter((part) => part !== "").join("/"));

/** Without `a**`, which git takes for `a` and then `**`, against its own documentation. */
const globPart = oneof(
  name,
  constantFrom("*", "**", "?", "a*", "*.mkv", "*b", "[ab]", "[!a]*", "[a-b]*", "*-sample.*", "?.mkv", "\\#*", "\\!x.*"),
  constantFrom("[[:alpha:]]", "[]1]*", "\\[1].mkv", "[", "x\\*.mkv", "***", "b*a*", "*a*", "film*", "*.MKV"),
);
const pattern: Arbitrary<string> = tuple(
  constantFrom("", "", "", "!", "#"),
  constantFrom("", "", "/", "**/"),
  array(globPart, { minLength: 1, maxLength: 3 }),
  constantFrom("", "", "/", "/**", "  ", "\\ "),
)
  .map(([before, start, parts, end]) => before + start + parts.join("/") + end)
  // In git a slash can be in a set, where it matches nothing.
  .filter((one) => !/\[[^\]]*\//.test(one));
const patterns = array(pattern, { maxLength: 4 });

/** On its command line, git knows neither comments nor blanks without a meaning. */
const argument = pattern.filter((one) => !one.startsWith("#") && !one.endsWith(" "));

const anyTree = record({
  paths: array(path, { minLength: 1, maxLength: 8 }),
  files: array(tuple(directory, patterns), { maxLength: 3 }),
  weaker: patterns,
  stronger: option(array(argument, { maxLength: 3 }), { nil: [] }),
});

test.runIf(hasGit)("the walk leaves out what git leaves out", { timeout: lengthen(120_000) }, async () => {
  const outside = await realpath(await mkdtemp(join(tmpdir(), "gleaner-git-")));
  try {
    let runs = 0;
    let leftOut = 0;
    await assert(
      asyncProperty(anyTree, async ({ paths, files, weaker, stronger }) => {
        runs += 1;
        const root = join(tree.root, String(runs));
        const made = paths.filter((one) => !paths.some((other) => one.startsWith(`${other}/`)));
        await tree.make(...made.map((one) => `${runs}/${one}`));
        for (const [below, lines] of files) {
          await mkdir(join(root, below), { recursive: true });
          await writeFile(join(root, below, ".gleanerignore"), lines.join("\n"));
        }
        const walked = await tree.walk(root, { exclude: { base: root, root, weaker, stronger } });
        const shown = walked.files.map((file) => file.slice(`${runs}/`.length)).toSorted();
        const expected = await notIgnored({ root, outside }, { weaker, stronger });
        leftOut += new Set(made).size - expected.length;
        expect(shown).toEqual(expected);

        // From a directory below, with the same base.
        const inner = made.find((one) => one.includes("/"))?.split("/")[0];
        if (inner === undefined) return;
        const scanned = join(root, inner);
        const fromInside = await tree.walk(scanned, { exclude: { base: root, root: scanned, weaker, stronger } });
        const insiders = fromInside.files.map((file) => file.slice(`${runs}/`.length)).toSorted();
        expect(insiders).toEqual(expected.filter((one) => one.startsWith(`${inner}/`)));

        const counted = await tree.threads.count(root, {
          ...walkOptions(),
          exclude: { base: root, root, weaker, stronger },
        });
        expect(counted).toBe(expected.length);
      }),
      { numRuns },
    );
    expect(leftOut).toBeGreaterThan(runs / 3);
  } finally {
    await rm(outside, { recursive: true });
  }
});

/** The video files that git finds in an empty repository. It ignores case, as Gleaner does. */
async function notIgnored(
  { root, outside }: { readonly root: string; readonly outside: string },
  { weaker, stronger }: { readonly weaker: readonly string[]; readonly stronger: readonly string[] },
): Promise<readonly string[]> {
  await run("git", ["init", "-q", "--bare", outside]);
  const weakerFile = join(outside, "weaker");
  await writeFile(weakerFile, weaker.join("\n"));
  const { stdout } = await run(
    "git",
    [
      "-c",
      "core.ignoreCase=true",
      "-c",
      "core.bare=false",
      `--git-dir=${outside}`,
      `--work-tree=${root}`,
      "ls-files",
      "-z",
      "--others",
      "--exclude-per-directory=.gleanerignore",
      `--exclude-from=${weakerFile}`,
      ...stronger.map((one) => `--exclude=${one}`),
    ],
    { cwd: root },
  );
  return stdout
    .split("\0")
    .filter((file) => /\.(?:mkv|mp4)$/.test(file))
    .toSorted();
}
