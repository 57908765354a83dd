import { type ChildProcess, spawn } from "node:child_process";
import { allOrAMoment, exitOf } from "./limited-process.ts";

/**
 * Reads lines, each the process groups to kill when there are no more. The end of its input means that this process
 * has ended, however it did.
 */
const guard = `
while read -r line; do groups=$line; done
for group in $groups; do kill -s KILL -- "-$group"; done 2>/dev/null`;

/**
 * Kills what this process has started when this process is gone: also after `kill -9`, where it can do nothing
 * itself. For programs that do not notice that nobody listens any more, such as an ffprobe that hangs.
 */
export class OrphanGuard {
  readonly #groups = new Set<number>();
  #shell: ChildProcess | null = null;

  /** @param pid of a process that leads its group */
  watch(pid: number): void {
    this.#groups.add(pid);
    this.#tell();
  }

  /** To be called once the process has ended, as its number may be given to another. */
  forget(pid: number): void {
    if (this.#groups.delete(pid)) this.#tell();
  }

  /** Ends the guard itself. */
  async close(): Promise<void> {
    if (this.#shell === null) return;
    this.#shell.stdin?.end();
    await allOrAMoment([exitOf(this.#shell)]);
  }

  #tell(): void {
    this.#shell ??= startShell();
    this.#shell.stdin?.write(`${[...this.#groups].join(" ")}\n`);
  }
}

/**
 * Out of reach of the terminal's Ctrl-C, and no reason for this process to stay. A guard that cannot be started, or
 * was killed, is done without.
 */
function startShell(): ChildProcess {
  const shell = spawn("/bin/sh", ["-c", guard], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  shell.on("error", () => {});
  shell.stdin?.on("error", () => {});
  shell.unref();
  return shell;
}
