import { expect, test } from "vitest";
import { runInProcess } from "../../test/gleaner-in-process.ts";

const onPostgres = { DATABASE_URL: "postgres://gleaner@127.0.0.1:1/gleaner" };

test.each([
  [["worker"], {}, "Set DATABASE_URL"],
  [["serve", "--no-worker"], {}, "Set DATABASE_URL"],
  [["worker", "--map", "films"], onPostgres, "two absolute directories"],
  [["worker", "--only", "films"], onPostgres, "must be an absolute directory of the library"],
  [["worker", "--only", "/films", "--only", ""], onPostgres, "must be an absolute directory of the library"],
  [["worker", "--concurrency", "0"], onPostgres, '--concurrency "0" must be from 1 to 256.'],
  [["worker", "--concurrency", "many"], onPostgres, '--concurrency "many" is not a number.'],
  [["jobs", "--data", " "], {}, "is empty. Name a directory."],
  [
    ["videos", "--csv", "--limit", "2"],
    {},
    "--csv prints all videos that match, for a spreadsheet to sort and cut, so",
  ],
  [["jobs", "--csv", "--limit", "20"], {}, "--csv prints all scans, for a spreadsheet to sort and cut, so --limit"],
  [["forget"], {}, "add --missing"],
  [["forget", "--missing", "--under", " "], {}, "It is empty"],
] as const)("gleaner %j with %j is refused and says why", async (args, environment, message) => {
  expect(await runInProcess(args, environment)).toEqual({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining(message),
  });
});

test("doctor --json prints one object, also if a setting is not valid", async () => {
  const { code, stdout, stderr } = await runInProcess(["doctor", "--json"], { GLEANER_PROBERS: "many" });
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    ok: false,
    checks: [{ ok: false, about: "settings", detail: 'GLEANER_PROBERS "many" is not a number.' }],
  });
});
