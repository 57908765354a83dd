import { statfs } from "node:fs/promises";

/**
 * Asks how much space the disk of a directory has. Calls that come while another one is out get the answer of that one, so
 * a disk that hangs takes one thread only.
 */
export function askFreeSpace(directory: string): () => Promise<{ freeBytes: number }> {
  let out: Promise<{ freeBytes: number }> | null = null;
  const ask = async () => {
    const { bavail, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize };
  };
  return () =>
    (out ??= ask().finally(() => {
      out = null;
    }));
}
