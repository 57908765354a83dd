import { isWithin } from "../files/is-within.ts";
import type { Mount } from "../files/mountinfo.ts";
import { type Said, say } from "../sentences/say.ts";

/** File systems whose files other machines or programs change without a word to this kernel. */
const withoutEvents = /^(nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|lustre|glusterfs|fuse\..*|virtiofs|vboxsf|prl_fs)$/;

/** File systems that show the state of the kernel as files. */
const withoutFiles = /^(proc|sysfs|devtmpfs|devpts|cgroup2?|securityfs|debugfs|tracefs|bpf|configfs|autofs)$/;

/**
 * Why the system cannot tell of changes in a directory, as sentences; null if it can.
 *
 * @param mounts in the order of their mounting
 */
export function whyUnwatchable(path: string, mounts: readonly Mount[], platform: NodeJS.Platform): Said | null {
  if (platform !== "linux") return say("watch_needs_linux");
  const type = typeAt(path, mounts);
  if (type === null || !withoutEvents.test(type)) return null;
  return say("watch_without_events", { type });
}

/** Whether the file system of a directory has files, and tells of changes. */
export function isWatchable(path: string, mounts: readonly Mount[]): boolean {
  const type = typeAt(path, mounts) ?? "";
  return !withoutEvents.test(type) && !withoutFiles.test(type);
}

function typeAt(path: string, mounts: readonly Mount[]): string | null {
  const around = mounts.filter(({ mountPoint }) => isWithin(path, mountPoint));
  const longest = Math.max(...around.map(({ mountPoint }) => mountPoint.length));
  const mount = around.findLast(({ mountPoint }) => mountPoint.length === longest);
  return mount?.type ?? null;
}
