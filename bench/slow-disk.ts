/**
 * Loaded into Gleaner before the program (`node --import`), makes the probers wait for every file, as for the answer of a
 * network drive or for the head of a rotating disk. The processors have nothing to do meanwhile. The program does not know
 * this file.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

export interface SlowDisk {
  /** How long every file takes to open, in milliseconds. */
  readonly waitMs: number;
  /**
   * The disk has one head, which serves one process at a time. It takes the further milliseconds if it served another
   * process before. `directory` needs the named pipe `head` with one byte in it.
   */
  readonly head?: { readonly directory: string; readonly wayMs: number };
}

/** For `node --import`. Processes find the disk in the address, because probers get hardly any variables. */
export function slowDisk(disk: SlowDisk): URL {
  const address = new URL(import.meta.url);
  address.searchParams.set("disk", JSON.stringify(disk));
  return address;
}

const given = new URL(import.meta.url).searchParams.get("disk");
if (given !== null && process.argv[1]?.includes("libav-child") === true) openSlowly(JSON.parse(given) as SlowDisk);
else if (given !== null) loadIntoProbers();

/** A prober opens a file for reading by its descriptor, and reads one file at a time. */
function openSlowly({ waitMs, head }: SlowDisk): void {
  const { openSync } = fs;
  const pipe = head === undefined ? null : openSync(join(head.directory, "head"), "r+");
  fs.openSync = (path, ...rest) => {
    if (String(path).startsWith("/proc/self/fd/")) {
      if (head === undefined || pipe === null) wait(waitMs);
      else waitForHead(pipe, head, waitMs);
    }
    return openSync(path, ...rest);
  };
  syncBuiltinESMExports();
}

/** Who has taken the byte out of the pipe has the head. */
function waitForHead(pipe: number, { directory, wayMs }: NonNullable<SlowDisk["head"]>, waitMs: number): void {
  const head = Buffer.alloc(1);
  fs.readSync(pipe, head);
  const servedLast = join(directory, "served-last");
  const own = String(process.pid);
  const isNear = fs.existsSync(servedLast) && fs.readFileSync(servedLast, "utf8") === own;
  wait(isNear ? waitMs : waitMs + wayMs);
  fs.writeFileSync(servedLast, own);
  fs.writeSync(pipe, head);
}

function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
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
