import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

/** A source that tells what it was asked for, and whether it was stopped. */
function numbers(count: number, { failsAfter = Number.POSITIVE_INFINITY } = {}) {
  const state = { given: 0, stopped: false };
  async function* source() {
    try {
      for (let number = 1; number <= count; number++) {
        if (number > failsAfter) throw new Error("no more");
        state.given = number;
        yield number;
        await turn();
      }
    } finally {
      state.stopped = true;
    }
  }
  return { state, source: source() };
}

async function settled(): Promise<void> {
  for (let turns = 0; turns < 100; turns++) await turn();
}

test("items come in their order, each with what was begun for it", async () => {
  const { source } = numbers(20);
  const read: number[] = [];
  for await (const item of readAhead(source, 3, (number) => number * 2)) read.push(item);
  expect(read).toEqual(Array.from({ length: 20 }, (_, index) => 2 * (index + 1)));
});

test("no more is read ahead than was asked for, and nothing before the first is wanted", async () => {
  const { source, state } = numbers(20);
  const reader = readAhead(source, 3, (number) => number);
  await settled();
  expect(state.given).toBe(0);
  expect(await reader.next()).toEqual({ done: false, value: 1 });
  await settled();
  expect(state.given).toBe(4);
  expect(await reader.next()).toEqual({ done: false, value: 2 });
  await settled();
  expect(state.given).toBe(5);
});

test("items that weigh more are fewer", async () => {
  const { source, state } = numbers(20);
  const weights = [1, 1, 8, 1, 1, 1, 4];
  const reader = readAhead(
    source,
    5,
    (number) => number,
    (number) => weights[number - 1] ?? 0,
  );
  const given: number[] = [];
  for (let taken = 0; taken < 5; taken++) {
    await reader.next();
    await settled();
    given.push(state.given);
  }
  expect(given).toEqual([3, 3, 7, 7, 7]);
});

test("an error of the source comes after the items before it", async () => {
  const { source } = numbers(20, { failsAfter: 5 });
  const read: number[] = [];
  const reading = (async () => {
    for await (const item of readAhead(source, 3, (number) => number)) read.push(item);
  })();
  await expect(reading).rejects.toThrow("no more");
  expect(read).toEqual([1, 2, 3, 4, 5]);
});

test("a reader that stops has the source stopped, also one that waits for room", async () => {
  const { source, state } = numbers(20);
  const reader = readAhead(source, 2, (number) => number);
  await reader.next();
  await settled();
  await reader.return();
  await settled();
  expect(state.stopped).toBe(true);
  expect(state.given).toBeLessThan(20);
});

test("a source without items ends at once", async () => {
  expect(await readAhead(numbers(0).source, 2, (number) => number).next()).toEqual({ done: true, value: undefined });
});
