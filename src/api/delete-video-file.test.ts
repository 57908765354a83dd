import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { access, mkdtemp, open, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BoundedFileCalls } from "../files/bounded-file-calls.ts";
import { deleteVideoFile } from "./delete-video-file.ts";

let directory: string;
let film: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "delete-video-file-")));
  film = join(directory, "film.mp4");
  await writeFile(film, "film");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const allowed = { roots: [], loopbackOnly: true, allowDelete: true };
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Takes the only place of `calls`, like a network drive that is gone; the function ends that. */
async function occupy(calls: BoundedFileCalls): Promise<() => Promise<void>> {
  const pipe = join(directory, "silent");
  execFileSync("mkfifo", [pipe]);
  const opening = Promise.withResolvers<void>();
  const asked = calls.ask(
    pipe,
    (call) =>
      call(async () => {
        const file = open(pipe, "r");
        opening.resolve();
        await (await file).close();
      }),
    { timeoutMs: 60_000 },
  );
  await opening.promise;
  return async () => {
    const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await asked;
    closeSync(writer);
  };
}

describe("deleting a file", () => {
  test("takes no more of the threads that read files than all calls on named paths together may", async () => {
    const fileCalls = new BoundedFileCalls({ most: 1 });
    const free = await occupy(fileCalls);
    const deleting = deleteVideoFile(film, { ...allowed, fileCalls });
    // As long as it waits for its turn nothing has happened, however often the disk of the file is looked at.
    for (let look = 0; look < 20; look++) expect(await isThere(film)).toBe(true);
    await free();
    await deleting;
    expect(await isThere(film)).toBe(false);
  });

  test("that was told as not done in time is not done later", async () => {
    const fileCalls = new BoundedFileCalls({ most: 1 });
    const free = await occupy(fileCalls);
    await expect(deleteVideoFile(film, { ...allowed, fileCalls, timeoutMs: 20 })).rejects.toMatchObject({
      code: "DELETE_FAILED",
      message: expect.stringContaining(`Cannot delete ${film}: `),
    });
    await free();
    // Whatever comes after it in the same queue has its turn, so that it would have had its own by now.
    await fileCalls.ask("something else", (call) => call(async () => {}), { timeoutMs: 60_000 });
    expect(await isThere(film)).toBe(true);
  });
});
