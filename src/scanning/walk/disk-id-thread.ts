import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Mount, parseMountinfo } from "../../files/mountinfo.ts";
import type { OpenDirectory } from "../../files/open-known-directory-thread.ts";
import { describeDisk, devicesWithSeveralRoots } from "./describe-disk-thread.ts";
import { keepsFileNumbers } from "./keeps-file-numbers.ts";

/**
 * How long ids and mounts may be taken from memory, in milliseconds. After that, the system may have given the number of an
 * unmounted disk to another one.
 */
const freshMs = 1_000;

export interface Disk {
  /** A short text, equal for all directories on one disk. */
  readonly id: string;
  /** See `keeps-file-numbers.ts`. */
  readonly keepsFileNumbers: boolean;
}

/**
 * The ids of the disks that a thread meets. On Linux an id is made of the description in `describe-disk-thread.ts`.
 *
 * Other systems tell a process such things only by a call per directory. There the id is made of `st_dev`: on Windows the
 * serial number of the volume, on macOS a number that can change at each mount. A changed number costs a warning at most:
 * known videos that are there stay known, and no video is marked missing.
 */
export class DiskIds {
  readonly #disks = new Map<string, Disk>();
  #mounts: readonly Mount[] = [];
  #severalRoots: ReadonlySet<string> = new Set();
  #readAt = -Infinity;

  idOf(directory: Pick<OpenDirectory, "identity" | "descriptor">): string {
    return this.diskOf(directory).id;
  }

  diskOf({ identity, descriptor }: Pick<OpenDirectory, "identity" | "descriptor">): Disk {
    this.#readMounts();
    const device = identity.slice(0, identity.indexOf(":"));
    // Asking for the mount of every directory takes time. Most devices are mounted only once.
    const mountId = descriptor !== null && this.#severalRoots.has(device) ? mountIdOf(descriptor) : "";
    const key = `${device} ${mountId}`;
    const disk = this.#disks.get(key) ?? this.#describe(device, mountId || mountIdOf(descriptor));
    this.#disks.set(key, disk);
    return disk;
  }

  #readMounts(): void {
    const now = performance.now();
    if (now - this.#readAt < freshMs) return;
    this.#readAt = now;
    this.#disks.clear();
    this.#mounts = parseMountinfo(textOf("/proc/self/mountinfo"));
    this.#severalRoots = devicesWithSeveralRoots(this.#mounts);
  }

  #describe(device: string, mountId: string): Disk {
    const mount = this.#mounts.find(({ id }) => id === mountId);
    if (mount === undefined) return { id: shortened(`st_dev ${device}`), keepsFileNumbers: false };
    const shown = mount.root === "/" ? "" : ` ${mount.root}`;
    const id = shortened(describeDisk(mount, device) ?? `st_dev ${device}${shown}`);
    return { id, keepsFileNumbers: keepsFileNumbers(mount.type) };
  }
}

/** 12 letters instead of a long text, because every video in the library has an id. */
function shortened(description: string): string {
  return createHash("sha256").update(description).digest("base64url").slice(0, 12);
}

/** The id of the mount that an open directory is on; an empty text on systems that do not tell. */
function mountIdOf(descriptor: number | null): string {
  if (descriptor === null) return "";
  return /^mnt_id:\s*(\d+)/m.exec(textOf(`/proc/self/fdinfo/${descriptor}`))?.[1] ?? "";
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
