/** Runs what a user would run instead of Gleaner, and says how long it took. */
import { spawn } from "node:child_process";

/**
 * From before the process is started until it has ended. What it writes goes to /dev/null.
 *
 * @returns milliseconds
 * @throws `signal.reason`, having killed it and all that it started; Error where it fails, with what it said
 */
export async function timeCommand(
  program: string,
  args: readonly string[],
  { signal }: { readonly signal: AbortSignal },
): Promise<number> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  // A process group of its own, so that xargs and what it started can be killed together.
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
 * As `find DIRECTORY… -type f -print0 | xargs -0 COMMAND…`.
 *
 * @param command words that mean nothing to a shell
 */
export function timeFindXargs(
  directories: readonly string[],
  command: readonly string[],
  options: { readonly signal: AbortSignal },
): Promise<number> {
  const script = `find "$@" -type f -print0 | xargs -0 ${command.join(" ")}`;
  return timeCommand("sh", ["-c", script, "sh", ...directories], options);
}
