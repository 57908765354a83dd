import { expect, test } from "vitest";
import { jobWith } from "../../test/page/job-under-test.ts";
import { whyItBegan } from "./why-it-began.ts";

const films = jobWith().payload;

test.each([
  [{}, null],
  [{ trigger: "hand" }, null],
  [{ trigger: "hand", full: true }, "It was begun to read all files again."],
  [{ trigger: "hand", full: true, video_count: 3 }, "It was begun to read 3 chosen videos again."],
  [{ trigger: "schedule" }, "It was begun by the schedule of the directory."],
  [{ trigger: "watch" }, "It was begun because the directory is watched, and anything in it may have changed."],
  [
    { trigger: "watch", directory_count: 1 },
    "It was begun after a change in the directory, and scanned only 1 directory.",
  ],
  [
    { trigger: "watch", directory_count: 1_200 },
    "It was begun after a change in the directory, and scanned only 1,200 directories.",
  ],
] as const)("a scan of %j has the reason %j", (payload, reason) => {
  expect(whyItBegan(jobWith({ payload: { ...films, ...payload } }))).toBe(reason);
});
