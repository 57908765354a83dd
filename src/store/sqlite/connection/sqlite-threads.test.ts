import { expect, test } from "vitest";
import { giveThreadBack, takeThread, warmUpThreads } from "./sqlite-threads.ts";

test("threads that were started ahead are those of the next connections, and no more than asked for", async () => {
  warmUpThreads(2);
  const kept = [takeThread(), takeThread()];
  for (const thread of kept) giveThreadBack(thread);
  warmUpThreads(2);
  const taken = [takeThread(), takeThread()];
  expect(new Set(taken)).toEqual(new Set(kept));
  await Promise.all(taken.map((thread) => thread.terminate()));
});
