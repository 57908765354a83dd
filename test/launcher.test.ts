import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { parseEnv } from "node:util";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";

const root = dirname(import.meta.dirname);
const settingUp = "Setting up Gleaner (first use, about a minute)…\n";
/** Begins with the Node of this run, so that a checkout without a Node of its own finds a Node 24. */
const searchPath = [dirname(process.execPath), process.env["PATH"]].join(delimiter);

let scratch: string;
beforeEach(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "gleaner-launcher-")));
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** Long enough to be compressed. */
const firstPage = "<p>The first page</p>".repeat(100);

/**
 * Makes a checkout whose program prints how it was started. Its packages are in the checkout: `gleanings`, and a `vite`
 * that copies src/main.ts and web/index.html, or fails or hangs when their text says so.
 */
function makeCheckout(parent = scratch): string {
  const checkout = join(parent, "check [out]");
  for (const name of ["src/api", "web/src", "gleanings", "vite/bin"]) {
    mkdirSync(join(checkout, name), { recursive: true });
  }
  for (const name of ["gleaner", "scripts"]) cpSync(join(root, name), join(checkout, name), { recursive: true });
  writeJson(join(checkout, "package.json"), {
    name: "gleaner",
    type: "module",
    dependencies: { gleanings: "file:gleanings", vite: "file:vite" },
  });
  writeJson(join(checkout, "package-lock.json"), {
    name: "gleaner",
    lockfileVersion: 3,
    packages: {
      "": { name: "gleaner", dependencies: { gleanings: "file:gleanings", vite: "file:vite" } },
      gleanings: { version: "1.0.0" },
      vite: { version: "1.0.0" },
      "node_modules/gleanings": { resolved: "gleanings", link: true },
      "node_modules/vite": { resolved: "vite", link: true },
    },
  });
  writeJson(join(checkout, "gleanings", "package.json"), { name: "gleanings", version: "1.0.0" });
  writeJson(join(checkout, "vite", "package.json"), { name: "vite", version: "1.0.0", type: "module" });
  writeFileSync(
    join(checkout, "vite", "bin", "vite.js"),
    `import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
     const [, , command, project, option, directory] = process.argv;
     if (command !== "build" || option !== "--outDir") throw new Error("wrong usage");
     mkdirSync(directory + "/assets", { recursive: true });
     const isPage = project.endsWith("web");
     const place = directory + (isPage ? "/index.html" : "/main.js");
     writeFileSync(place, "half");
     const page = readFileSync(project + (isPage ? "/index.html" : "/src/main.ts"), "utf8");
     if (page === "broken") throw new Error("Unexpected token");
     const parent = process.ppid;
     if (page === "endless") setInterval(() => process.ppid === parent || process.exit(), 20);
     else writeFileSync(place, page);`,
  );
  writeFileSync(join(checkout, "vite.config.ts"), "");
  writeFileSync(join(checkout, "web", "index.html"), firstPage);
  writeFileSync(join(checkout, "web", "src", "main.ts"), "");
  mkdirSync(join(checkout, "src", "api", "contract"), { recursive: true });
  writeFileSync(join(checkout, "src", "api", "contract", "videos.ts"), "");
  writeFileSync(
    join(checkout, "src", "main.ts"),
    `const [wanted, ...rest] = process.argv.slice(2);
     import.meta.resolve("gleanings/package.json");
     if (wanted === "serve") {
       process.once("SIGTERM", () => process.exit(42));
       setInterval(() => undefined, 1000);
     } else process.exitCode = Number(wanted);
     console.log(JSON.stringify({ pid: process.pid, directory: process.cwd(), rest }));`,
  );
  return checkout;
}

/** A checkout that was started once, in a directory of its own. npm takes most of the time of a first start. */
let started: Promise<{ readonly parent: string; readonly first: Run }> | null = null;
afterAll(async () => {
  if (started !== null) rmSync((await started).parent, { recursive: true });
});

function startedCheckout() {
  started ??= (async () => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), "gleaner-launcher-")));
    return { parent, first: await run(join(makeCheckout(parent), "gleaner"), ["0"]) };
  })();
  return started;
}

