import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { gathered } from "./gathered.ts";

test("calls that come together are one, and each gets its own result", async () => {
  const asked: (readonly number[])[] = [];
  const double = gathered(async (numbers: readonly number[]) => {
    asked.push(numbers);
    return numbers.map((number) => 2 * number);
  }, 3);
  const first = [1, 2, 3, 4].map(double);
  // Not at once, but before the next event.
  const later = Promise.resolve().then(() => double(5));
  expect(await Promise.all([...first, later])).toEqual([2, 4, 6, 8, 10]);
  await turn();
  expect(await double(6)).toBe(12);
  expect(asked).toEqual([[1, 2, 3], [4, 5], [6]]);
});

test("an error is that of all calls that were made together, and of no other", async () => {
  const ask = gathered(async (numbers: readonly number[]) => {
    if (numbers.includes(1)) throw new Error("one");
    return numbers;
  }, 2);
  const answers = await Promise.allSettled([1, 2, 3].map(ask));
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
});
