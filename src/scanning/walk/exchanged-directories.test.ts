/** A walk while somebody exchanges a directory of the tree for a link to the outside, again and again. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { attack, exchangeForLink } from "../../../test/files/exchange-directory.ts";
import { defaultWalkRules } from "../../../test/scanning/walk-rules.ts";
import { filesIn } from "../file-list.ts";
import { FileThreads } from "./file-threads.ts";
import { SpareThreads } from "./spare-threads.ts";
import type { WalkOptions } from "./walk-events.ts";

let directory: string;
let root: string;
/** Every count has a thread of its own. To start one takes far longer than a count of these few files. */
const spare = new SpareThreads();
let threads: FileThreads;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-exchanged-")));
  root = join(directory, "root");
  threads = new FileThreads({ spare });
});
afterEach(async () => {
  threads.close();
  await rm(directory, { recursive: true, force: true });
});

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(directory, path, ".."), { recursive: true });
    await writeFile(join(directory, path), "");
  }
}

/** Names of all files and subdirectories that a walk finds. */
async function namesFound(options: Partial<WalkOptions>): Promise<string[]> {
  const names: string[] = [];
  const { signal } = new AbortController();
  for await (const event of threads.walk(root, { recursive: true, ...defaultWalkRules, signal, ...options })) {
    if (event.kind === "directory") names.push(...event.subdirectories);
    else if (event.kind === "files") {
      names.push(...filesIn(event.files).map(({ name }) => name));
      names.push(...event.problems.map(({ path }) => path.slice(event.directory.length + 1)));
    }
  }
  return names;
}

describe("a walk finds nothing outside the root while a directory is exchanged for a link", () => {
  test.each([
    ["links are not followed", {}],
    ["links are followed inside the roots", { followLinks: true }],
  ])("where %s", async (_, options) => {
    await make("root/films/old/in.mp4", "root/films/in.mp4", "outside/secret.mp4", "outside/old/secret.mp4");
    await make("outside/secret-directory/in.mp4");
    const exchange = await exchangeForLink(join(root, "films"), join(directory, "outside"));
    const found = new Set<string>();
    let counted = 0;
    await attack(exchange, { attempts: 300, exchanges: 3_000, seconds: 5 }, async () => {
      for (const name of await namesFound({ roots: [root], ...options })) found.add(name);
      const { signal } = new AbortController();
      const rules = { recursive: true, ...defaultWalkRules, roots: [root], signal, ...options };
      counted = Math.max(counted, await threads.count(root, rules));
    });
    await exchange.stop();
    expect(exchange.count).toBeGreaterThan(1_000);
    expect([...found].filter((name) => name.includes("secret"))).toEqual([]);
    expect(found).toContain("in.mp4");
    // Twice as many where the directory was listed under both of the names that it has in turn.
    expect(counted).toBeLessThanOrEqual(4);
  });
});
