/**
 * What the browser tests have in common: a real server process with a real library over a tree of real clips, and a
 * page on which nothing may complain: an error or a warning in the console fails the test.
 */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test as base, type ConsoleMessage, expect } from "playwright/test";
import type { JobJson, VideoListJson } from "../../src/api/contract.ts";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import { type GleanerServer, startGleanerServer } from "../gleaner-process.ts";
import { openLibrary } from "../library-rows.ts";

/** A Gleaner that can be stopped, killed and started again, always at the same address. */
export class Gleaner {
  readonly #directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  #server: GleanerServer | null = null;
  #data: string;

  constructor(directory: string, environment: Readonly<Record<string, string>>) {
    this.#directory = directory;
    this.#environment = environment;
    this.#data = join(directory, "data");
  }

  get server(): GleanerServer {
    if (this.#server === null) throw new Error("The server has not been started");
    return this.#server;
  }

  get url(): string {
    return this.server.url;
  }

  /** Where the videos of the test are. */
  get videos(): string {
    return join(this.#directory, "Videos");
  }

  /** Makes a tree of clips; returns its files. */
  async makeVideos(count: number): Promise<readonly string[]> {
    await mkdir(this.videos, { recursive: true });
    return makeClipTree(this.videos, count);
  }

  async start(): Promise<void> {
    const port = this.#server === null ? "0" : new URL(this.#server.url).port;
    this.#server = await startGleanerServer(this.#data, this.#environment, { port });
  }

  /** As a machine does that loses its power: nothing can be said or saved any more. */
  async kill(): Promise<void> {
    this.server.kill("SIGKILL");
    await this.server.exit;
  }

  async stop(): Promise<void> {
    if (this.#server === null) return;
    this.#server.kill("SIGTERM");
    await this.#server.exit;
  }

  /** From the next start on, the library is another one. */
  replaceData(): void {
    this.#data = join(this.#directory, `data ${randomUUID()}`);
  }

  /** Looks into the database beside the server. The caller closes it. */
  openLibrary(): ReturnType<typeof openLibrary> {
    return openLibrary(this.#data);
  }

  async scan(path = this.videos): Promise<string> {
    const { body } = await this.server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path });
    return body.job_id;
  }

  async job(id: string): Promise<JobJson> {
    return (await this.server.call("GET", `/api/v1/jobs/${id}`)).body;
  }

  async newestJob(): Promise<JobJson> {
    const { body } = await this.server.call<{ jobs: readonly JobJson[] }>("GET", "/api/v1/jobs?limit=1");
    const [job] = body.jobs;
    if (job === undefined) throw new Error("There is no job");
    return job;
  }

  /** Waits for the end of a job. */
  async ended(id: string): Promise<JobJson> {
    return (await this.server.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`)).body;
  }

  async videoList(query = ""): Promise<VideoListJson> {
    return (await this.server.call<VideoListJson>("GET", `/api/v1/videos${query}`)).body;
  }
}

interface Fixtures {
  /** Further settings of the server, such as `{ GLEANER_MAX_RATE: "20" }`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly gleaner: Gleaner;
  /** What the console may complain about, as when a test takes the network away. */
  readonly mayComplain: RegExp | null;
  readonly complaints: void;
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  mayComplain: [null, { option: true }],
  gleaner: async ({ settings }, use) => {
    await using directory = await temporaryDirectory();
    const gleaner = new Gleaner(directory.path, settings);
    await gleaner.start();
    try {
      await use(gleaner);
    } finally {
      await gleaner.stop();
    }
  },
  complaints: [
    async ({ context, gleaner, mayComplain }, use) => {
      const complaints: string[] = [];
      const complain = (text: string) => {
        if (mayComplain?.test(text) !== true) complaints.push(text);
      };
      // Told before the server of the test is stopped, which a page may well complain about.
      expect(gleaner.url).toMatch(/^http/);
      context.on("console", (message: ConsoleMessage) => {
        if (["error", "warning"].includes(message.type())) complain(`${message.type()}: ${message.text()}`);
      });
      context.on("weberror", (error) => complain(`uncaught: ${String(error.error())}`));
      await use();
      expect(complaints, "the console of the page").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from "playwright/test";
