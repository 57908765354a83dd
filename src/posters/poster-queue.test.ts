import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idOf, Scene } from "../../test/posters/poster-queue-under-test.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-poster-queue-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("posters", () => {
  test("that are asked for last are made first, and of one request in its order", async () => {
    const scene = new Scene(directory, 6);
    scene.request(1);
    await scene.begin(1);
    scene.request(2, 3, 4);
    scene.request(5, 3);
    for (let count = 2; count <= 5; count++) {
      scene.end();
      await scene.begin(count);
    }
    expect(scene.begun).toEqual([1, 5, 3, 2, 4]);
    await scene.queue.close();
    expect(scene.errors).toEqual([]);
  });

  test("that are too many to wait are dropped, the oldest first, and can be asked for again", async () => {
    const scene = new Scene(directory, 500);
    scene.request(500);
    await scene.begin(1);
    for (let number = 1; number < 500; number++) scene.request(number);
    for (let count = 2; count <= 401; count++) {
      scene.end();
      await scene.begin(count);
    }
    scene.end();
    await expect.poll(() => scene.state(100)).toBe("ready");
    expect(scene.begun).toHaveLength(401);
    expect(Math.min(...scene.begun)).toBe(100);
    expect(await scene.state(99)).toBe("pending");
    scene.request(99);
    await scene.begin(402);
    await scene.queue.close();
  });

  test("that people look at are made while a scan runs: four a second, in half of the time, and freely once it ends", async () => {
    const scene = new Scene(directory, 4);
    scene.scansAreBusy = true;
    scene.request(1, 2, 3, 4);
    await scene.begin(1);
    scene.end(undefined, 1_600);
    await scene.begin(2);
    expect(scene.delays).toEqual([1_000, 600]);
    scene.scansAreBusy = false;
    scene.end(undefined, 600);
    await scene.begin(3);
    expect(scene.delays).toHaveLength(2);
    scene.scansAreBusy = true;
    scene.end({ kind: "none", reason: "a test" }, 50);
    await scene.begin(4);
    expect(scene.delays.slice(2)).toEqual([200]);
    scene.onDelay = () => {
      scene.scansAreBusy = false;
    };
    scene.end(undefined, 30_000);
    await expect.poll(() => scene.state(4)).toBe("ready");
    await expect.poll(() => scene.delays.slice(3)).toEqual([1_000]);
    await scene.queue.close();
  });

  test("are ready once they are made, and are made again when their file has been deleted", async () => {
    const scene = new Scene(directory, 1);
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    await scene.begin(1);
    expect(await scene.state(1)).toBe("pending");
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("ready");
    const path = scene.queue.pathOf(scene.row(1));
    expect(await readFile(path, "utf8")).toBe("a poster");
    scene.request(1);
    await rm(path);
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    await scene.begin(2);
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("ready");
    expect(scene.begun).toEqual([1, 1]);
  });

  test("that cannot be made are tried once, until the file has changed", async () => {
    const scene = new Scene(directory, 2);
    scene.request(1);
    await scene.begin(1);
    scene.end({ kind: "none", reason: "a test" });
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    scene.now += 1e9;
    scene.request(2, 1);
    scene.request(1);
    await scene.begin(2);
    expect(scene.begun).toEqual([1, 2]);
    expect(scene.row(1).poster).toBe("none");
    scene.change(1, { poster: null, fileSize: 2_000 });
    scene.request(1);
    scene.end();
    await scene.begin(3);
    expect(scene.begun).toEqual([1, 2, 1]);
    await scene.queue.close();
  });

  test("that cannot be made now are tried again after a minute, and nothing of it is remembered in the library", async () => {
    const scene = new Scene(directory, 2);
    scene.request(1);
    await scene.begin(1);
    scene.end({ kind: "not_now", reason: "a test" });
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    expect(scene.row(1).poster).toBeNull();
    scene.now += 59_999;
    scene.request(2, 1);
    scene.request(1);
    await scene.begin(2);
    expect(scene.begun).toEqual([1, 2]);
    scene.now += 1;
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    scene.end();
    await scene.begin(3);
    expect(scene.begun).toEqual([1, 2, 1]);
    await scene.queue.close();
  });

  test("that take too long are tried once more after a minute, as it may have been the disk, and then not any more", async () => {
    const scene = new Scene(directory, 2);
    const tooLong = { kind: "too_long", reason: "a test" } as const;
    scene.request(1);
    await scene.begin(1);
    scene.end(tooLong);
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    expect(scene.row(1).poster).toBeNull();
    scene.now += 60_000;
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    await scene.begin(2);
    // Other failures in between change nothing.
    scene.end({ kind: "not_now", reason: "a test" });
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    scene.now += 60_000;
    scene.request(1);
    await scene.begin(3);
    scene.end(tooLong);
    await expect.poll(() => scene.row(1).poster).toBe("none");
    scene.now += 60_000;
    scene.request(2, 1);
    await scene.begin(4);
    expect(scene.begun).toEqual([1, 1, 1, 2]);
    await scene.queue.close();
    expect(scene.errors).toEqual([]);
  });

  test("that take too long of a file that has changed since are tried once more as well", async () => {
    const scene = new Scene(directory, 1);
    for (const fileSize of [1_000, 2_000]) {
      scene.change(1, { fileSize });
      scene.request(1);
      await scene.begin(fileSize / 1_000);
      scene.end({ kind: "too_long", reason: "a test" });
      await expect.poll(() => scene.state(1)).toBe("unavailable");
      expect(scene.row(1).poster).toBeNull();
    }
    await scene.queue.close();
  });

  test("that cannot be stored are told as an error, and tried again after a minute", async () => {
    await writeFile(join(directory, "posters"), "not a directory");
    const scene = new Scene(directory, 1);
    scene.request(1);
    await scene.begin(1);
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    expect(scene.errors).toEqual([expect.objectContaining({ code: "ENOTDIR" })]);
    expect(scene.row(1).poster).toBeNull();
  });

  test("of videos that are missing are shown when there are any, and not made", async () => {
    const scene = new Scene(directory, 3);
    scene.change(1, { missingSince: new Date(5) });
    expect(await scene.state(1)).toBe("unavailable");
    scene.change(2, { missingSince: new Date(5), poster: "made" });
    await scene.cache.store(scene.row(2), Buffer.from("old"));
    expect(await scene.state(2)).toBe("ready");
    scene.request(1, 3);
    await scene.begin(1);
    expect(scene.begun).toEqual([3]);
    await scene.queue.close();
  });

  test("of a video that has changed take the place of the old ones", async () => {
    const scene = new Scene(directory, 1);
    await scene.cache.store(scene.row(1), Buffer.from("old"));
    const old = scene.queue.pathOf(scene.row(1));
    scene.change(1, { modifiedUs: 2_000_000 });
    scene.request(1);
    await scene.begin(1);
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("ready");
    const made = scene.queue.pathOf(scene.row(1));
    expect(made).not.toBe(old);
    expect(await readdir(join(made, ".."))).toEqual([made.split("/").at(-1)]);
  });

  test("of a video that changes or is removed while they are made are not kept", async () => {
    const scene = new Scene(directory, 3);
    scene.request(1, 2, 3);
    await scene.begin(1);
    scene.change(1, { fileSize: 5 });
    scene.end();
    await scene.begin(2);
    scene.rows.delete(idOf(2));
    await scene.queue.forget([idOf(2)]);
    scene.end();
    await scene.begin(3);
    expect(await readdir(join(directory, "posters", "00"))).toEqual([]);
    await scene.queue.close();
    expect(scene.errors).toEqual([]);
  });

  test("of a video that is forgotten are removed, and of no other", async () => {
    const scene = new Scene(directory, 2);
    for (const number of [1, 2]) await scene.cache.store(scene.row(number), Buffer.from("old"));
    await scene.queue.forget([idOf(1)]);
    expect(await readdir(join(directory, "posters", "00"))).toEqual([expect.stringContaining(idOf(2))]);
  });

  test("that a process stored, and died before it could say so, are not made again", async () => {
    const scene = new Scene(directory, 1);
    await scene.cache.store(scene.row(1), Buffer.from("earlier"));
    scene.request(1);
    await expect.poll(() => scene.row(1).poster).toBe("made");
    expect(scene.begun).toEqual([]);
  });

  test("stop at once when the queue is closed, and are not held against the video", async () => {
    const scene = new Scene(directory, 2);
    scene.request(1, 2);
    await scene.begin(1);
    await scene.queue.close();
    scene.request(2);
    expect(scene.begun).toEqual([1]);
    expect(scene.errors).toEqual([]);
    expect([scene.row(1).poster, scene.row(2).poster]).toEqual([null, null]);
  });
});
