/**
 * For tests: the program of a disk that answers errors, a small FUSE file system. It shows a directory as it is. Once a
 * file `.faulty` is in this directory, a call on a name such as `EIO read.mp4` or `ENOENT readdir` gives this error.
 *
 * It speaks the protocol of the kernel's `fuse.h`, version 7.31, without any caching, so that every call arrives here.
 *
 * Arguments: the directory to show, the directory to mount it at.
 */
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, openSync, readdirSync, readFileSync, readSync, writeSync } from "node:fs";
import { basename, join } from "node:path";

const [content = "", mountPoint = ""] = process.argv.slice(2);

/** Numbers of the operations. Every other operation is unknown to this disk, which the kernel accepts. */
const operations = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  open: 14,
  read: 15,
  statfs: 17,
  release: 18,
  flush: 25,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  interrupt: 36,
  forgetMany: 42,
};
const errors: Readonly<Record<string, number>> = { ENOENT: 2, EIO: 5, EACCES: 13, ENOSYS: 38, ESTALE: 116 };

/** Paths by their node id. The id of the directory itself is 1. */
const paths = ["", content];
const nodes = new Map([[content, 1]]);

function nodeOf(path: string): number {
  const known = nodes.get(path);
  if (known !== undefined) return known;
  nodes.set(path, paths.push(path) - 1);
  return paths.length - 1;
}

class Fault extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** @throws Fault if the call is to fail */
function fail(path: string, call: string): void {
  const match = /^([A-Z]+) ([a-z]+)(?:\.mp4)?$/.exec(basename(path));
  if (match?.[2] === call && existsSync(join(content, ".faulty"))) throw new Fault(match[1] ?? "");
}

function attributes(path: string): Buffer {
  fail(path, "getattr");
  const stats = lstatSync(path, { bigint: true });
  const bytes = Buffer.alloc(88);
  for (const [index, value] of [stats.ino, stats.size, stats.blocks].entries())
    bytes.writeBigUInt64LE(value, index * 8);
  for (const [index, time] of [stats.atimeNs, stats.mtimeNs, stats.ctimeNs].entries()) {
    bytes.writeBigUInt64LE(time / 1_000_000_000n, 24 + index * 8);
    bytes.writeUInt32LE(Number(time % 1_000_000_000n), 48 + index * 4);
  }
  for (const [index, value] of [stats.mode, stats.nlink, stats.uid, stats.gid].entries())
    bytes.writeUInt32LE(Number(value), 60 + index * 4);
  return bytes;
}

function entries(directory: string): Buffer {
  fail(directory, "readdir");
  const names = readdirSync(directory).filter((name) => name !== ".faulty");
  const parts = names.map((name, index) => {
    const bytes = Buffer.alloc(24 + Math.ceil(Buffer.byteLength(name) / 8) * 8);
    bytes.writeBigUInt64LE(1n, 0);
    bytes.writeBigUInt64LE(BigInt(index + 1), 8);
    bytes.writeUInt32LE(Buffer.byteLength(name), 16);
    bytes.write(name, 24);
    return bytes;
  });
  return Buffer.concat(parts);
}

/** The answer to a request; null if the kernel expects none. */
function answer(operation: number, path: string, body: Buffer): Buffer | null {
  switch (operation) {
    case operations.init: {
      const settings = Buffer.alloc(64);
      settings.writeUInt32LE(7, 0);
      settings.writeUInt32LE(31, 4);
      settings.writeUInt32LE(4096, 20);
      return settings;
    }
    case operations.lookup: {
      const child = join(path, body.toString("utf8", 0, body.indexOf(0)));
      const found = attributes(child);
      const head = Buffer.alloc(40);
      head.writeBigUInt64LE(BigInt(nodeOf(child)), 0);
      return Buffer.concat([head, found]);
    }
    case operations.getattr:
      return Buffer.concat([Buffer.alloc(16), attributes(path)]);
    case operations.open:
    case operations.opendir: {
      fail(path, "open");
      const opened = Buffer.alloc(16);
      // Reads come here, not from the cache of the kernel.
      opened.writeUInt32LE(operation === operations.open ? 1 : 0, 8);
      return opened;
    }
    case operations.read: {
      fail(path, "read");
      const from = Number(body.readBigUInt64LE(8));
      return readFileSync(path).subarray(from, from + body.readUInt32LE(16));
    }
    case operations.readdir:
      // All entries at once: whoever asks from behind the first one gets the end.
      return body.readBigUInt64LE(8) === 0n ? entries(path) : Buffer.alloc(0);
    case operations.statfs:
      return Buffer.alloc(80);
    case operations.release:
    case operations.releasedir:
    case operations.flush:
      return Buffer.alloc(0);
    case operations.forget:
    case operations.forgetMany:
    case operations.interrupt:
      return null;
    default:
      throw new Fault("ENOSYS");
  }
}

const device = openSync("/dev/fuse", "r+");
const options = "fd=3,rootmode=40000,user_id=0,group_id=0,allow_other";
const mounting = spawnSync("mount", ["-i", "-t", "fuse", "-o", options, content, mountPoint], {
  stdio: ["ignore", "ignore", "ignore", device],
});
process.stdout.write(mounting.status === 0 ? "mounted\n" : "refused\n");

const request = Buffer.alloc(256 * 1024);
while (mounting.status === 0) {
  let length: number;
  try {
    length = readSync(device, request);
  } catch {
    // The disk was unmounted.
    break;
  }
  const head = Buffer.alloc(16);
  let body: Buffer | null = null;
  try {
    const path = paths[Number(request.readBigUInt64LE(16))] ?? "";
    body = answer(request.readUInt32LE(4), path, request.subarray(40, length));
    if (body === null) continue;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "EIO";
    head.writeInt32LE(-(errors[code] ?? 5), 4);
  }
  body ??= Buffer.alloc(0);
  head.writeUInt32LE(16 + body.length, 0);
  request.copy(head, 8, 8, 16);
  writeSync(device, Buffer.concat([head, body]));
}
