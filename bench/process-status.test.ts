import { expect, test } from "vitest";
import { parseStatus } from "./process-status.ts";

test("the times of a process are found behind a name with blanks and brackets in it", () => {
  const stat = "4711 (postgres: walwriter ) (x) S 4700 4711 4711 0 -1 4194560 500 600 0 0 20 15 3 2 20 0 1 0 99 1 1";
  const status = "Name:\tpostgres\nVmRSS:\t    9000 kB\nRssAnon:\t    2048 kB\nRssFile:\t 5 kB\n";
  expect(parseStatus(4_711, stat, status)).toEqual({
    pid: 4_711,
    parentPid: 4_700,
    processorMs: 400,
    endedChildrenMs: 50,
    ownBytes: 2_097_152,
  });
});
