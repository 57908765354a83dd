import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openNewSqlite } from "../../test/store/open-new-sqlite.ts";
import { DurableQueue } from "../jobs/durable-queue.ts";
import { areScansBusy } from "./posters.ts";

test("posters give way to a scan as long as nothing limits its rate", async () => {
  const home = await mkdtemp(join(tmpdir(), "gleaner-busy-"));
  const store = await openNewSqlite({ path: join(home, "gleaner.db") });
  const begun = Promise.withResolvers<void>();
  const run = async (_: unknown, { signal }: { signal: AbortSignal }) => {
    begun.resolve();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return { stoppedEarly: true };
  };
  const queue = new DurableQueue({ store: store.jobs, handlers: { scan: { initialCounts: {}, run } }, alone: true });
  await queue.start();
  try {
    expect(await areScansBusy(queue, () => 0)).toBe(false);
    const id = await queue.submit({ type: "scan", payload: { path: "/films" } });
    await begun.promise;
    let rate = 0;
    const isBusy = () => areScansBusy(queue, () => rate);
    expect(await isBusy()).toBe(true);
    rate = 5;
    expect(await isBusy()).toBe(false);
    await queue.cancel(id);
    await queue.wait(id);
  } finally {
    await queue.stop();
    await store.close();
    await rm(home, { recursive: true });
  }
});
