import { expect, test } from "vitest";
import { giveThreadBack, takeThread, warmUpThreads } from "./sqlite-threads.ts";

test("threads that were started ahead are those of the next connections", async () => {
  // As many as are kept, so that none of an earlier test is left.
  warmUpThreads(3);
  const kept = [takeThread(), takeThread(), takeThread()];
  for (const thread of kept) giveThreadBack(thread);
  warmUpThreads(3);
  const taken = [takeThread(), takeThread(), takeThread()];
  expect(new Set(taken.map(({ threadId }) => threadId))).toEqual(new Set(kept.map(({ threadId }) => threadId)));
  await Promise.all(taken.map((thread) => thread.terminate()));
});
