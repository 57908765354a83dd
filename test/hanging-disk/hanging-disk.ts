/**
 * For tests: disks that stop answering. The calls of this process and its children really hang in the kernel, and not
 * even SIGKILL ends them. A program of its own (hanging-disk.c) answers for the disk.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, mkdtempSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Requests of the kernel to a disk. */
export type Request = "lookup" | "getattr" | "opendir" | "readdir" | "open" | "read" | "all";

export interface HangingDisk extends AsyncDisposable {
  /** Lets requests of these kinds wait. Requests that the disk has answered are not affected. */
  hang(...kinds: Request[]): Promise<void>;
  /** Waits until a request waits. */
  isWaitedFor(): Promise<void>;
  /** How many requests wait. */
  waiting(): Promise<number>;
  /** Answers all requests that come. Those that wait go on waiting. */
  recover(): Promise<void>;
  /** Answers all requests that wait, and all that come. */
  answer(): Promise<void>;
}

/** Why this machine has no hanging disks, in a few words; null if it has. Tests that need them are skipped with it. */
export const noHangingDisks: string | null = whyNot();

/**
 * Shows a directory at a mount point.
 *
 * @param source a directory outside of the mount point
 * @param mountPoint a directory, which must exist
 */
export async function mountHangingDisk(source: string, mountPoint: string): Promise<HangingDisk> {
  const disk = spawn(program(), [source, mountPoint], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: disk.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => (await answers.next()).value ?? "nothing more";
  const command = async (line: string): Promise<string> => {
    disk.stdin.write(`${line}\n`);
    return answer();
  };
  const mustBe = async (expected: string, given: Promise<string>): Promise<void> => {
    if ((await given) !== expected) throw new Error(`The hanging disk did not say "${expected}", but ${await given}`);
  };
  await mustBe("ready", answer());
  return {
    hang: (...kinds) => mustBe("done", command(`hang ${kinds.join(" ")}`)),
    isWaitedFor: () => mustBe("done", command("wait")),
    waiting: async () => Number(await command("count")),
    recover: () => mustBe("done", command("recover")),
    answer: () => mustBe("done", command("answer")),
    [Symbol.asyncDispose]: () => ended(disk),
  };
}

/** Ends the disk. The kernel ends all calls that wait for it. */
async function ended(disk: ChildProcess): Promise<void> {
  if (disk.exitCode !== null || disk.signalCode !== null) return;
  const exit = once(disk, "exit");
  disk.stdin?.end();
  await exit;
}

function whyNot(): string | null {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root";
  if (spawnSync("gcc", ["--version"]).status !== 0) return "needs gcc";
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
    accessSync("/usr/include/linux/fuse.h");
  } catch (error) {
    return `needs FUSE: ${error instanceof Error ? error.message : String(error)}`;
  }
  return mayMount() ? null : "may not mount";
}

function mayMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), "gleaner-may-mount-"));
  try {
    // The program ends, and unmounts, as it has no input.
    return spawnSync(program(), [directory, directory], { stdio: ["ignore", "pipe", "ignore"] }).status === 0;
  } finally {
    void rm(directory, { recursive: true });
  }
}

/** Compiles the program, once for all test files of one run. */
function program(): string {
  const path = join(tmpdir(), `gleaner-hanging-disk-${process.ppid}`);
  if (existsSync(path)) return path;
  const made = mkdtempSync(`${path}-`);
  const output = join(made, "hanging-disk");
  const compiled = spawnSync("gcc", ["-O1", "-o", output, join(import.meta.dirname, "hanging-disk.c")]);
  if (compiled.status !== 0) throw new Error(String(compiled.stderr));
  renameSync(output, path);
  void rm(made, { recursive: true });
  return path;
}
