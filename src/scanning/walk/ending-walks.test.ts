import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listedPlace } from "../../../test/scanning/listed-place.ts";
import { treeUnderTest, walkOptions } from "../../../test/scanning/tree-under-test.ts";
import { FileThreads } from "./file-threads.ts";
import { SpareThreads } from "./spare-threads.ts";

const tree = treeUnderTest();

const someEntry = [{ name: "a.mp4", wanted: "anything" }] as const;

describe("a walk that ends early", () => {
  test("lists no more than a few thousand names that nobody asks for", async () => {
    await tree.make(...Array.from({ length: 300 }, (_, index) => `${index}/a.mp4`));
    const walking = tree.threads.walk(tree.root, walkOptions());
    await walking.next();
    // What may have been listed by now is no more than two requests for each thread.
    for (let index = 0; index < 300; index += 1) await rm(join(tree.root, `${index}`), { recursive: true });
    let gone = 0;
    for await (const event of walking) if (event.kind === "directory" && event.problem !== null) gone += 1;
    expect(gone).toBeGreaterThanOrEqual(300 - 4 * 64);
  });

  test("an aborted walk throws the signal's reason", async () => {
    await tree.make(...Array.from({ length: 300 }, (_, index) => `${index % 20}/${index}.mp4`));
    const stop = new AbortController();
    const reason = new Error("enough");
    let events = 0;
    const walking = (async () => {
      for await (const _ of tree.threads.walk(tree.root, walkOptions({ signal: stop.signal }))) {
        events += 1;
        stop.abort(reason);
      }
    })();
    await expect(walking).rejects.toBe(reason);
    expect(events).toBe(1);
  });

  test("a signal that has aborted lists nothing", async () => {
    const signal = AbortSignal.abort(new Error("never"));
    await expect(tree.walk(tree.root, { signal })).rejects.toThrow("never");
    await expect(tree.threads.count(tree.root, walkOptions({ signal }))).rejects.toThrow("never");
    await expect(tree.threads.findAbsent(listedPlace(tree.root), someEntry, walkOptions({ signal }))).rejects.toThrow(
      "never",
    );
  });

  test("closed threads refuse whoever waits for them, and whoever comes", async () => {
    await tree.make("a.mp4");
    const closed = new FileThreads();
    const walking = closed.walk(tree.root, walkOptions()).next();
    const counting = closed.count(tree.root, walkOptions());
    const finding = closed.findAbsent(listedPlace(tree.root), someEntry, walkOptions());
    closed.close();
    await expect(walking).rejects.toThrow("were closed");
    await expect(counting).rejects.toThrow("were closed");
    await expect(finding).rejects.toThrow("were closed");
    await expect(closed.walk(tree.root, walkOptions()).next()).rejects.toThrow("were closed");
  });

  test("a thread that fails ends what waits for it, with its error", async () => {
    const failing = new FileThreads({
      spare: new SpareThreads({ execArgv: ["--import", "data:text/javascript,throw new Error('no memory')"] }),
    });
    const finding = failing.findAbsent(listedPlace(tree.root), someEntry, walkOptions());
    await expect(failing.walk(tree.root, walkOptions()).next()).rejects.toThrow("no memory");
    await expect(finding).rejects.toThrow("no memory");
    failing.close();
  });

  test("who has seen enough leaves the threads to others", async () => {
    await tree.make("a/1.mp4", "b/2.mp4");
    for await (const _ of tree.threads.walk(tree.root, walkOptions())) break;
    expect((await tree.walk()).files).toHaveLength(2);
  });
});
