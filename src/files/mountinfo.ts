/** One mounted file system: a line of `/proc/self/mountinfo`, see proc_pid_mountinfo(5). */
export interface Mount {
  readonly id: string;
  /** `major:minor`. The major number is 0 for file systems without a block device, such as NFS and btrfs. */
  readonly device: string;
  /** The directory of the file system that is mounted: `/`, unless this is a bind mount or a subvolume. */
  readonly root: string;
  readonly mountPoint: string;
  /** Such as `ext4` or `nfs4`. */
  readonly type: string;
  /** Such as `/dev/sda1` or `nas:/films`. */
  readonly source: string;
  /** Options of the file system. */
  readonly options: string;
}

/**
 * The mounts in the order of their mounting, so a later mount covers an earlier one at the same mount point.
 *
 * @param text of `/proc/self/mountinfo`. Lines that make no sense are left out
 */
export function parseMountinfo(text: string): readonly Mount[] {
  return text
    .split("\n")
    .map(parseLine)
    .filter((mount) => mount !== null);
}

function parseLine(line: string): Mount | null {
  const fields = line.split(" ").map(unescaped);
  const [id, , device, root, mountPoint] = fields;
  // Any number of optional fields ends with a single hyphen.
  const hyphen = fields.indexOf("-", 6);
  if (id === undefined || device === undefined || root === undefined || mountPoint === undefined || hyphen === -1)
    return null;
  const [type, source, options = ""] = fields.slice(hyphen + 1);
  return type === undefined || source === undefined ? null : { id, device, root, mountPoint, type, source, options };
}

/** The kernel writes blanks, tabs, line breaks and backslashes in octal. */
function unescaped(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
