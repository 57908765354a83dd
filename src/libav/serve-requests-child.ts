/**
 * The child's side of a `MediaProcess`: reads requests from standard input, one JSON a line, and writes answers to
 * standard output.
 *
 * The main thread may be busy with one file for a long time, so somebody else watches over the process: see
 * `process-watch.ts`. The process ends itself by signals, because an orderly end would wait for libav.
 */
import { writeSync } from "node:fs";
import { BoundedLines } from "./bounded-lines.ts";
import { isPing, pong } from "./process-messages.ts";
import { endWithGroup, overMemorySignal, parentWatches, startProcessWatch } from "./process-watch.ts";

export interface Served {
  /** Names the library or program that media is read with. */
  readonly version: string;
  /** Answers one request. An error that it throws ends the process. */
  handle(request: unknown): Promise<void>;
  /**
   * Called with each request as soon as it is read, also while another one is handled. True if it needs no `handle`.
   * Default: all requests wait for their turn.
   */
  hear?(request: unknown): boolean;
}

/** More than any request needs: a few paths. */
const maxRequestBytes = 1024 ** 2;

/** The number of the file. `process.stdout` would make it non-blocking. */
const stdout = 1;

/**
 * Serves the parent until it is gone.
 *
 * @param options.memoryBytes the process ends itself when it uses more
 * @param options.load loads the library that reads media. An error means that this machine cannot load it
 */
export async function serveRequests(options: {
  readonly memoryBytes: number;
  readonly load: () => Promise<Served>;
}): Promise<void> {
  const parentPid = process.ppid;
  const lines = new BoundedLines(maxRequestBytes);
  const requests: unknown[] = [];
  let served: Served | null = null;
  let isWorking = false;
  let isWatched = parentWatches;
  // The system counts memory in its own way, and macOS keeps no limit at all. Before the first request, nothing takes
  // memory, and the end of the input tells of the parent's end.
  const watch = (): void => {
    if (isWatched) return;
    isWatched = true;
    startProcessWatch({ memoryBytes: options.memoryBytes, parentPid });
  };
  const work = async (): Promise<void> => {
    if (served === null || isWorking) return;
    isWorking = true;
    while (requests.length > 0) {
      const request = requests.shift();
      if (isPing(request)) {
        answer(pong);
        continue;
      }
      watch();
      await served.handle(request);
    }
    isWorking = false;
  };
  process.stdin.on("end", endWithGroup).on("error", endWithGroup);
  process.stdin.on("data", (chunk: Buffer) => {
    const received = lines.push(chunk);
    if (received === null) throw new RangeError("A request is too long");
    for (const line of received) {
      const request: unknown = JSON.parse(line);
      if (served?.hear?.(request) !== true) requests.push(request);
    }
    void work();
  });
  try {
    served = await options.load();
  } catch (error) {
    answer({ kind: "cannot_load", reason: firstLine(error) });
    return;
  }
  // Memory that is used before the first file is no file's fault.
  if (process.memoryUsage.rss() > options.memoryBytes) process.kill(process.pid, overMemorySignal);
  answer({ kind: "ready", version: served.version });
  void work();
}

/** Sends an answer to the parent. */
export function answer(message: object): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(stdout, bytes, written);
  } catch {
    // The parent is gone.
    endWithGroup();
  }
}

/** Without a full stop. node-av lists everything that it tried after its first line. */
function firstLine(error: unknown): string {
  const [line = ""] = String(error instanceof Error ? error.message : error).split("\n", 1);
  return line.replace(/\.$/, "");
}
