import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBeginning } from "./read-beginning-thread.ts";

const run = promisify(execFile);

/** Mostly on a disk. The directory for temporary files of tests is in memory. */
const onDisk = process.platform === "linux" ? "/var/tmp" : tmpdir();

/** The type of tmpfs. */
const inMemory = 0x01021994;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(onDisk, "gleaner-beginning-"));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test.for([0, 1, 4_095, 4_096, 4_097, 65_535, 65_536, 65_537])(
  "the beginning of a file of %i bytes is all of it, up to the size of the buffer",
  async (size) => {
    const bytes = randomBytes(size);
    const path = join(directory, `${size}`);
    await writeFile(path, bytes);
    const descriptor = openSync(path, "r");
    try {
      expect(readBeginning(descriptor, Buffer.alloc(65_536, 1)).equals(bytes.subarray(0, 65_536))).toBe(true);
    } finally {
      closeSync(descriptor);
    }
  },
);

test.skipIf(process.platform !== "linux")(
  "a cold disk delivers the beginning of a file and nothing more",
  async ({ skip }) => {
    if ((await statfs(directory)).type === inMemory) skip(`${onDisk} is in memory`);
    const path = join(directory, "cold");
    await writeFile(path, randomBytes(4 * 1024 ** 2), { flush: true });
    // Lets the system forget what it has of the file.
    await run("dd", [`if=${path}`, "iflag=nocache", "count=0"]);
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", readCold(path)]);
    expect(Number(stdout)).toBeLessThanOrEqual(65_536);
  },
);

/** In a process of its own, of which the system counts what it has the disk deliver. */
function readCold(path: string): string {
  const program = new URL("read-beginning-thread.ts", import.meta.url);
  return `
    import { openSync, readFileSync } from "node:fs";
    import { readBeginning } from ${JSON.stringify(program.href)};
    const delivered = () => Number(/^read_bytes: (\\d+)/m.exec(readFileSync("/proc/self/io", "latin1"))[1]);
    const descriptor = openSync(${JSON.stringify(path)});
    const buffer = Buffer.alloc(65_536);
    const before = delivered();
    readBeginning(descriptor, buffer);
    console.log(delivered() - before);`;
}
