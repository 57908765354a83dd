import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

/** A task that runs until it is told to end, and says when it has begun. */
function openTask() {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const run = (): Promise<void> => {
    begun.resolve();
    return end.promise;
  };
  return { run, begun: begun.promise, end: end.resolve };
}

test("no more than the allowed number of tasks run at once, and the others follow in the order in which they came", async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const task = async (number: number): Promise<void> => {
    begun.push(number);
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  };
  await Promise.all([0, 1, 2, 3, 4, 5, 6].map((number) => turns.run(() => task(number))));
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBe(2);
});

test("a task that throws gives its turn to the next", async () => {
  const turns = new Turns(1);
  const failing = turns.run(() => Promise.reject(new Error("broken")));
  const next = turns.run(() => Promise.resolve("done"));
  await expect(failing).rejects.toThrow("broken");
  await expect(next).resolves.toBe("done");
});

test("a task whose signal aborts leaves the queue with the reason, and leaves no listener", async () => {
  const turns = new Turns(1);
  const first = openTask();
  const running = turns.run(first.run);
  const controller = new AbortController();
  let ran = false;
  const waiting = turns.run(
    async () => {
      ran = true;
    },
    { signal: controller.signal },
  );
  const last = turns.run(() => Promise.resolve("last"));
  await first.begun;
  controller.abort(new Error("not wanted any more"));
  await expect(waiting).rejects.toThrow("not wanted any more");
  first.end();
  await running;
  await expect(last).resolves.toBe("last");
  expect(ran).toBe(false);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});

test("a signal that aborts in the moment of its turn still stops the task, and the turn is not lost", async () => {
  const turns = new Turns(1);
  const first = openTask();
  const running = turns.run(first.run);
  const controller = new AbortController();
  const waiting = turns.run(() => Promise.resolve("ran"), { signal: controller.signal });
  await first.begun;
  first.end();
  void running.then(() => controller.abort(new Error("too late, nearly")));
  await expect(waiting).rejects.toThrow("too late, nearly");
  await expect(turns.run(() => Promise.resolve("next"))).resolves.toBe("next");
});

test("closing refuses waiting and new tasks, and lets running tasks finish", async () => {
  const turns = new Turns(1);
  const first = openTask();
  const running = turns.run(first.run);
  const waiting = turns.run(() => Promise.resolve());
  await first.begun;
  turns.close(new Error("closed"));
  await expect(waiting).rejects.toThrow("closed");
  await expect(turns.run(() => Promise.resolve())).rejects.toThrow("closed");
  first.end();
  await expect(running).resolves.toBeUndefined();
});

test("more turns let waiting tasks in at once, and fewer turns let tasks end first", async () => {
  const turns = new Turns(1);
  const [first, second, third] = [openTask(), openTask(), openTask()];
  const runs = [turns.run(first.run), turns.run(second.run)];
  await first.begun;
  turns.change(2);
  await second.begun;
  turns.change(1);
  let isThirdAtWork = false;
  runs.push(
    turns.run(() => {
      isThirdAtWork = true;
      return third.run();
    }),
  );
  first.end();
  await runs[0];
  expect(isThirdAtWork).toBe(false);
  second.end();
  await third.begun;
  third.end();
  await Promise.all(runs);
});
