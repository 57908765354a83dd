import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Mount, parseMountinfo } from "../../files/mountinfo.ts";
import type { OpenDirectory } from "../../files/open-known-directory-thread.ts";
import { describeDisk } from "./describe-disk-thread.ts";

/**
 * How long an id may be taken from memory, in milliseconds. After that, the system may have given the number of an
 * unmounted disk to another one.
 */
const freshMs = 1_000;

/**
 * The ids of the disks that a thread meets. On Linux an id is made of the description in `describe-disk-thread.ts`.
 *
 * Other systems tell a process such things only by a call per directory. There the id is made of `st_dev`: on Windows the
 * serial number of the volume, on macOS a number that can change at each mount. A changed number costs a warning at most:
 * known videos that are there stay known, and no video is marked missing.
 */
export class DiskIds {
  readonly #ids = new Map<string, { readonly id: string; readonly at: number }>();

  /** @returns a short text, equal for all directories on one disk */
  idOf({ identity, descriptor }: Pick<OpenDirectory, "identity" | "descriptor">): string {
    const device = identity.slice(0, identity.indexOf(":"));
    const now = performance.now();
    const kept = this.#ids.get(device);
    if (kept !== undefined && now - kept.at < freshMs) return kept.id;
    const mount = descriptor === null ? null : mountOf(descriptor);
    const description = (mount === null ? null : describeDisk(mount, device)) ?? `st_dev ${device}`;
    const id = shortened(description);
    this.#ids.set(device, { id, at: now });
    return id;
  }
}

/** 12 letters instead of a long text, because every video in the library has an id. */
function shortened(description: string): string {
  return createHash("sha256").update(description).digest("base64url").slice(0, 12);
}

/** The mount that an open directory is on. */
function mountOf(descriptor: number): Mount | null {
  const id = /^mnt_id:\s*(\d+)/m.exec(textOf(`/proc/self/fdinfo/${descriptor}`))?.[1];
  return parseMountinfo(textOf("/proc/self/mountinfo")).find((mount) => mount.id === id) ?? null;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
