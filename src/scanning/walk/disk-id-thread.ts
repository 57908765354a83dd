/**
 * Identifies the disk that an open directory is on: a file system, local or of a network drive.
 *
 * A scan marks a video missing only if its directory is still on the disk on which the video was seen last. So the id of
 * a disk must stay the same when the disk is mounted again or the machine is started again, and two disks that can
 * stand in for each other must have different ids. `st_dev` alone does neither: it is a number that the system gives
 * out at each mount, to NFS, btrfs, FUSE and overlays in the order of mounting, to USB disks and loop devices in the
 * order of plugging in. After a restart an NFS share may have the number that the empty mount point has today.
 *
 * On Linux the id is made of the entry of the mount in /proc/self/mountinfo:
 *
 * 1. For a block device the UUID of its file system, or the id of its volume, image file or partition; without any of
 *    them the device's name. For btrfs also the subvolume, because one file system can be mounted in several places.
 * 2. For a network drive, ZFS and FUSE the source of the mount, such as `nas:/films` or `tank/films`.
 * 3. For a file system without a source (tmpfs, overlay), which does not survive a restart either: `st_dev`.
 *
 * Other systems do not tell a process such things without a call per directory. There the id is `st_dev`: on Windows
 * the serial number of the volume, on macOS a number that can change at each mount. A changed number costs a warning
 * at most: known videos that are there stay known, and no video is marked missing.
 *
 * All of these are files in memory (procfs, sysfs, devtmpfs), which answer also when a network drive does not.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import type { OpenDirectory } from "../../files/open-known-file-thread.ts";

/** How long an id is taken from memory, in milliseconds. The system may give the number of an unmounted disk away. */
const freshMs = 1_000;

/** The ids of the disks that a thread meets. */
export class DiskIds {
  readonly #ids = new Map<string, { readonly id: string; readonly at: number }>();

  /** @returns a short text, equal for all directories on one disk */
  idOf({ identity, descriptor }: Pick<OpenDirectory, "identity" | "descriptor">): string {
    const device = identity.slice(0, identity.indexOf(":"));
    const now = performance.now();
    const kept = this.#ids.get(device);
    if (kept !== undefined && now - kept.at < freshMs) return kept.id;
    const id = shortened(descriptionOf(device, descriptor));
    this.#ids.set(device, { id, at: now });
    return id;
  }
}

/** 12 letters instead of a long text, as every video of the library has one. */
function shortened(description: string): string {
  return createHash("sha256").update(description).digest("base64url").slice(0, 12);
}

function descriptionOf(device: string, descriptor: number | null): string {
  const mount = descriptor === null ? null : mountOf(descriptor);
  return (mount === null ? null : describeMount(mount, device)) ?? `st_dev ${device}`;
}

/** One line of /proc/self/mountinfo, see proc_pid_mountinfo(5). */
export interface Mount {
  /** `major:minor` */
  readonly device: string;
  readonly type: string;
  readonly source: string;
  /** Options of the file system. */
  readonly options: string;
}

function mountOf(descriptor: number): Mount | null {
  const id = /^mnt_id:\s*(\d+)/m.exec(textOf(`/proc/self/fdinfo/${descriptor}`) ?? "")?.[1];
  return id === undefined ? null : parseMount(textOf("/proc/self/mountinfo") ?? "", id);
}

export function parseMount(mountinfo: string, id: string): Mount | null {
  const line = mountinfo.split("\n").find((one) => one.startsWith(`${id} `));
  const [mount = "", fileSystem = ""] = line?.split(" - ") ?? [];
  const device = mount.split(" ")[2];
  const [type, source, options = ""] = fileSystem.split(" ");
  return device === undefined || type === undefined || source === undefined ? null : { device, type, source, options };
}

/**
 * What identifies the file system of a mount; null where only its number does.
 *
 * @param device `st_dev` of the directory
 */
export function describeMount(mount: Mount, device: string): string | null {
  const { source, options } = mount;
  const type = mount.type === "nfs4" ? "nfs" : mount.type;
  // The number of a btrfs subvolume is not that of its mount. Any other difference means that the line is of another mount.
  if (type !== "btrfs" && numberOf(mount.device) !== device) return null;
  const block = mount.device.startsWith("0:") ? deviceName(source) : blockName(mount.device);
  if (block !== null) {
    const subvolume = type === "btrfs" ? /(?:^|,)subvol=([^,]*)/.exec(options)?.[1] : undefined;
    return `${type} ${describeBlock(block)} ${subvolume ?? ""}`;
  }
  const upper = /(?:^|,)upperdir=([^,]*)/.exec(options)?.[1];
  if (upper !== undefined) return `${type} ${upper}`;
  // A source that names a place: host:/path, //host/share, /path, pool/dataset.
  return /[:/]/.test(source) ? `${type} ${source}` : null;
}

/** Such as `sda1`; null for a device that has no name. */
function blockName(device: string): string | null {
  const target = linkOf(`/sys/dev/block/${device}`);
  return target === null ? null : basename(target);
}

/** The name of a device that is mounted by its path, such as `/dev/mapper/films`; null for anything else. */
function deviceName(source: string): string | null {
  if (!source.startsWith("/dev/")) return null;
  try {
    return basename(realpathSync.native(source));
  } catch {
    // A container may not have the device.
    return basename(source);
  }
}

function describeBlock(name: string): string {
  const uuid = uuidOf(name);
  if (uuid !== null) return `uuid ${uuid}`;
  const volume = textOf(`/sys/class/block/${name}/dm/uuid`)?.trim();
  if (volume) return `volume ${volume}`;
  const image = textOf(`/sys/class/block/${name}/loop/backing_file`)?.trim();
  if (image) return `image ${image}`;
  const partition = /^PARTUUID=(.+)$/m.exec(textOf(`/sys/class/block/${name}/uevent`) ?? "")?.[1];
  return partition === undefined ? `device ${name}` : `partition ${partition}`;
}

/** The UUID of the file system on a block device, as udev has found it. */
function uuidOf(name: string): string | null {
  const directory = "/dev/disk/by-uuid";
  try {
    return readdirSync(directory).find((uuid) => basename(linkOf(`${directory}/${uuid}`) ?? "") === name) ?? null;
  } catch {
    return null;
  }
}

/** The number that `stat` gives for `major:minor` (glibc's and musl's `makedev`). */
function numberOf(device: string): string {
  const [major = 0n, minor = 0n] = device.split(":").map(BigInt);
  const high = ((major & 0xfffff000n) << 32n) | ((minor & 0xffffff00n) << 12n);
  return String(high | ((major & 0xfffn) << 8n) | (minor & 0xffn));
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
