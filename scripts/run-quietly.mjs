import { spawn } from "node:child_process";
import os from "node:os";

/**
 * Runs a command whose output matters only if it fails. What is to stop this process stops the command, and then sets
 * the exit code that says so.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean }} options
 * @returns {Promise<{ outcome: "done" | "failed" | "stopped", output: string }>} rejects where it cannot be started
 */
export async function runQuietly(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let stopped = false;
  const keep = (/** @type {string} */ text) => void (output += text);
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const stop = (/** @type {"SIGHUP" | "SIGINT" | "SIGTERM"} */ signal) => {
    stopped = true;
    process.exitCode = 128 + os.constants.signals[signal];
    child.kill(signal);
  };
  const signals = /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"]);
  for (const signal of signals) process.on(signal, stop);
  try {
    const closed = new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    const code = /** @type {number | null} */ (await closed);
    return { outcome: stopped ? "stopped" : code === 0 ? "done" : "failed", output };
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
