import { type ChildProcess, spawn } from "node:child_process";
import { childEnvironment } from "./child-environment.ts";
import { hasEnded } from "./limited-process.ts";

/**
 * Reads lines. Each line lists the process groups to kill when the input ends. The input ends with this process, however
 * this process ends.
 */
const guard = `
while read -r line; do groups=$line; done
for group in $groups; do kill -s KILL -- "-$group"; done 2>/dev/null`;

/** How long after its end a guard is replaced, in milliseconds. One that cannot run would end at once again. */
const replaceMs = 200;

/**
 * Kills the children of this process when this process has ended, even after `kill -9`. A child that is busy with a file, or
 * hangs, does not notice by itself that nobody reads its output any more.
 */
class OrphanGuard {
  readonly #groups = new Set<number>();
  #shell: ChildProcess | null = null;

  /** @param pid of a process that leads its group */
  watch(pid: number): void {
    this.#groups.add(pid);
    this.#sendGroups();
  }

  /** Call this once the process has ended, because the system may give its number to another process. */
  forget(pid: number): void {
    if (this.#groups.delete(pid)) this.#sendGroups();
  }

  #sendGroups(): void {
    if (this.#shell === null || hasEnded(this.#shell)) this.#shell = startShell(() => this.#replaceSoon());
    this.#shell.stdin?.write(`${[...this.#groups].join(" ")}\n`);
  }

  /** A child may be busy with its file for hours, and until then nothing else would start a guard. */
  #replaceSoon(): void {
    const replace = (): void => {
      if (this.#groups.size > 0) this.#sendGroups();
    };
    setTimeout(replace, replaceMs).unref();
  }
}

/** One for all children. It ends with this process. */
export const orphanGuard = new OrphanGuard();

/**
 * Starts the guard out of reach of the terminal's Ctrl-C, without keeping this process alive. Probing works without a
 * guard, so a guard that cannot be started or was killed is no error.
 *
 * @param onEnd called when the guard has ended before this process
 */
function startShell(onEnd: () => void): ChildProcess {
  const shell = spawn("/bin/sh", ["-c", guard], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: childEnvironment(),
  });
  shell.on("error", () => {}).once("exit", onEnd);
  shell.stdin?.on("error", () => {});
  shell.unref();
  return shell;
}
