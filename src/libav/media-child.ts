/**
 * Starts child processes that read media. A command can start the first one while it loads the rest of the program: its
 * start takes longer than most of what a short scan does.
 */
import type { ChildProcess } from "node:child_process";
import { childEnvironment } from "./child-environment.ts";
import { killGroup, spawnLimited } from "./limited-process.ts";

export interface MediaProgram {
  /** The file of the child's program. */
  readonly program: string;
  /** Arguments of the program, after the memory limit. */
  readonly args: readonly string[];
  /** How much memory the process may use, in bytes. */
  readonly memoryBytes: number;
  /** How far the process gives way to others, up to 19. */
  readonly niceness: number;
}

/**
 * Node reserves this much memory for compiled code and threads at its start. It counts against the system's limit,
 * though hardly any of it is used.
 */
const nodeReservesBytes = 640 * 1024 ** 2;

/** The child that was started early, and what it runs. */
let spare: { readonly child: ChildProcess; readonly runs: string } | null = null;

/** A process that runs the program: the one that was started early, or a new one. */
export function startMediaChild(media: MediaProgram): ChildProcess {
  if (spare === null || spare.runs !== textOf(media)) return spawnMediaChild(media);
  const { child } = spare;
  forgetSpare();
  return child;
}

/** Starts a process for a `startMediaChild` that follows soon. */
export function warmUpMediaChild(media: MediaProgram): void {
  if (spare !== null) return;
  const child = spawnMediaChild(media);
  spare = { child, runs: textOf(media) };
  child.on("error", forgetSpare).on("exit", forgetSpare);
}

/** Ends the process that was started early. It ends with this process at the latest, because its standard input does. */
export function endSpareMediaChild(): void {
  if (spare === null) return;
  const { child } = spare;
  forgetSpare();
  // What may still go wrong is of no interest.
  child.on("error", () => {});
  killGroup(child);
}

function forgetSpare(): void {
  spare?.child.off("error", forgetSpare).off("exit", forgetSpare);
  spare = null;
}

function textOf({ program, args, memoryBytes, niceness }: MediaProgram): string {
  return JSON.stringify([program, args, memoryBytes, niceness]);
}

function spawnMediaChild({ program, args, memoryBytes, niceness }: MediaProgram): ChildProcess {
  return spawnLimited(
    process.execPath,
    [program, String(memoryBytes), ...args],
    { memoryBytes: memoryBytes + nodeReservesBytes, niceness },
    { stdio: ["pipe", "pipe", "pipe"], env: childEnvironment() },
  );
}
