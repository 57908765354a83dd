/**
 * For tests: does to a thread what a dead network drive does. Loaded into the thread before its own code, it makes each
 * call on a path whose last part begins with `silent` wait in the system, on a pipe without a writer. Nothing ends such a
 * call, not even the end of the thread.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join } from "node:path";
import { isMainThread } from "node:worker_threads";

/** Options of Node for a thread in which calls hang. */
export const hangingCalls = ["--import", import.meta.url];

/** Makes every call on the entry `name` of `directory` hang until `letGo`. */
export function makeSilent(directory: string, name = "silent"): { letGo(): void } {
  const pipe = pipeOf(join(directory, name));
  execFileSync("mkfifo", [pipe]);
  return {
    letGo() {
      // Waiting readers and later ones find a writer.
      const writer = fs.openSync(pipe, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
      fs.rmSync(pipe);
      fs.closeSync(writer);
    },
  };
}

function pipeOf(path: string): string {
  return join(dirname(path), `.pipe-${basename(path)}`);
}

const { openSync } = fs;

function waitFor(path: unknown): void {
  if (typeof path !== "string" || !basename(path).startsWith("silent")) return;
  const pipe = pipeOf(path);
  if (fs.existsSync(pipe)) fs.closeSync(openSync(pipe, "r"));
}

if (!isMainThread) {
  for (const name of ["openSync", "readdirSync", "lstatSync", "statSync"] as const) {
    const call = fs[name] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        waitFor(args[0]);
        return call(...args);
      },
    });
  }
  syncBuiltinESMExports();
}
