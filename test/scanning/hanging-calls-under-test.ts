/**
 * For tests: what a network drive that is gone does to a thread. Loaded into it before its own code, it has each call on
 * a path with `silent` in its last part wait in the system, on a pipe that nobody writes to. Nothing ends such a call, not
 * even the end of the thread.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join } from "node:path";
import { isMainThread } from "node:worker_threads";

/** Options of Node for a thread in which calls hang. */
export const hangingCalls = ["--import", import.meta.url];

/** Makes a path silent: everything about the directory or file of that name in `directory` hangs until `letGo`. */
export function makeSilent(directory: string, name = "silent"): { letGo(): void } {
  const pipe = pipeOf(join(directory, name));
  execFileSync("mkfifo", [pipe]);
  return {
    letGo() {
      // A reader that is already there, and whoever comes later, find a writer.
      const writer = fs.openSync(pipe, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
      fs.rmSync(pipe);
      fs.closeSync(writer);
    },
  };
}

function pipeOf(path: string): string {
  return join(dirname(path), `.pipe-${basename(path)}`);
}

function waitFor(path: unknown): void {
  if (typeof path !== "string" || !basename(path).startsWith("silent")) return;
  const pipe = pipeOf(path);
  if (fs.existsSync(pipe)) fs.closeSync(fs.openSync(pipe, "r"));
}

if (!isMainThread) {
  for (const name of ["readdirSync", "lstatSync", "statSync"] as const) {
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
