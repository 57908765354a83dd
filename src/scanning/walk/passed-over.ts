/**
 * What is not looked at unless a scan is told to: what systems and network drives keep for themselves among the files
 * of people. It is full of small copies, of what was deleted, and of whole trees once more.
 *
 * - Directories whose name begins with a dot: hidden by convention; among them `.Trash-1000` (FreeDesktop.org Trash
 *   specification 1.0), `.Trashes` and `.Spotlight-V100` (macOS), `.snapshot` (NetApp), `.zfs` and `.@__thumb` (QNAP).
 * - The directories below.
 * - Files whose name begins with `._`: the AppleDouble file of a file of the rest of that name, which macOS writes to
 *   file systems that are not its own (RFC 1740). Other hidden files are files of people.
 */

/** In lower case: `$Recycle.Bin` and `$RECYCLE.BIN` are both about. */
const housekeeping: ReadonlySet<string> = new Set([
  // Synology DSM: thumbnails and index, recycle bin, snapshots made visible.
  "@eadir",
  "#recycle",
  "#snapshot",
  // QNAP QTS: recycle bin, snapshots made visible.
  "@recycle",
  "@recently-snapshot",
  // ext2 to ext4: what fsck found.
  "lost+found",
  // Windows: recycle bin, restore points and index.
  "$recycle.bin",
  "system volume information",
]);

export function isPassedOverDirectory(name: string): boolean {
  return name.startsWith(".") || housekeeping.has(name.toLowerCase());
}

export function isPassedOverFile(name: string): boolean {
  return name.startsWith("._");
}
