/**
 * File systems whose file numbers (inodes) and change times (`ctime`) mean something later: a file keeps its number as long
 * as it exists, also when the disk is mounted again, and its change time changes only when the file does, or its name,
 * owner or rights.
 *
 * Others make numbers up at each mount, as FUSE and exFAT do, or take a change time from somewhere else: SMB from the
 * server, FAT from the modification time. Of their files, and on systems that do not tell the kind of a file system, no scan
 * remembers either. `fuseblk` can be NTFS or exFAT.
 */
const keepingTypes: ReadonlySet<string> = new Set([
  "bcachefs",
  "btrfs",
  "ext2",
  "ext3",
  "ext4",
  "f2fs",
  "jfs",
  "nfs",
  "nfs4",
  "nilfs2",
  "ntfs3",
  "overlay",
  "reiserfs",
  "tmpfs",
  "xfs",
  "zfs",
]);

/** @param type as in `/proc/self/mountinfo` */
export function keepsFileNumbers(type: string): boolean {
  return keepingTypes.has(type);
}
