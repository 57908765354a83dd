import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { alone } from "../scripts/alone.mjs";

const directory = mkdtempSync(join(tmpdir(), "gleaner-alone-"));
const busy = join(directory, "busy");
afterEach(() => rmSync(directory, { recursive: true }));

test("two that come at once work one after the other, also when the first fails", async () => {
  const events: string[] = [];
  const { promise: firstMayEnd, resolve: endFirst } = Promise.withResolvers<void>();
  const first = alone(busy, async () => {
    events.push("first starts");
    await firstMayEnd;
    events.push("first fails");
    throw new Error("no network");
  });
  const second = alone(busy, async () => {
    events.push("second starts");
  });
  endFirst();
  await expect(first).rejects.toThrow("no network");
  await second;
  expect(events).toEqual(["first starts", "first fails", "second starts"]);
});

test("work that was killed keeps nobody out for ever", async () => {
  mkdirSync(busy, { recursive: true });
  let worked = false;
  await alone(
    busy,
    async () => {
      worked = true;
    },
    { abandonedAfterMs: 400 },
  );
  expect(worked).toBe(true);
});
