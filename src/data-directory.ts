/** The data directory: which one a command uses, who owns it, and what cannot be one. */
import { access, constants, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Config, InvalidSetting } from "./config.ts";
import { isWithin } from "./files/is-within.ts";
import { isKilledAndWaits, killedAndWaits } from "./files/killed-process.ts";
import { StoreError } from "./jobs/store-error.ts";
import {
  type DataDirectoryLock,
  dataDirectoryInUse,
  lockDataDirectory,
  ownerOfDataDirectory,
} from "./store/sqlite/data-directory/data-directory-lock.ts";

/**
 * The data directory of a command that needs one.
 *
 * @throws InvalidSetting that says what to set
 */
export function requireDataDirectory({ dataDirectory }: Pick<Config, "dataDirectory">): string {
  if (dataDirectory !== null) return dataDirectory;
  throw new InvalidSetting("This user has no home directory for the library. Set GLEANER_DATA, or add --data DIR.");
}

/** The file of the library. */
export function databasePath(config: Config): string {
  return join(requireDataDirectory(config), "gleaner.db");
}

/** Whether the file of the library exists. */
export async function hasDatabase(config: Config): Promise<boolean> {
  return config.databaseUrl !== null || mayExist(databasePath(config));
}

/** Whether the data directory has a library, or a process that is just making one. */
export async function hasLibrary(config: Config): Promise<boolean> {
  const directory = requireDataDirectory(config);
  await refuseSystemDirectory(directory);
  return (await hasDatabase(config)) || mayExist(join(directory, "gleaner.lock"));
}

/** Whether this user may make the data directory, which does not exist, or a library in it. */
export async function mayMakeLibrary(config: Config): Promise<boolean> {
  for (let directory = requireDataDirectory(config); ; directory = dirname(directory)) {
    if (!(await mayExist(directory)) && directory !== dirname(directory)) continue;
    return access(directory, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
  }
}

/** False only if nothing has this path. */
async function mayExist(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: unknown) => !(error instanceof Error && "code" in error && error.code === "ENOENT"),
  );
}

/**
 * Takes the data directory for this process.
 *
 * @throws StoreError, `STORE_IN_USE` when another process owns the directory
 */
export async function takeDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const outcome = await lockDataDirectory(directory);
  if (outcome.kind === "locked") return outcome.lock;
  const { owner } = outcome;
  if (owner !== null && (await isKilledAndWaits(owner.pid))) {
    const by = `process ${owner.pid} (\`${owner.command}\`)`;
    throw new StoreError("STORE_IN_USE", `The data directory ${directory} is still held by ${by}. ${killedAndWaits}`);
  }
  throw dataDirectoryInUse(directory, owner);
}

/** A process that owns a data directory and can be joined. */
export interface Owner {
  readonly pid: number;
  readonly url: string;
  readonly token: string | null;
  /** Such as `gleaner serve`. */
  readonly command: string;
}

/** The process that owns the data directory; null if there is none, or it cannot be joined. */
export async function findOwner(config: Config): Promise<Owner | null> {
  const owner = await ownerOfDataDirectory(requireDataDirectory(config));
  if (owner === null || owner.url === null) return null;
  const { pid, url, token, command } = owner;
  return { pid, url, token, command };
}

/** Whether starting failed because another process owns the data directory. */
export function isInUse(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === "STORE_IN_USE";
}

/** Directories of Linux whose files are not on a disk. SQLite would wait in them for locks that nobody holds. */
const systemDirectories = process.platform === "linux" ? ["/proc", "/sys", "/dev"] : [];

/**
 * Refuses a data directory in which SQLite cannot work, also for reading.
 *
 * @throws StoreError, `STORE_UNAVAILABLE`
 */
export async function refuseSystemDirectory(directory: string): Promise<void> {
  const resolved = await resolveExisting(directory);
  if (isWithin(resolved, "/dev/shm") || !systemDirectories.some((system) => isWithin(resolved, system))) return;
  throw new StoreError(
    "STORE_UNAVAILABLE",
    `The data directory ${directory} belongs to the system and cannot hold a library. Choose another directory with --data.`,
  );
}

/** The path without links, as far as it exists. */
async function resolveExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await resolveExisting(parent), path.slice(parent.length));
  }
}
