import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
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
import { afterEach, beforeEach, expect, test } from "vitest";

const root = dirname(import.meta.dirname);
const settingUp = "Setting up Gleaner (first use, about a minute)…\n";
/** Finds the Node of this run, so that a checkout without one of its own has one of 24 in its place. */
const searchPath = [dirname(process.execPath), process.env["PATH"]].join(delimiter);

let scratch: string;
beforeEach(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "gleaner-launcher-")));
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** A checkout whose program tells how it was started, and whose one package, `gleanings`, is in the checkout. */
function makeCheckout(): string {
  const checkout = join(scratch, "check out");
  mkdirSync(join(checkout, "src"), { recursive: true });
  for (const name of ["gleaner", "scripts"]) cpSync(join(root, name), join(checkout, name), { recursive: true });
  writeJson(join(checkout, "package.json"), {
    name: "gleaner",
    type: "module",
    dependencies: { gleanings: "file:gleanings" },
  });
  writeJson(join(checkout, "package-lock.json"), {
    name: "gleaner",
    lockfileVersion: 3,
    packages: {
      "": { name: "gleaner", dependencies: { gleanings: "file:gleanings" } },
      gleanings: { version: "1.0.0" },
      "node_modules/gleanings": { resolved: "gleanings", link: true },
    },
  });
  mkdirSync(join(checkout, "gleanings"));
  writeJson(join(checkout, "gleanings", "package.json"), { name: "gleanings", version: "1.0.0" });
  writeFileSync(
    join(checkout, "src", "main.ts"),
    `const [wanted, ...rest]: string[] = process.argv.slice(2);
     import.meta.resolve("gleanings/package.json");
     if (wanted === "serve") {
       process.once("SIGTERM", () => process.exit(42));
       setInterval(() => undefined, 1000);
     } else process.exitCode = Number(wanted);
     console.log(JSON.stringify({ pid: process.pid, directory: process.cwd(), rest }));`,
  );
  return checkout;
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
}

function start(command: string, args: readonly string[], { cwd = scratch, path = searchPath }: Start = {}) {
  return spawn(command, args, { cwd, env: { ...process.env, PATH: path }, stdio: ["ignore", "pipe", "pipe"] });
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

  expect(await run("./relative link", ["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
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

test("the launcher becomes the program, so that signals reach it", async () => {
  const program = start(join(makeCheckout(), "gleaner"), ["serve"]);
  const exited = once(program, "exit");
  const line: unknown[] = await once(createInterface(program.stdout), "line");
  expect(JSON.parse(String(line[0]))).toMatchObject({ pid: program.pid });
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
