import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectStoreError } from "../../../../test/store/store-under-test.ts";
import {
  type DataDirectoryLock,
  dataDirectoryInUse,
  lockDataDirectory,
  ownerOfDataDirectory,
} from "./data-directory-lock.ts";
import { type OwnerRecord, unwritten } from "./owner-record.ts";

let directory: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-lock-"));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(directory, { recursive: true });
});

const owner: OwnerRecord = {
  pid: 123,
  url: "http://127.0.0.1:8765",
  token: "secret",
  command: "gleaner serve",
  startedAt: new Date("2026-01-02T03:04:05.678Z"),
};

async function locked(wanted = directory): Promise<DataDirectoryLock> {
  const outcome = await lockDataDirectory(wanted);
  if (outcome.kind !== "locked") throw new Error("The directory is in use");
  return outcome.lock;
}

describe("a data directory", () => {
  test("says what to do when the record of its owner cannot be written", async () => {
    const file = join(directory, "owner.json");
    const lock = await locked();
    await mkdir(`${file}.new`);
    await expectStoreError(lock.publish(owner), "STORE_UNAVAILABLE");
    await lock.release();
    for (const code of ["ENOSPC", "EDQUOT"]) {
      expect(unwritten(file, Object.assign(new Error("no space left"), { code }))).toMatchObject({
        code: "STORE_FULL",
        message: `The disk that holds ${file} is full. Free some space; what was committed is safe.`,
      });
    }
  });

  test("is had by one at a time, who says who it is", async () => {
    const lock = await locked();
    expect(await lockDataDirectory(directory)).toEqual({ kind: "in_use", owner: null });
    expect(await ownerOfDataDirectory(directory)).toBeNull();
    await lock.publish(owner);
    expect(await lockDataDirectory(directory)).toEqual({ kind: "in_use", owner });
    expect(await ownerOfDataDirectory(directory)).toEqual(owner);
    await lock.publish({ ...owner, url: null, token: null });
    expect(await ownerOfDataDirectory(directory)).toEqual({ ...owner, url: null, token: null });
    await lock.release();
  });

  test("is free once it is let go, and nothing is left but the lock's file", async () => {
    const first = await locked();
    await first.publish(owner);
    await first.release();
    expect(await readdir(directory)).toEqual(["gleaner.lock"]);
    expect(await ownerOfDataDirectory(directory)).toBeNull();
    const second = await locked();
    await second.publish({ ...owner, pid: 456 });
    await first.release();
    expect(await ownerOfDataDirectory(directory)).toMatchObject({ pid: 456 });
    await second.release();
  });

  test("is free as soon as its disk has answered, though nobody waited for that", async () => {
    const lock = await locked();
    await lock.publish(owner);
    const releasing = lock.release();
    // For longer than a release waits, no answer of the disk arrives.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    await releasing;
    await expect.poll(() => readdir(directory)).toEqual(["gleaner.lock"]);
    await (await locked()).release();
  });

  test("is made for its user alone where it is not there", async () => {
    const made = join(directory, "new", "one");
    const lock = await locked(made);
    expect((await stat(made)).mode & 0o777).toBe(0o700);
    await lock.release();
  });

  test("that cannot be made says so", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    await expectStoreError(lockDataDirectory(join(file, "data")), "STORE_UNAVAILABLE", file, "--data");
  });

  test("has a record of its owner that only its user can read", async () => {
    const lock = await locked();
    await writeFile(join(directory, "owner.json.new"), "left behind", { mode: 0o644 });
    await lock.publish(owner);
    const file = join(directory, "owner.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      pid: 123,
      url: "http://127.0.0.1:8765",
      token: "secret",
      command: "gleaner serve",
      started_at: "2026-01-02T03:04:05.678Z",
    });
    await lock.release();
  });

  test("is no one's because a record is left in it, nor is its next owner who the record says", async () => {
    const file = join(directory, "owner.json");
    await writeFile(file, JSON.stringify({ ...owner, started_at: "2026-01-02T03:04:05.678Z" }));
    expect(await ownerOfDataDirectory(directory)).toBeNull();
    const lock = await locked();
    expect(await lockDataDirectory(directory)).toEqual({ kind: "in_use", owner: null });
    await lock.release();
  });

  test("has no known owner where the record is none", async () => {
    const lock = await locked();
    const whole = { ...owner, started_at: "2026-01-02T03:04:05.678Z" };
    const records = ["", "{", "null", "[]", JSON.stringify({ pid: 1 }), JSON.stringify({ ...whole, pid: "1" })];
    for (const record of [...records, JSON.stringify({ ...whole, started_at: "soon" })]) {
      await writeFile(join(directory, "owner.json"), record);
      expect(await ownerOfDataDirectory(directory)).toBeNull();
    }
    await lock.release();
  });

  test("is free at once when the process that has it is killed", async () => {
    const pid = await lockedByAnotherProcess();
    expect(await lockDataDirectory(directory)).toEqual({ kind: "in_use", owner: { ...owner, pid } });
    expect(await ownerOfDataDirectory(directory)).toMatchObject({ pid });
    child?.kill("SIGKILL");
    if (child !== undefined) await once(child, "exit");
    expect(await ownerOfDataDirectory(directory)).toBeNull();
    const lock = await locked();
    expect(await readdir(directory)).not.toContain("owner.json");
    await lock.release();
  });

  test("stays with its owner however often others look who has it", async () => {
    const lock = await locked();
    await lock.publish(owner);
    for (let times = 0; times < 20; times += 1) await ownerOfDataDirectory(directory);
    expect(await lockDataDirectory(directory)).toEqual({ kind: "in_use", owner });
    await lock.release();
  });
});

describe("whoever wants a data directory that is in use", () => {
  test("is told who has it and what to do", () => {
    const of = (record: OwnerRecord | null) => dataDirectoryInUse("/data", record);
    expect(of(owner)).toMatchObject({ code: "STORE_IN_USE" });
    expect(of(owner).message).toBe(
      "The data directory /data is in use by another Gleaner (process 123, `gleaner serve`, http://127.0.0.1:8765). " +
        "Use it with --server http://127.0.0.1:8765, stop it, or choose another --data directory.",
    );
    expect(of({ ...owner, url: null }).message).toBe(
      "The data directory /data is in use by another Gleaner (process 123, `gleaner serve`). " +
        "Stop it, or choose another --data directory.",
    );
    expect(of(null).message).toBe(
      "The data directory /data is in use by another program. Stop it, or choose another --data directory.",
    );
  });
});

/** Starts a process that takes the directory and publishes `owner` with its own pid, which is returned. */
async function lockedByAnotherProcess(): Promise<number | undefined> {
  const script = `
    import { lockDataDirectory } from ${JSON.stringify(new URL("./data-directory-lock.ts", import.meta.url).href)};
    const { lock } = await lockDataDirectory(process.argv[1]);
    const owner = JSON.parse(process.argv[2]);
    await lock.publish({ ...owner, pid: process.pid, startedAt: new Date(owner.startedAt) });
    console.log("locked");
    setInterval(() => lock, 1e6);`;
  child = spawn(process.execPath, ["--input-type=module", "--eval", script, "--", directory, JSON.stringify(owner)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout !== null) await once(child.stdout, "data");
  return child.pid;
}
