/** For tests: a real disk that answers errors, or nothing at all, where the test may mount FUSE (`faulty-disk-child.ts`). */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("faulty-disk-child.ts", import.meta.url));

/** Whether the system has FUSE and this user may mount. */
export const mayMountFuse = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/dev/fuse");

export class FaultyDisk implements AsyncDisposable {
  readonly #content: string;
  readonly #at: string;
  #child: ChildProcess | null = null;

  /**
   * @param content the directory that the disk shows
   * @param at where to mount it
   */
  constructor(content: string, at: string) {
    this.#content = content;
    this.#at = at;
  }

  async mount(): Promise<void> {
    const child = spawn(process.execPath, [program, this.#content, this.#at], { stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    const [text] = (await once(child.stdout, "data")) as [Buffer];
    if (text.toString() !== "mounted\n") throw new Error("FUSE cannot be mounted");
  }

  /** From now on, calls on names such as `EIO read.mp4` fail. */
  breakDown(): Promise<void> {
    return writeFile(join(this.#content, ".faulty"), "");
  }

  mend(): Promise<void> {
    return rm(join(this.#content, ".faulty"));
  }

  /** Kills the program of the disk. Every call then gives `ENOTCONN`, and the disk stays mounted. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async unmount(): Promise<void> {
    await this.kill();
    spawnSync("umount", ["-l", this.#at], { stdio: "ignore" });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.unmount();
  }
}
