/**
 * Loaded into Gleaner before the program (`node --import`), makes the probers wait for every file, as for the answer of a
 * network drive. The processors have nothing to do meanwhile. The program does not know this file.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** For `node --import`. Processes find the time in the address, because probers get hardly any variables. */
export function slowDisk(waitMs: number): URL {
  const address = new URL(import.meta.url);
  address.searchParams.set("ms", String(waitMs));
  return address;
}

const waitMs = Number(new URL(import.meta.url).searchParams.get("ms") ?? 0);
if (waitMs > 0 && process.argv[1]?.includes("libav-child") === true) openSlowly();
else if (waitMs > 0) loadIntoProbers();

/** A prober opens a file for reading by its descriptor, and reads one file at a time. */
function openSlowly(): void {
  const { openSync } = fs;
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  fs.openSync = (path, ...rest) => {
    if (String(path).startsWith("/proc/self/fd/")) Atomics.wait(nobodyWakes, 0, 0, waitMs);
    return openSync(path, ...rest);
  };
  syncBuiltinESMExports();
}

function loadIntoProbers(): void {
  const spawn = childProcess.spawn as (command: string, args: readonly string[], options: object) => unknown;
  const slowly: typeof spawn = (command, args, options) => {
    const node = args.indexOf(process.execPath);
    const changed = node === -1 ? args : args.toSpliced(node + 1, 0, "--import", import.meta.url);
    return spawn(command, changed, options);
  };
  childProcess.spawn = slowly as typeof childProcess.spawn;
  syncBuiltinESMExports();
}
