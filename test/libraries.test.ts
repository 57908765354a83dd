/** Where libraries are made, and who has one open. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import { startGleaner, startGleanerServer } from "./gleaner-process.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let root: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  root = join(directory.path, "videos");
  await makeClipTree(root, 3);
  return () => directory[Symbol.asyncDispose]();
});

describe("a data directory without a library", () => {
  const place = () => join(directory.path, "mistyped");

  test.each([["videos"], ["jobs"], ["cancel"], ["resume", "1234abcd"]])(
    "stays as it is when a command needs a library: %s says where there is none, and how to make one",
    async (...args) => {
      const { code, stdout, stderr } = await runInProcess([...args, "--data", place()]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toBe(`There is no library in ${place()}. Make one with: gleaner scan DIR --data ${place()}\n`);
      expect(existsSync(place())).toBe(false);
    },
  );

  test("is sound for doctor, if this user may make a library there", async () => {
    const { code, stdout } = await runInProcess(["doctor", "--data", place()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok .*library +none yet; the first scan makes .*mistyped\/gleaner\.db$/m);
    expect(existsSync(place())).toBe(false);
    const refused = await runInProcess(["doctor", "--data", join(root, "shelf 0", "box-0", "00000.mp4", "x")]);
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FAIL .*library/m) });
  });

  test("gets one from scan and serve, which say so once", async () => {
    const made = `Made a new library in ${place()}\n`;
    expect((await runInProcess(["scan", root, "--data", place()])).stderr).toContain(made);
    expect((await runInProcess(["scan", root, "--data", place()])).stderr).not.toContain("Made a new library");
    const server = await startGleanerServer(data);
    server.kill("SIGTERM");
    expect((await server.exit).stderr).toContain(`Made a new library in ${data}\n`);
    const json = await runInProcess(["scan", root, "--json", "--data", join(directory.path, "json")]);
    expect(json.stderr).toBe("");
  });
});

test("a server that finds the library open by a scan names the scan, and how to take it over", async () => {
  // Not with --max-rate, which the server that takes the scan over would keep to.
  const running = startGleaner(["scan", root, "--data", data], { environment: { GLEANER_MAX_RATE: "0.01" } });
  await running.said(/Scanning/);
  const { code, stderr } = await runInProcess(["serve", "--data", data, "--port", "0"]);
  expect(code).toBe(1);
  expect(stderr).toContain(`open: process ${running.pid}, \`gleaner scan ${root}\`.`);
  expect(stderr).toContain(`To move the scan to the server: kill ${running.pid}; gleaner serve --data ${data}\n`);
  running.kill("SIGTERM");
  await running.exit;
  const server = await startGleanerServer(data);
  const { body } = await server.call<{ jobs: { job_id: string }[] }>("GET", "/api/v1/jobs");
  const ended = await server.call("GET", `/api/v1/jobs/${body.jobs[0]?.job_id}/wait`);
  expect(ended.body).toMatchObject({ status: "completed", counts: { found: 3 } });
  server.kill("SIGTERM");
  await server.exit;
});

test("an allowed root that cannot be scanned now is named at the start and by doctor, and works once it is there", async () => {
  const [absent, file] = [join(directory.path, "absent"), join(directory.path, "file")];
  await writeFile(file, "");
  const GLEANER_ROOTS = [root, absent, file].join(":");
  const server = await startGleanerServer(data, { GLEANER_ROOTS });
  await server.said(/file in GLEANER_ROOTS cannot be scanned now: it is not a directory\.\n/);
  await server.said(/absent in GLEANER_ROOTS cannot be scanned now: it is not there\. Is its disk mounted\?\n/);
  await server.said(/Ctrl-C stops the server/);
  const doctor = await runInProcess(["doctor", "--data", data], { GLEANER_ROOTS });
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(/^FAIL .*roots .*absent cannot be scanned: it is not there/m);
  await makeClipTree(absent, 1);
  expect((await server.call("POST", "/api/v1/videos/scan", { path: absent })).status).toBe(202);
  server.kill("SIGTERM");
  await server.exit;
});
