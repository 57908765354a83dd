import { spawn } from "node:child_process";
import os from "node:os";

/**
 * Runs a command whose output matters only if it fails. A signal that asks this process to end goes to the command
 * instead; this process then gets the exit code of the signal.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean }} options
 * @returns {Promise<{ outcome: "done" | "failed" | "interrupted", output: string }>} rejects when the command cannot be
 *   started
 */
export async function runQuietly(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let interrupted = false;
  const keep = (/** @type {string} */ text) => void (output += text);
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const interrupt = (/** @type {"SIGHUP" | "SIGINT" | "SIGTERM"} */ signal) => {
    interrupted = true;
    process.exitCode = 128 + os.constants.signals[signal];
    child.kill(signal);
  };
  const signals = /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"]);
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const closed = new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    const code = /** @type {number | null} */ (await closed);
    return { outcome: interrupted ? "interrupted" : code === 0 ? "done" : "failed", output };
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}
