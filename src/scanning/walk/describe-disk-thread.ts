/**
 * Describes the disk of a mount: a file system, local or of a network drive.
 *
 * A scan marks a video missing only if its directory is still on the disk on which the video was seen last. So a
 * description must stay the same when the disk is mounted again or the machine is started again, and two disks that can
 * stand in for each other must have different descriptions. `st_dev` alone does neither: the system gives out this number
 * at each mount, to NFS, btrfs, FUSE and overlays in the order of mounting, to USB disks and loop devices in the order of
 * plugging in. After a restart an NFS share may have the number that the empty mount point has today.
 *
 * 1. A block device is described by the UUID of its file system, or by the id of its volume, image file or partition. A
 *    device without any of them is described by its name. btrfs adds the subvolume, because one file system can be
 *    mounted in several places.
 *    A bind mount adds the directory that it shows: when it is not mounted, the directory below it answers, which is often
 *    on the same file system.
 * 2. A network drive, ZFS and FUSE are described by the source of the mount, such as `nas:/films` or `tank/films`.
 * 3. A tmpfs is described by the moment at which it was mounted, because the next tmpfs often gets the same number. Linux
 *    before 6.6 does not tell that moment.
 * 4. Any other file system without a source (such as overlay) does not survive a restart either. It has no description.
 *
 * All files that this reads are in memory (sysfs, devtmpfs). They answer also when a network drive does not.
 */
import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Mount } from "../../files/mountinfo.ts";

/**
 * @param device `st_dev` of a directory below the mount
 * @param root the directory that has `dev` and `sys` in it. Default: the root of the system
 * @returns null if nothing but `device` identifies the disk
 */
export function describeDisk(mount: Mount, device: string, root = "/"): string | null {
  const { source, options } = mount;
  const type = mount.type === "nfs4" ? "nfs" : mount.type;
  // A btrfs subvolume has another number than its mount. Any other difference means that the mount is not the right one.
  if (type !== "btrfs" && numberOf(mount.device) !== device) return null;
  const block = mount.device.startsWith("0:") ? nameOfSource(source, root) : nameOfNumber(mount.device, root);
  if (block !== null) {
    const shown = type === "btrfs" ? /(?:^|,)subvol=([^,]*)/.exec(options)?.[1] : mount.root.replace(/^\/$/, "");
    return `${type} ${describeBlock(block, root)} ${shown ?? ""}`;
  }
  if (type === "tmpfs") {
    const madeAt = timeOfMount(mount, device);
    return madeAt === null ? null : `tmpfs ${device} made ${madeAt}${mount.root}`;
  }
  const upper = /(?:^|,)upperdir=([^,]*)/.exec(options)?.[1];
  if (upper !== undefined) return `${type} ${upper}`;
  // A source that names a place: host:/path, //host/share, /path, pool/dataset.
  return /[:/]/.test(source) ? `${type} ${source}` : null;
}

/**
 * When the directory that a mount shows was made. Nobody can change this time.
 *
 * @returns null if the system does not tell, or another mount covers this one
 */
function timeOfMount({ mountPoint }: Mount, device: string): bigint | null {
  const stats = statSync(mountPoint, { bigint: true, throwIfNoEntry: false });
  return stats === undefined || String(stats.dev) !== device || stats.birthtimeNs === 0n ? null : stats.birthtimeNs;
}

/** The name of the block device with this number, such as `sda1`; null if it has none. */
function nameOfNumber(device: string, root: string): string | null {
  const target = linkOf(join(root, "sys/dev/block", device));
  return target === null ? null : basename(target);
}

/** The name of the block device with this path, such as `/dev/mapper/films`; null for any other source. */
function nameOfSource(source: string, root: string): string | null {
  if (!source.startsWith("/dev/")) return null;
  try {
    return basename(realpathSync.native(join(root, source)));
  } catch {
    // A container may not have the device.
    return basename(source);
  }
}

function describeBlock(name: string, root: string): string {
  const uuid = uuidOf(name, root);
  if (uuid !== null) return `uuid ${uuid}`;
  const about = join(root, "sys/class/block", name);
  const volume = textOf(join(about, "dm/uuid"))?.trim();
  if (volume) return `volume ${volume}`;
  const image = textOf(join(about, "loop/backing_file"))?.trim();
  if (image) return `image ${image}`;
  const partition = /^PARTUUID=(.+)$/m.exec(textOf(join(about, "uevent")) ?? "")?.[1];
  return partition === undefined ? `device ${name}` : `partition ${partition}`;
}

/** The UUID of the file system on a block device, as udev has found it. */
function uuidOf(name: string, root: string): string | null {
  const directory = join(root, "dev/disk/by-uuid");
  try {
    return readdirSync(directory).find((uuid) => basename(linkOf(join(directory, uuid)) ?? "") === name) ?? null;
  } catch {
    return null;
  }
}

/**
 * The numbers (`st_dev`) of block devices that are mounted with different roots. The number does not tell on which of
 * these mounts a directory is.
 */
export function devicesWithSeveralRoots(mounts: readonly Mount[]): ReadonlySet<string> {
  const several = new Set<string>();
  const roots = new Map<string, string>();
  for (const { device, root } of mounts) {
    if ((roots.get(device) ?? root) !== root) several.add(numberOf(device));
    roots.set(device, root);
  }
  return several;
}

/** The number that `stat` gives for `major:minor` (`makedev` of glibc and musl). */
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
