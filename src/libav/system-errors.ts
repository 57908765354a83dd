/** Whether an error text of libav tells of a disk, a network or the system, and not of the file. */
export function isSystemError(error: string): boolean {
  return words.has(error);
}

/**
 * Errors of disks, networks and systems, in the words of the C libraries of Linux (glibc, musl) and macOS. libav's own
 * errors, and errors that its demuxers return for damaged files, are not among them.
 */
const words: ReadonlySet<string> = new Set([
  "Bad message",
  "Cannot send after transport endpoint shutdown",
  "Communication error on send",
  "Connection refused",
  "Connection reset by peer",
  "Connection timed out",
  "Device or resource busy",
  "Host is down",
  "Host is unreachable",
  "Interrupted system call",
  "Is a directory",
  "Key has expired",
  "Network is down",
  "Network is unreachable",
  "Network unreachable",
  "No data available",
  "No file descriptors available",
  "No locks available",
  "No route to host",
  "No such device",
  "No such device or address",
  "Not a directory",
  "Operation timed out",
  "Remote I/O error",
  "Required key not available",
  "Resource temporarily unavailable",
  "Socket is not connected",
  "Socket not connected",
  "Software caused connection abort",
  "Stale NFS file handle",
  "Structure needs cleaning",
  "Too many open files",
  "Too many open files in system",
  "Transport endpoint is not connected",
]);
