/**
 * One file may be seen at two places: in an overlay and in its upper layer, in a pool (mergerfs, bindfs) and on its disk,
 * on a network drive and where the server has it. Each place has a device and numbers of its own, so they do not tell that it
 * is one file. But its times are the same at both places. Two copies hardly ever share the moment of their last change.
 */
import type { BigIntStats } from "node:fs";

/**
 * Types of file systems (`f_type` of statfs) that give each file one number. Others make up numbers, so that one file may
 * have two of them on one device.
 */
const numberingTypes: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xca451a4e, // bcachefs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
  0x794c7630, // overlay
  0x6969, // NFS
]);

/** Of the times that a network drive (SMB) gives. */
const nanosecondsInUnit = 100n;

type Seen = Pick<BigIntStats, "dev" | "ino" | "nlink" | "size" | "mtimeNs" | "ctimeNs">;

/**
 * Whether two paths may lead to one file. Files of one device that have different numbers and no other names are two files,
 * if the file system numbers its files: a program that changes many of them at once gives several of them one time.
 *
 * @param typeOfFileSystem of either file, from `statfs`; called only if it matters
 */
export function mayBeOneFile(one: Seen, other: Seen, typeOfFileSystem: () => number): boolean {
  if (one.dev === other.dev && one.ino === other.ino) return true;
  if (one.size !== other.size || !isSameTime(one.mtimeNs, other.mtimeNs)) return false;
  if (!isSameTime(one.ctimeNs, other.ctimeNs)) return false;
  const areNumbered = one.dev === other.dev && one.nlink === 1n && other.nlink === 1n;
  return !(areNumbered && numberingTypes.has(typeOfFileSystem()));
}

function isSameTime(one: bigint, other: bigint): boolean {
  return one / nanosecondsInUnit === other / nanosecondsInUnit;
}
