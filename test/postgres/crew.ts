/** Servers and workers on one Postgres, as processes, which record every file that they probe. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import type { JobCreatedJson, JobJson } from "../../src/api/contract/jobs.ts";
import {
  ffprobeThatFirst,
  type GleanerProcess,
  type GleanerServer,
  startGleaner,
  startGleanerServer,
} from "../gleaner-process.ts";

export class Crew implements AsyncDisposable {
  readonly #directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #log: string;
  readonly #started: GleanerProcess[] = [];

  private constructor(directory: string, environment: Readonly<Record<string, string>>) {
    this.#directory = directory;
    this.#environment = environment;
    this.#log = logIn(directory);
  }

  /**
   * @param directory for the data of the servers, and what was probed
   * @param url the address of the library
   */
  static async gather(directory: string, url: string): Promise<Crew> {
    const log = logIn(directory);
    await writeFile(log, "");
    // Of a file that declares no length, a second run counts the packets.
    const record = `case "$*" in *-count_packets*) ;; *) echo "$PPID $file" >> '${log}';; esac`;
    const settings = await ffprobeThatFirst(directory, record);
    return new Crew(directory, { ...settings, DATABASE_URL: url });
  }

  /** @param name two servers of one name have the same data directory, so one of them must be gone */
  async server(name: string, environment: Readonly<Record<string, string>> = {}): Promise<GleanerServer> {
    const data = join(this.#directory, name);
    const server = await startGleanerServer(data, { ...this.#environment, ...environment });
    this.#started.push(server);
    return server;
  }

  /** Whether a server of this name coordinates the scan. */
  async coordinates(name: string, client: Client, id: string): Promise<boolean> {
    const { rows } = await client.query<{ worker: string | null }>("select worker from jobs where id = $1", [id]);
    const own = await readFile(join(this.#directory, name, "worker-id"), "utf8");
    return rows[0]?.worker?.endsWith(own) ?? false;
  }

  async worker({
    environment = {},
    args = [],
  }: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly args?: readonly string[];
  } = {}): Promise<GleanerProcess> {
    const worker = startGleaner(["worker", ...args], { environment: { ...this.#environment, ...environment } });
    this.#started.push(worker);
    await worker.said(/This worker reads files/);
    return worker;
  }

  /** The probes so far, in their order. A file that was probed twice is listed twice. */
  async probes(): Promise<readonly Probe[]> {
    const lines = (await readFile(this.#log, "utf8")).split("\n").slice(0, -1);
    return lines.map((line) => {
      const [, pid, path = ""] = /^(\d+) file:(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), path };
    });
  }

  async timesProbed(): Promise<ReadonlyMap<string, number>> {
    const times = new Map<string, number>();
    for (const { path } of await this.probes()) times.set(path, (times.get(path) ?? 0) + 1);
    return times;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { kill } of this.#started) kill("SIGKILL");
    await Promise.all(this.#started.map(({ exit }) => exit));
  }
}

interface Probe {
  /** The process that had it done. */
  readonly pid: number;
  readonly path: string;
}

function logIn(directory: string): string {
  return join(directory, "probed.log");
}

export async function submitScan(server: GleanerServer, path: string): Promise<string> {
  return (await server.call<JobCreatedJson>("POST", "/api/v1/videos/scan", { path })).body.job_id;
}

/** The job after its end. */
export async function endOf(server: GleanerServer, id: string): Promise<JobJson> {
  return (await server.call("GET", `/api/v1/jobs/${id}/wait?timeout=120`)).body;
}

/** @returns the status of the answer: 200 if the cancel was accepted, 409 if the scan had ended */
export async function cancelScan(server: GleanerServer, id: string): Promise<number> {
  return (await server.call("POST", `/api/v1/jobs/${id}/cancel`)).status;
}
