/**
 * The fixtures of the browser tests: a real server process with a library of real clips, and a check of the console. An
 * error or a warning in the console fails the test.
 */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test as base, type ConsoleMessage, expect } from "playwright/test";
import { fillLibrary } from "../../bench/fill-library.ts";
import type { JobJson } from "../../src/api/contract/jobs.ts";
import type { VideoListJson } from "../../src/api/contract/videos.ts";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import { type GleanerServer, startGleanerServer } from "../gleaner-process.ts";
import { openLibrary } from "../library-rows.ts";
import { repeatHistory } from "../repeat-history.ts";

/** A Gleaner server that can be stopped, killed and started again at the same address. */
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

  /** The directory of the test's videos. */
  get videos(): string {
    return join(this.#directory, "Videos");
  }

  /** Makes a tree of clips and returns its files. */
  async makeVideos(count: number): Promise<readonly string[]> {
    await mkdir(this.videos, { recursive: true });
    return makeClipTree(this.videos, count);
  }

  async start(): Promise<void> {
    const port = this.#server === null ? "0" : new URL(this.#server.url).port;
    this.#server = await startGleanerServer(this.#data, this.#environment, { port });
  }

  /** Kills the server, as a power cut does: it can save and send nothing more. */
  async kill(): Promise<void> {
    this.server.kill("SIGKILL");
    await this.server.exit;
  }

  async stop(): Promise<void> {
    if (this.#server === null) return;
    this.#server.kill("SIGTERM");
    await this.#server.exit;
  }

  /** Uses another, empty library from the next start on. */
  replaceData(): void {
    this.#data = join(this.#directory, `data ${randomUUID()}`);
  }

  /** Opens the database while the server runs. The caller closes it. */
  openLibrary(): ReturnType<typeof openLibrary> {
    return openLibrary(this.#data);
  }

  /** Adds copies of the newest scan to the history, until it has `count` scans, while the server is stopped. */
  async repeatHistory(count: number, options: { readonly trigger?: "watch" } = {}): Promise<void> {
    await this.stop();
    repeatHistory(this.#data, count, options);
    await this.start();
  }

  /** Writes so many videos of all kinds into the database. They have no files. */
  async fill(count: number): Promise<void> {
    await this.stop();
    fillLibrary(this.#data, count);
    await this.start();
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
  /** Messages that the console may contain, such as those of a lost network. */
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
      // Checked before the server stops: a page reports a lost server in the console.
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
