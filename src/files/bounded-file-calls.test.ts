/** What file calls that do not come back do to others: real ones, on pipes that nobody writes to. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { type FileHandle, mkdtemp, open, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BoundedFileCalls, DiskSilent } from "./bounded-file-calls.ts";
import { resolveScanRoot } from "./scan-root.ts";

const aMoment = { timeoutMs: 50 };
const long = { timeoutMs: 60_000 };

let directory: string;
let calls: BoundedFileCalls;
/** Those that are held, and the paths of their pipes. */
let held: { readonly path: string; readonly opening: Promise<FileHandle> }[];
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "bounded-file-calls-")));
  calls = new BoundedFileCalls();
  held = [];
});
afterEach(async () => {
  await letGo();
  await rm(directory, { recursive: true, force: true });
});

/** Like a path on a network drive that is gone. */
function silentPath(): string {
  const path = join(directory, `silent-${process.hrtime.bigint()}`);
  execFileSync("mkfifo", [path]);
  return path;
}

/** Asks for a path whose disk does not answer. */
function askInVain(path: string, options: { readonly timeoutMs: number }): Promise<unknown> {
  return calls.ask(
    path,
    (call) =>
      call(() => {
        const opening = open(path, "r");
        held.push({ path, opening });
        return opening;
      }),
    options,
  );
}

/** The drives answer. */
async function letGo(): Promise<void> {
  const ended = held.splice(0).map(async ({ path, opening }) => {
    const writer = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    await (await opening).close();
    closeSync(writer);
  });
  await Promise.all(ended);
}

const ask = (path: string, begin: () => Promise<unknown>, options = long) =>
  calls.ask(path, (call) => call(begin), options);

describe("file calls on paths that people name", () => {
  test("leave threads for all other files, however many do not come back", async () => {
    const asking = Promise.allSettled(Array.from({ length: 8 }, () => askInVain(silentPath(), aMoment)));
    await writeFile(join(directory, "picture"), "a poster");
    expect(await readFile(join(directory, "picture"), "utf8")).toBe("a poster");
    for (const { status } of await asking) expect(status).toBe("rejected");
    expect(held).toHaveLength(2);
    expect(await readFile(join(directory, "picture"), "utf8")).toBe("a poster");
  });

  test("are refused at once while two do not come back, and made again when one has", async () => {
    const [one, other] = [silentPath(), silentPath()];
    await expect(askInVain(one, aMoment)).rejects.toThrow("its disk has not answered for 0 seconds");
    const root = { roots: [], fileCalls: calls };
    expect(await resolveScanRoot(directory, root)).toEqual({ kind: "ok", path: directory });
    await expect(askInVain(other, aMoment)).rejects.toBeInstanceOf(DiskSilent);
    let begun = 0;
    const begin = async () => {
      begun += 1;
    };
    await expect(ask(directory, begin)).rejects.toThrow("the disks of other directories do not answer");
    expect(await resolveScanRoot(directory, root)).toEqual({
      kind: "invalid_path",
      message: expect.stringMatching(/^Cannot read .*the disks of other directories do not answer.*\.$/),
      absent: false,
    });
    expect(begun).toBe(0);
    await letGo();
    await ask(directory, begin);
    expect(begun).toBe(1);
    expect(await resolveScanRoot(directory, root)).toEqual({ kind: "ok", path: directory });
  });

  test("do not ask a disk again that is still to answer about the same path", async () => {
    const path = silentPath();
    await expect(askInVain(path, aMoment)).rejects.toThrow("has not answered");
    await expect(askInVain(path, long)).rejects.toThrow("its disk has not answered");
    expect(held).toHaveLength(1);
  });

  test("wait for their turn, in the order in which they came", async () => {
    const first = [askInVain(silentPath(), long), askInVain(silentPath(), long)];
    const begun: string[] = [];
    const next = ["a", "b", "c"].map((name) => ask(name, async () => begun.push(name)));
    expect(begun).toEqual([]);
    await letGo();
    await Promise.all([...first, ...next]);
    expect(begun).toEqual(["a", "b", "c"]);
  });

  test("that wait are refused once nothing comes back any more", async () => {
    const first = Promise.allSettled([askInVain(silentPath(), aMoment), askInVain(silentPath(), aMoment)]);
    const waiting = ask(directory, async () => "never");
    await expect(waiting).rejects.toThrow("the disks of other directories do not answer");
    for (const { status } of await first) expect(status).toBe("rejected");
  });

  test("that waited in vain are not begun later", async () => {
    const first = [askInVain(silentPath(), long), askInVain(silentPath(), long)];
    let begun = 0;
    await expect(
      ask(
        directory,
        async () => {
          begun += 1;
        },
        aMoment,
      ),
    ).rejects.toBeInstanceOf(DiskSilent);
    await letGo();
    await Promise.all(first);
    expect(begun).toBe(0);
  });

  test("end where the time of their asker is over, also between two of them", async () => {
    const path = silentPath();
    const steps: string[] = [];
    const work = Promise.withResolvers<void>();
    const asking = calls.ask(
      path,
      async (call) => {
        try {
          await call(() => {
            const opening = open(path, "r");
            held.push({ path, opening });
            return opening;
          });
          steps.push("answered");
          await call(async () => steps.push("asked again"));
        } finally {
          work.resolve();
        }
      },
      aMoment,
    );
    await expect(asking).rejects.toBeInstanceOf(DiskSilent);
    await letGo();
    await work.promise;
    expect(steps).toEqual(["answered"]);
  });

  test("fail as the system has them fail, and free their place", async () => {
    for (let count = 0; count < 5; count += 1) {
      await expect(ask("gone", () => readFile(join(directory, "gone")))).rejects.toThrow("ENOENT");
    }
  });
});
