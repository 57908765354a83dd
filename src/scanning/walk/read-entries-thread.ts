import { isUtf8 } from "node:buffer";
import { type Dirent, readdirSync } from "node:fs";

/** As the listing shows it. Unknown: not every file system says so. */
export type EntryKind = "file" | "directory" | "link" | "other" | "unknown";

/**
 * Lists a directory.
 *
 * @param see called for each entry; `bytes` is its name where that is not UTF-8: then `name` only shows it, with every
 *   byte beyond ASCII as \xHH
 * @returns how many entries there are
 * @throws the system's error
 */
export function readEntries(
  directory: string,
  see: (name: string, kind: EntryKind, bytes: Buffer | null) => void,
): number {
  const entries = readWithKinds(directory);
  if (entries === null) return readNames(directory, see);
  if (!entries.some(({ name }) => undecodable.test(name))) {
    for (const entry of entries) see(entry.name, kindOf(entry), null);
    return entries.length;
  }
  // Text has lost the bytes. Once more as bytes, which takes twice as long.
  const inBytes = readWithKinds(directory, "buffer");
  if (inBytes === null) return readNames(directory, see);
  for (const entry of inBytes) seeBytes(entry.name, kindOf(entry), see);
  return inBytes.length;
}

/** What a name has in place of bytes that are not UTF-8; also a name may have it by itself. */
const undecodable = /\ufffd/;

function readWithKinds(directory: string): Dirent[] | null;
function readWithKinds(directory: string, encoding: "buffer"): Dirent<Buffer>[] | null;
function readWithKinds(directory: string, encoding?: "buffer"): Dirent[] | Dirent<Buffer>[] | null {
  try {
    if (encoding === "buffer") return readdirSync(directory, { withFileTypes: true, encoding });
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    // Where the file system does not say what an entry is, Node looks at it, and fails if that has vanished.
    if (error instanceof Error && "syscall" in error && error.syscall === "lstat") return null;
    throw error;
  }
}

function readNames(directory: string, see: Parameters<typeof readEntries>[1]): number {
  const names = readdirSync(directory, "buffer");
  for (const name of names) seeBytes(name, "unknown", see);
  return names.length;
}

function seeBytes(name: Buffer, kind: EntryKind, see: Parameters<typeof readEntries>[1]): void {
  if (isUtf8(name)) return see(name.toString("utf8"), kind, null);
  const shown = name.toString("latin1").replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  see(shown, kind, name);
}

function kindOf(entry: Dirent | Dirent<Buffer>): EntryKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}
