/** `gleaner settings` as people and scripts use it, and what a change does to a server that runs. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
  await runInProcess(["roots", "add", directory.path, "--data", `${directory.path}/data`]);
});
afterEach(() => directory[Symbol.asyncDispose]());

const settings = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runInProcess(["settings", ...args, "--data", `${directory.path}/data`], environment);
const lineOf = (text: string, name: string) => text.split("\n").find((line) => line.startsWith(`${name} `)) ?? "";

test("settings are listed with their sources, changed and reset", async () => {
  const environment = { GLEANER_KEEP_HISTORY: "30" };
  const { code, stdout } = await settings([], environment);
  expect(code).toBe(0);
  expect(lineOf(stdout, "max_rate")).toMatch(/^max_rate +default \(may be set\) +no limit$/);
  expect(lineOf(stdout, "keep_history")).toMatch(/^keep_history +GLEANER_KEEP_HISTORY +30 days$/);
  expect(lineOf(stdout, "data")).toMatch(new RegExp(`^data +--data +${directory.path}/data$`));
  expect(lineOf(stdout, "roots")).toMatch(/^roots +default +all$/);
  expect((await settings(["set", "max-rate", "2.5"])).stdout).toBe("max_rate: 2.5 files per second\n");
  expect((await settings(["set", "exclude", "*.part", "extras/"])).stdout).toBe("exclude: *.part  extras/\n");
  expect((await settings(["set", "GLEANER_EXCLUDE_SAMPLES", "yes"])).stdout).toBe("exclude_samples: yes\n");
  expect(lineOf((await settings([])).stdout, "max_rate")).toMatch(/^max_rate +the library +2.5 files per second$/);
  expect((await settings(["set", "webhook", "http://127.0.0.1:9/x"])).stdout).toMatch(
    /^webhook: http:\/\/127.0.0.1:9\/x\nwebhook_secret: whsec_\S+\n$/,
  );
  expect((await settings(["set", "webhook_events", "failed"])).stdout).toBe("webhook_events: failed\n");
  expect((await settings(["reset", "max_rate"])).stdout).toBe("max_rate: no limit (default)\n");
  const json = (await settings(["--json"])).stdout.trim().split("\n");
  expect(json.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ name: "exclude", value: ["*.part", "extras/"], source: "saved" }),
  );
  expect((await settings(["--csv"])).stdout).toMatch(
    /^name,value,.*\r\n[^]*\r\nexclude,"\[""\*\.part"",""extras\/""\]",,/,
  );
});

test.each([
  [["set", "max_rate", "fast"], '"max_rate" must be a number, and "fast" is none.'],
  [["set", "max_rate", "1", "2"], '"max_rate" takes one value.'],
  [["set", "max_rate", "-1"], "must be a number of files per second from 0 to 1,000,000. For the default: "],
  [["set", "exclude_samples", "maybe"], '"exclude_samples" must be yes or no.'],
  [["set", "exclude", "!"], "names nothing"],
  [["set", "keep_history", "5"], '"keep_history" is set by GLEANER_KEEP_HISTORY where the server was started.'],
  [["reset", "port"], '"port" cannot change while Gleaner runs. Set GLEANER_PORT where it is started.'],
  [["set", "colour", "red"], 'There is no setting "colour". List them with: '],
])("settings %j fails with a clear message and changes nothing", async (args, message) => {
  const { code, stderr } = await settings(args, { GLEANER_KEEP_HISTORY: "30" });
  expect(code).not.toBe(0);
  expect(stderr.replaceAll(/\s+/g, " ")).toContain(message);
  const { stdout } = await settings(["--json"]);
  expect(stdout).not.toContain('"saved"');
});