/** Makes a checkout that was started before. */
async function copyStartedCheckout(): Promise<string> {
  const { parent } = await startedCheckout();
  cpSync(parent, scratch, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return join(scratch, "check [out]");
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Start {
  readonly cwd?: string;
  readonly path?: string;
  readonly uid?: number;
  readonly gid?: number;
}

function start(command: string, args: readonly string[], { cwd = scratch, path = searchPath, ...user }: Start = {}) {
  return spawn(command, args, { cwd, env: { ...process.env, PATH: path }, stdio: ["ignore", "pipe", "pipe"], ...user });
}

async function run(command: string, args: readonly string[], options?: Start): Promise<Run> {
  const child = start(command, args, options);
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { code: child.exitCode, stdout, stderr };
}

test("the launcher starts Gleaner through links, from another directory", async () => {
  symlinkSync(join(root, "gleaner"), join(scratch, "absolute link"));
  symlinkSync("absolute link", join(scratch, "relative link"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

  expect(await run("./relative link", ["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
});

test("the launcher hands on how it was called, for what Gleaner says to type", async () => {
  symlinkSync(join(root, "gleaner"), join(scratch, "gleaner"));
  const usage = async (command: string, path: string) => (await run(command, ["--help"], { path })).stdout;
  expect(await usage("./gleaner", searchPath)).toMatch(/^Usage: \.\/gleaner /);
  expect(await usage("gleaner", [scratch, searchPath].join(delimiter))).toMatch(/^Usage: gleaner /);
});

test("the first start sets up and says so, later ones are silent until the lockfile changes", async () => {
  const checkout = makeCheckout();
  const launcher = join(checkout, "gleaner");

  const first = await run(launcher, ["7", "a b", "$HOME", ""]);
  expect(first).toMatchObject({ code: 7, stderr: settingUp });
  expect(JSON.parse(first.stdout)).toMatchObject({ directory: scratch, rest: ["a b", "$HOME", ""] });
  expect(await run(launcher, ["0"])).toMatchObject({ code: 0, stderr: "" });

  appendFileSync(join(checkout, "package-lock.json"), "\n");
  expect(await run(launcher, ["0"])).toMatchObject({ code: 0, stderr: settingUp });
  expect(await run(launcher, ["0"])).toMatchObject({ code: 0, stderr: "" });
});

test("the command that npm installs runs with the settings of the checkout, and sets nothing up", async () => {
  const checkout = join(scratch, "checkout");
  const { bin, files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
  for (const name of ["gleaner", "scripts"]) cpSync(join(root, name), join(checkout, name), { recursive: true });
  writeJson(join(checkout, "package.json"), { name: "gleaner", version: "1.0.0", type: "module", bin, files });
  mkdirSync(join(checkout, "dist"));
  writeFileSync(
    join(checkout, "dist", "main.js"),
    `#!/usr/bin/env node
     const { MALLOC_ARENA_MAX, LAUNCHED_AS } = process.env;
     console.log(JSON.stringify({ flags: process.execArgv.join(" "), MALLOC_ARENA_MAX, LAUNCHED_AS }));`,
  );
  const cache = join(scratch, "cache");
  expect(await run("npm", ["pack", "--ignore-scripts", "--cache", cache], { cwd: checkout })).toMatchObject({
    code: 0,
  });
  const prefix = join(scratch, "prefix");
  const installing = ["install", "--global", "--offline", "--cache", cache, "--prefix", prefix];
  expect(await run("npm", [...installing, join(checkout, "gleaner-1.0.0.tgz")])).toMatchObject({ code: 0 });

  const path = [join(prefix, "bin"), searchPath].join(delimiter);
  const { code, stdout, stderr } = await run("gleaner", [], { path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { NODE_FLAGS, MALLOC_ARENA_MAX } = parseEnv(readFileSync(join(root, "scripts", "node-settings"), "utf8"));
  expect(JSON.parse(stdout)).toEqual({ flags: NODE_FLAGS, MALLOC_ARENA_MAX, LAUNCHED_AS: "gleaner" });
});

test("the launcher becomes the program, so that signals reach it", async () => {
  const program = start(join(await copyStartedCheckout(), "gleaner"), ["serve"]);
  const exited = once(program, "exit");
  const line: unknown[] = await once(createInterface(program.stdout), "line");
  expect(JSON.parse(String(line[0]))).toMatchObject({ pid: program.pid });
  program.kill("SIGTERM");
  expect(await exited).toEqual([42, null]);
});

test("an npm script sets up first, hands on its arguments and signals, and ends with the exit code of its program", async () => {
  const checkout = makeCheckout();
  const script = [join(checkout, "scripts", "run.mjs"), "dist/main.js"];
  const first = await run(process.execPath, [...script, "7", "a b"], { cwd: checkout });
  expect(first).toMatchObject({ code: 7, stderr: settingUp });
  expect(JSON.parse(first.stdout)).toMatchObject({ rest: ["a b"] });

  const program = start(process.execPath, [...script, "serve"], { cwd: checkout });
  const exited = once(program, "exit");
  await once(createInterface(program.stdout), "line");
  program.kill("SIGTERM");
  expect(await exited).toEqual([42, null]);
});

test("two first starts at once both work", async () => {
  const launcher = join(makeCheckout(), "gleaner");
  const runs = await Promise.all([run(launcher, ["0"]), run(launcher, ["0"])]);
  expect(runs).toMatchObject([{ code: 0 }, { code: 0 }]);
});

test("a set-up that fails shows what npm said, and the next start tries again", async () => {
  const checkout = makeCheckout();
  const manifest = join(checkout, "package.json");
  const good = readFileSync(manifest);
  writeJson(manifest, { name: "gleaner", dependencies: { gleanings: "file:elsewhere" } });
  const failed = await run(join(checkout, "gleaner"), ["0"]);
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed.stderr).toContain("npm error");
  expect(failed.stderr).toContain("Gleaner could not be set up");

  writeFileSync(manifest, good);
  expect(await run(join(checkout, "gleaner"), ["0"])).toMatchObject({ code: 0, stderr: settingUp });
});

test("a set-up that is interrupted says so, and the next start repairs it", async () => {
  const checkout = makeCheckout();
  const setup = start(process.execPath, [join(checkout, "scripts", "setup.mjs")]);
  const exited = once(setup, "exit");
  await once(setup.stderr, "data");
  setup.kill("SIGINT");
  expect(await exited).toEqual([130, null]);

  expect(await run(join(checkout, "gleaner"), ["0"])).toMatchObject({ code: 0, stderr: settingUp });
});

const buildingProgram = "Building Gleaner, as its source has changed…\n";
const buildingPage = "Building the web page of Gleaner, as its source has changed…\n";

function builtPage(checkout: string): string {
  return readFileSync(join(checkout, "web", "dist", "index.html"), "utf8");
}

test("the first start builds the page, with compressed copies beside it", async () => {
  expect((await startedCheckout()).first).toMatchObject({ code: 0, stderr: settingUp });
  const checkout = await copyStartedCheckout();
  expect(builtPage(checkout)).toBe(firstPage);
  const page = join(checkout, "web", "dist", "index.html");
  expect(brotliDecompressSync(readFileSync(`${page}.br`)).toString()).toBe(firstPage);
  expect(gunzipSync(readFileSync(`${page}.gz`)).toString()).toBe(firstPage);
});

test("the page is built again when what it is made from has changed, and then only", async () => {
  const checkout = await copyStartedCheckout();
  const launcher = join(checkout, "gleaner");
  const web = join(checkout, "web");

  const changes: Record<string, () => void> = {
    "a source": () => writeFileSync(join(web, "index.html"), "<p>The second page</p>"),
    "a new source": () => writeFileSync(join(web, "src", "new.ts"), ""),
    "a source that is gone": () => rmSync(join(web, "src", "new.ts")),
    "the page itself": () => rmSync(join(web, "dist"), { recursive: true }),
  };
  for (const [what, change] of Object.entries(changes)) {
    change();
    expect({ what, ...(await run(launcher, ["0"])) }).toMatchObject({ what, code: 0, stderr: buildingPage });
    expect(builtPage(checkout)).toBe("<p>The second page</p>");
    expect({ what, ...(await run(launcher, ["0"])) }).toMatchObject({ what, code: 0, stderr: "" });
  }

  const others: Record<string, () => void> = {
    "the same content": () => writeFileSync(join(web, "index.html"), "<p>The second page</p>"),
    "a test": () => writeFileSync(join(web, "src", "main.test.ts"), ""),
    "a test of the program": () => writeFileSync(join(checkout, "src", "main.test.ts"), ""),
  };
  for (const [what, change] of Object.entries(others)) {
    change();
    expect({ what, ...(await run(launcher, ["0"])) }).toMatchObject({ what, code: 0, stderr: "" });
  }
});

test("the program is built again when its source has changed, and with the contract the page, too", async () => {
  const checkout = await copyStartedCheckout();
  const launcher = join(checkout, "gleaner");

  appendFileSync(join(checkout, "src", "main.ts"), 'console.log("changed");');
  const changed = await run(launcher, ["0"]);
  expect(changed).toMatchObject({ code: 0, stderr: buildingProgram });
  expect(changed.stdout).toMatch(/changed\n$/);
  expect(await run(launcher, ["0"])).toMatchObject({ code: 0, stderr: "" });

  writeFileSync(join(checkout, "src", "api", "contract", "videos.ts"), "export {};");
  expect(await run(launcher, ["0"])).toMatchObject({ code: 0, stderr: buildingProgram + buildingPage });
});

test("a page that cannot be built is an error that says why, and leaves the one before", async () => {
  const checkout = await copyStartedCheckout();
  writeFileSync(join(checkout, "web", "index.html"), "broken");
  for (let start = 0; start < 2; start += 1) {
    const failed = await run(join(checkout, "gleaner"), ["0"]);
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toContain("Unexpected token");
    expect(failed.stderr).toContain("Building the web page of Gleaner has failed, see above.");
  }
  expect(builtPage(checkout)).toBe(firstPage);
});

test.each(["SIGINT", "SIGKILL"] as const)("a build of the page that ends by %s never counts", async (signal) => {
  const checkout = await copyStartedCheckout();
  const web = join(checkout, "web");
  writeFileSync(join(web, "index.html"), "endless");
  const setup = start(process.execPath, [join(checkout, "scripts", "setup.mjs")]);
  const exited = once(setup, "exit");
  // Until the build has begun. A build that begins after the next start would leave a directory behind.
  await expect.poll(() => globSync("web/.dist-*/index.html", { cwd: checkout })).toHaveLength(1);
  setup.kill(signal);
  expect(await exited).toEqual(signal === "SIGINT" ? [130, null] : [null, signal]);
  expect(builtPage(checkout)).toBe(firstPage);

  // Without this, the next start waits ten seconds before it takes the killed process for dead.
  rmSync(join(checkout, ".setup-running"), { recursive: true, force: true });
  writeFileSync(join(web, "index.html"), "<p>The second page</p>");
  expect(await run(join(checkout, "gleaner"), ["0"])).toMatchObject({ code: 0, stderr: buildingPage });
  expect(builtPage(checkout)).toBe("<p>The second page</p>");
  expect(readdirSync(web).toSorted()).toEqual(["dist", "index.html", "src"]);
});

// Only root can become another user.
test.runIf(process.getuid?.() === 0)("another user can run a checkout that only its owner can set up", async () => {
  const checkout = await copyStartedCheckout();
  const launcher = join(checkout, "gleaner");
  chmodSync(scratch, 0o755);
  const nobody = { uid: 65_534, gid: 65_534 };
  expect(await run(launcher, ["0"], nobody)).toMatchObject({ code: 0, stderr: "" });

  // Newer, as after copying, but with the same content.
  writeFileSync(join(checkout, "web", "index.html"), firstPage);
  expect(await run(launcher, ["0"], nobody)).toMatchObject({ code: 0, stderr: "" });

  writeFileSync(join(checkout, "web", "index.html"), "<p>The second page</p>");
  const refused = await run(launcher, ["0"], nobody);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain(`Setting up Gleaner writes to ${checkout}: run it once as a user who may.`);
});

test("without Node or npm the launcher says what to install", async () => {
  const tools = join(scratch, "tools");
  mkdirSync(tools);
  for (const tool of ["cmp", "dirname", "readlink", "sh", "uname"]) symlinkSync(findTool(tool), join(tools, tool));
  const { code, stderr } = await run(join(makeCheckout(), "gleaner"), ["0"], { path: tools });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Gleaner needs Node\.js with npm, .*nodejs\.org.*\n$/);
});

function findTool(name: string): string {
  const found = searchPath.split(delimiter).find((directory) => existsSync(join(directory, name)));
  if (found === undefined) throw new Error(`${name} is not on the PATH`);
  return join(found, name);
}
