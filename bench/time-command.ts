/** Runs a program that a user might run instead of Gleaner, and measures its time. */
import { spawn } from "node:child_process";

/**
 * The time from before the start of the process to its end. Its output goes to /dev/null.
 *
 * @returns milliseconds
 * @throws `signal.reason` after killing the process and its children; Error with its messages when the process fails
 */
export async function timeCommand(
  program: string,
  args: readonly string[],
  { signal }: { readonly signal: AbortSignal },
): Promise<number> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  // A process group of its own, so that xargs and its children can be killed together.
  const child = spawn(program, args, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const kill = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  signal.addEventListener("abort", kill, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("exit", (exitCode) => resolve(exitCode));
    });
    const tookMs = performance.now() - startedAt;
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${program} ended with ${code}, so its time means nothing: ${stderr}`);
    return tookMs;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

/**
 * Times `find DIRECTORY… -type f -print0 | xargs -0 COMMAND…`.
 *
 * @param command words without special characters of the shell
 */
export function timeFindXargs(
  directories: readonly string[],
  command: readonly string[],
  options: { readonly signal: AbortSignal },
): Promise<number> {
  const script = `find "$@" -type f -print0 | xargs -0 ${command.join(" ")}`;
  return timeCommand("sh", ["-c", script, "sh", ...directories], options);
}
