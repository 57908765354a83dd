/** What can be tested of `deploy/` without a container engine and without systemd. `npm run image` tries the image itself. */
import { spawnSync } from "node:child_process";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadConfig } from "../src/config.ts";
import { temporaryDirectory } from "./clip-tree.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

async function textsOf(...patterns: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const name of glob([...patterns], { cwd: root }))
    texts.set(name, await readFile(join(root, name), "utf8"));
  return texts;
}

test("every setting that deployments and documents name is one of the program", async () => {
  const program = [...(await textsOf("src/**/*.ts", "scripts/node-settings", "scripts/*.mjs")).values()].join("\n");
  const texts = await textsOf("deploy/{Containerfile,*.*}", "deploy/systemd/*", "docs/*.md", "README.md");
  expect(texts.size).toBeGreaterThan(10);
  for (const [name, text] of texts) {
    for (const [setting] of text.matchAll(/\bGLEANER_[A-Z_]*[A-Z]\b/g)) {
      expect(program.includes(setting), `${setting} in ${name}`).toBe(true);
    }
  }
});

test("every variable of the compose files is in example.env, and one without a value counts as not set", async () => {
  const given = await readFile(join(root, "deploy/example.env"), "utf8");
  for (const text of (await textsOf("deploy/compose*.yaml")).values()) {
    for (const [, variable] of text.matchAll(/\$\{(\w+)/g)) expect(given).toMatch(new RegExp(`^${variable}=`, "m"));
  }
  const empty = { GLEANER_ALLOWED_HOSTS: "", GLEANER_BASE_PATH: "", GLEANER_TOKEN: "eight characters" };
  expect(loadConfig({}, empty)).toMatchObject({ allowedHosts: [], basePath: "" });
});

test("every file that the Containerfile names is there, and the scripts are shell", async () => {
  const containerfile = await readFile(join(root, "deploy/Containerfile"), "utf8");
  const named = [...containerfile.matchAll(/deploy\/[\w.-]+\.sh/g)].map(([name]) => name);
  expect(named).toEqual(["deploy/make-image-root.sh"]);
  for (const script of [...named, "deploy/try-image.sh"]) {
    expect(spawnSync("sh", ["-n", join(root, script)], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  }
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

test("systemd finds no mistake in the units", { skip: !hasSystemd }, async () => {
  await using directory = await temporaryDirectory();
  for (const [name, text] of await textsOf("deploy/systemd/*.service")) {
    const unit = join(directory.path, name.slice(name.lastIndexOf("/") + 1));
    await writeFile(unit, text.replaceAll("/opt/gleaner/gleaner", join(root, "gleaner")));
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  }
});
