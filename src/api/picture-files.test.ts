/** What pictures are when no file can be read, as the threads for that are all held by drives that do not answer. */
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdFileCalls } from "../../test/scanning/hold-file-calls-under-test.ts";
import type { Video } from "../library/video.ts";
import { PictureFiles } from "./picture-files.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "picture-files-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

// Which video it is, is for `find` alone.
const video = {} as Video;

test("a picture that cannot be read in time is not waited for, and no other is until it has come", async () => {
  const path = join(directory, "picture.jpg");
  await writeFile(path, "a poster");
  let asked = 0;
  const find = async () => {
    asked += 1;
    await access(path);
    return { kind: "ready", path } as const;
  };
  const pictures = new PictureFiles({ find }, { timeoutMs: 50 });
  const drives = holdFileCalls(directory);
  try {
    expect(await pictures.read(video)).toBe("late");
    expect(await pictures.read(video)).toBe("late");
    expect(await pictures.stateOf(video)).toBe("pending");
    expect(asked).toBe(1);
  } finally {
    await drives.letGo();
  }
  await expect.poll(() => pictures.stateOf(video)).toBe("ready");
  expect(await pictures.read(video)).toMatchObject({ jpeg: Buffer.from("a poster") });
});

test("a picture that is not there any more can be asked for, and one that cannot be read is an error", async () => {
  const gone = new PictureFiles({ find: async () => ({ kind: "ready", path: join(directory, "gone") }) });
  expect(await gone.read(video)).toBe("pending");
  const wrong = new PictureFiles({ find: async () => ({ kind: "ready", path: directory }) });
  await expect(wrong.read(video)).rejects.toThrow("EISDIR");
});
