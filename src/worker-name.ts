import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/**
 * The name of the process that owns a data directory, among all processes that use one database: the machine, and some
 * letters that the data directory keeps. The next owner of the directory has the same name. So it knows which scans an
 * owner has left that died, and need not wait until their leases expire.
 *
 * @param dataDirectory this process owns it
 */
export async function workerName(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, "worker-id");
  const known = await readFile(path, "utf8").catch(() => "");
  const isId = /^[0-9a-f]{12}$/.test(known);
  const id = isId ? known : randomBytes(6).toString("hex");
  if (!isId) await writeFile(path, id);
  return `${hostname()} ${id}`;
}
