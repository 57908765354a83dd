import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseMountinfo } from "../../files/mountinfo.ts";
import { describeDisk, devicesWithSeveralRoots } from "./describe-disk-thread.ts";

/** Has `dev` and `sys` in it, as the root of a system. */
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "gleaner-disks-"));
});
afterEach(() => rm(root, { recursive: true }));

async function file(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await symlink(target, join(root, path));
}

/** A block device with its number, and with the UUID of its file system if it has one. */
async function block(number: string, name: string, uuid?: string): Promise<void> {
  await link(`sys/dev/block/${number}`, `../../devices/pci/block/${name}`);
  await file(`dev/${name}`, "");
  if (uuid !== undefined) await link(`dev/disk/by-uuid/${uuid}`, `../../${name}`);
}

/** @param mount what follows the ids in a line of mountinfo */
function describe(mount: string, device?: string): string | null {
  const [parsed] = parseMountinfo(`36 35 ${mount}`);
  if (parsed === undefined) throw new Error(`This is no line of mountinfo: ${mount}`);
  const [major = 0, minor = 0] = parsed.device.split(":").map(Number);
  return describeDisk(parsed, device ?? String(major * 256 + minor), root);
}

test("a local disk is known by the UUID of its file system, whatever its name and number are", async () => {
  await block("8:1", "sda1", "0a1b-2c3d");
  const before = describe("8:1 / /mnt/films rw - ext4 /dev/sda1 rw");
  expect(before).toBe("ext4 uuid 0a1b-2c3d ");
  await rm(join(root, "dev"), { recursive: true });
  await block("8:33", "sdc1", "0a1b-2c3d");
  expect(describe("8:33 / /mnt/films rw - ext4 /dev/sdc1 rw")).toBe(before);
});

test("two disks at one mount point are told apart by their UUIDs", async () => {
  await block("8:1", "sda1", "0a1b-2c3d");
  await block("8:17", "sdb1", "ffff-0000");
  expect(describe("8:17 / /mnt/films rw - ext4 /dev/sdb1 rw")).toBe("ext4 uuid ffff-0000 ");
});

test("a bind mount is told apart from the directory below it, which answers when it is not mounted", async () => {
  await block("8:1", "sda1", "0a1b-2c3d");
  const bound = describe("8:1 /films/new /srv/new rw - ext4 /dev/sda1 rw");
  expect(bound).toBe("ext4 uuid 0a1b-2c3d /films/new");
  expect(describe("8:1 / / rw - ext4 /dev/sda1 rw")).not.toBe(bound);
});

test("only mounts of one device with different roots have to be told apart", () => {
  const mounts = parseMountinfo(
    [
      "1 0 8:1 / / rw - ext4 /dev/sda1 rw",
      "2 1 8:1 /films /srv/films rw - ext4 /dev/sda1 rw",
      "3 1 8:2 / /a rw - ext4 /dev/sda2 rw",
      "4 1 8:2 / /b rw - ext4 /dev/sda2 rw",
    ].join("\n"),
  );
  expect(devicesWithSeveralRoots(mounts)).toEqual(new Set([String(8 * 256 + 1)]));
});

test("without a UUID a disk is known by its volume, then its image file, then its partition, then its name", async () => {
  await block("8:1", "sda1");
  const disk = () => describe("8:1 / /mnt rw - ext4 /dev/sda1 rw");
  expect(disk()).toBe("ext4 device sda1 ");
  await file("sys/class/block/sda1/uevent", "MAJOR=8\nPARTUUID=11-22\nPARTN=1\n");
  expect(disk()).toBe("ext4 partition 11-22 ");
  await file("sys/class/block/sda1/loop/backing_file", "/home/films.img\n");
  expect(disk()).toBe("ext4 image /home/films.img ");
  await file("sys/class/block/sda1/dm/uuid", "LVM-abc\n");
  expect(disk()).toBe("ext4 volume LVM-abc ");
});

test("subvolumes of btrfs are told apart, also by another number than that of their mount", async () => {
  await block("8:1", "sda1", "0a1b-2c3d");
  const films = describe("0:44 /@films /mnt/films rw - btrfs /dev/sda1 rw,subvolid=256,subvol=/@films", "99");
  expect(films).toBe("btrfs uuid 0a1b-2c3d /@films");
  expect(describe("0:45 /@music /mnt/music rw - btrfs /dev/sda1 rw,subvolid=257,subvol=/@music", "98")).toBe(
    "btrfs uuid 0a1b-2c3d /@music",
  );
});

test("a device that is mounted by the path of a link is the device that the link leads to", async () => {
  await block("253:0", "dm-0", "0a1b-2c3d");
  await link("dev/mapper/films", "../dm-0");
  expect(describe("0:44 / /mnt rw - btrfs /dev/mapper/films rw,subvol=/")).toBe("btrfs uuid 0a1b-2c3d /");
});

test("a device that a container does not show is known by its name", () => {
  expect(describe("0:44 / /mnt rw - btrfs /dev/mapper/films rw,subvol=/")).toBe("btrfs device films /");
});

test("a network drive is known by its source, and NFS 3 and NFS 4 are the same drive", () => {
  expect(describe("0:44 / /mnt/nas rw - nfs4 nas:/films rw,vers=4.2")).toBe("nfs nas:/films");
  expect(describe("0:51 / /mnt/nas rw - nfs nas:/films rw,vers=3")).toBe("nfs nas:/films");
  expect(describe("0:52 / /mnt/nas rw - cifs //nas/my\\040films rw")).toBe("cifs //nas/my films");
  expect(describe("0:53 / /mnt/nas rw - fuse.sshfs me@nas:films rw")).toBe("fuse.sshfs me@nas:films");
});

test("a data set of ZFS is known by its name in the pool", () => {
  expect(describe("0:44 / /tank/films rw - zfs tank/films rw")).toBe("zfs tank/films");
});

test("an overlay is known by its upper directory, and without one by nothing", () => {
  expect(describe("0:44 / / rw - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w")).toBe("overlay /u");
  expect(describe("0:44 / / rw - overlay overlay ro,lowerdir=/l:/m")).toBeNull();
});

test("a file system in memory is known by nothing", () => {
  expect(describe("0:44 / /tmp rw - tmpfs tmpfs rw")).toBeNull();
});

test("a mount of another number than that of the directory is not the mount of the directory", async () => {
  await block("8:1", "sda1", "0a1b-2c3d");
  expect(describe("8:1 / /mnt rw - ext4 /dev/sda1 rw", "999")).toBeNull();
});

test("large device numbers are those of the C library", async () => {
  await block("259:300", "nvme0n1p1", "0a1b-2c3d");
  // makedev(259, 300) of glibc
  expect(describe("259:300 / /mnt rw - ext4 /dev/nvme0n1p1 rw", "1114924")).toBe("ext4 uuid 0a1b-2c3d ");
});
