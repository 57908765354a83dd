import { expect, test } from "vitest";
import { isLeftByAll, takesChunk } from "./takes-chunk.ts";

const files = ["/films/a/1.mp4", "/shows/2.mp4"].map((path) => ({ path, size: 1, modifiedUs: 1, disk: "a disk" }));

test("a worker takes chunks in which it has a file, unless it leaves the directory of such a file alone", () => {
  const answer = (only: readonly string[], leaves: readonly string[]) => takesChunk({ only, leaves }, files);
  expect(answer([], [])).toBe("takes");
  expect(answer([], ["/music"])).toBe("takes");
  expect(answer([], ["/films"])).toBe("leaves");
  expect(answer(["/shows"], ["/films"])).toBe("takes");
  expect(answer(["/shows"], ["/"])).toBe("leaves");
  expect(answer(["/music"], ["/"])).toBe("elsewhere");
});

test("a chunk is left by all if some worker leaves it and no other one takes it", () => {
  const [takes, leaves, elsewhere] = [
    { only: [], leaves: [] },
    { only: [], leaves: ["/films"] },
    { only: ["/music"], leaves: [] },
  ];
  expect(isLeftByAll([leaves], files)).toBe(true);
  expect(isLeftByAll([leaves, elsewhere], files)).toBe(true);
  expect(isLeftByAll([leaves, takes], files)).toBe(false);
  // They wait for a worker, as without any.
  expect(isLeftByAll([elsewhere], files)).toBe(false);
  expect(isLeftByAll([], files)).toBe(false);
});
