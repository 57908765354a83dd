/** The Postgres server of the tests: one for all test files of a run, started by the first of them that needs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client, type CustomTypesConfig, types } from "pg";

export interface PostgresServer {
  /** The address of a database for the user `gleaner`, who may do everything and needs no password. */
  url(database: string): string;
  /** The same for another user. */
  urlAs(user: string, password: string, database: string): string;
  readonly port: number;
}

/** A process of the run that ends last: the parent of all test files. */
const runPid = process.ppid;

const prefix = "gleaner-postgres-";
const enoughBytes = 2 ** 30;
const keeper = fileURLToPath(new URL("keep-server.ts", import.meta.url));
const startMs = 60_000;

/** @throws Error with what the server or `initdb` said if it cannot start */
export async function postgresServer(): Promise<PostgresServer> {
  const memory = "/dev/shm";
  const base = hasRoom(memory) ? memory : tmpdir();
  const directory = join(base, `${prefix}${runPid}`);
  if (makeDirectory(directory)) {
    removeLeftovers(base);
    keepServer(directory, { runPid, kind: "fast" }).unref();
  }
  return serverIn(directory);
}

export interface OwnPostgresServer extends PostgresServer {
  /** Stops the server in the mode "immediate", as a crash does. */
  stop(): Promise<void>;
  /** Resolves when the server takes connections again. */
  start(): Promise<void>;
}

/** A server that one test file has for itself until its process ends. It keeps what was committed. */
export async function ownPostgresServer(): Promise<OwnPostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-own-postgres-"));
  keepServer(directory, { runPid: process.pid, kind: "durable" }).unref();
  const server = await serverIn(directory);
  const away = join(directory, "away");
  return {
    ...server,
    async stop() {
      await writeFile(away, "");
      const [pid] = (await readFile(join(directory, "data", "postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(pid), "SIGQUIT");
      while (isRunning(Number(pid))) await delay(10);
    },
    async start() {
      await rm(away);
      for (;;) {
        const client = await connect(server.url("postgres")).catch(() => null);
        if (client !== null) return client.end();
        await delay(20);
      }
    },
  };
}

async function serverIn(directory: string): Promise<PostgresServer> {
  const port = await portOf(directory);
  const urlAs = (user: string, password: string, database: string): string =>
    `postgres://${user}${password === "" ? "" : `:${password}`}@127.0.0.1:${port}/${database}`;
  return { port, urlAs, url: (database) => urlAs("gleaner", "", database) };
}

/**
 * Starts the process that keeps a server, which may be a moment later: see `portOf`.
 *
 * @param directory exists, and is empty
 * @param options.runPid the process id of the run with which the server ends
 * @param options.kind see `keep-server.ts`
 */
export function keepServer(
  directory: string,
  { runPid, kind }: { readonly runPid: number; readonly kind: "fast" | "durable" },
): ChildProcess {
  return spawn(process.execPath, [keeper, directory, String(runPid), kind], { detached: true, stdio: "ignore" });
}

/**
 * Waits until the server that is kept in this directory takes connections.
 *
 * @throws Error with what the server or `initdb` said if it cannot start
 */
export async function portOf(directory: string): Promise<number> {
  const patientUntil = performance.now() + startMs;
  while (performance.now() < patientUntil) {
    for (const name of ["ready", "failed"] as const) {
      const text = read(join(directory, name));
      if (text !== null && name === "failed") throw new Error(`The Postgres server: ${text}`);
      if (text !== null) return Number(text);
    }
    await delay(20);
  }
  throw new Error(`The Postgres server has not started within ${startMs} ms`);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** False if it is there already. */
function makeDirectory(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the files of servers whose keeper was killed. */
function removeLeftovers(base: string): void {
  for (const name of readdirSync(base).filter((each) => each.startsWith(prefix))) {
    if (!isRunning(Number(name.slice(prefix.length)))) rmSync(join(base, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= enoughBytes;
  } catch {
    return false;
  }
}

/** A connection past the program. Whole numbers arrive as numbers. Queries wait for those that came before. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, types: wholeNumbersAsNumbers });
  client.on("error", () => {});
  await client.connect();
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (...args: unknown[]): Promise<unknown> => {
    const answer = last.then(() => query(...args));
    last = answer.catch(() => {});
    return answer;
  };
  return Object.assign(client, { query: inTurn as Client["query"] });
}

const bigint: number = types.builtins.INT8;
const wholeNumbersAsNumbers: CustomTypesConfig = {
  getTypeParser: (type: number, format?: "text" | "binary"): unknown =>
    type === bigint ? Number : types.getTypeParser(type, format),
};
