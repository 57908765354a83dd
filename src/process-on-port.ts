import { readdir, readFile, readlink } from "node:fs/promises";

export interface ProcessOnPort {
  readonly pid: number;
  /** The command line, or the name of a process that has none. */
  readonly command: string;
}

/**
 * The process that listens on a TCP port of this machine. Linux tells it by /proc; elsewhere, and where this user may
 * not look at that process, the answer is null.
 */
export async function processOnPort(port: number): Promise<ProcessOnPort | null> {
  const sockets = new Set([...(await listening("/proc/net/tcp", port)), ...(await listening("/proc/net/tcp6", port))]);
  if (sockets.size === 0) return null;
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name) || !(await holdsSocket(name, sockets))) continue;
    return { pid: Number(name), command: await commandOf(name) };
  }
  return null;
}

/** The inodes of the sockets that listen on a port. */
async function listening(table: string, port: number): Promise<string[]> {
  const listen = "0A";
  const text = await readFile(table, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode = "0"] = line.trim().split(/\s+/);
    return state === listen && Number.parseInt(local.split(":")[1] ?? "", 16) === port ? [inode] : [];
  });
}

/** Looks at all threads: those of a killed process may outlive its first one, and hold its files. */
async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const directory = `/proc/${pid}/task/${thread}/fd`;
    const files = await readdir(directory).catch(() => []);
    const links = await Promise.all(files.map((file) => readlink(`${directory}/${file}`).catch(() => "")));
    if (links.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ""))) return true;
    // All threads of a process share their files, unless its first one has ended.
    if (files.length > 0) return false;
  }
  return false;
}

async function commandOf(pid: string): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const command = line.split("\0").join(" ").trim();
  return command === "" ? (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "unknown")).trim() : command;
}
