import { expect, test } from "vitest";
import { jobWith } from "../../test/page/job-under-test.ts";
import { whyItBegan } from "./why-it-began.ts";

const films = jobWith().payload;

test.each([
  [{}, null],
  [{ trigger: "hand" }, null],
  [{ trigger: "hand", full: true }, "Started to read all files again."],
  [{ trigger: "hand", full: true, video_count: 3 }, "Started to read 3 chosen videos again."],
  [{ trigger: "schedule" }, "Started by the schedule of the directory."],
  [{ trigger: "watch" }, "Started because the directory is watched, and anything in it may have changed."],
  [{ trigger: "watch", directory_count: 1 }, "Started after a change in the directory, to scan only 1 directory."],
  [
    { trigger: "watch", directory_count: 1_200 },
    "Started after a change in the directory, to scan only 1,200 directories.",
  ],
] as const)("a scan of %j has the reason %j", (payload, reason) => {
  expect(whyItBegan(jobWith({ payload: { ...films, ...payload } }))).toBe(reason);
});
