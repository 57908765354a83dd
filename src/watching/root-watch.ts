import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { threadError } from "../files/system-error-text.ts";
import type { Changes } from "./gathered-changes.ts";
import type { WatchMessage, WatchState, WatchThreadData } from "./watch-messages.ts";

export interface RootWatchOptions extends WatchThreadData {
  readonly onChanged: (changes: Changes) => void;
  readonly onError: (error: unknown) => void;
}

/** Watches one directory of the library. It does not keep the process alive. */
export class RootWatch {
  readonly #options: RootWatchOptions;
  #worker: Worker;
  #state: WatchState = { state: "starting" };
  #restart: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RootWatchOptions) {
    this.#options = options;
    this.#worker = this.#start();
  }

  get state(): WatchState {
    return this.#state;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#restart);
    // It may hang in a call to the disk, so nobody waits for its end.
    void this.#worker.terminate();
  }

  #start(): Worker {
    const { onChanged, onError, ...workerData } = this.#options;
    // The program stands beside this file, as .ts in the source and as .js in the published package.
    const file = new URL(`./watch-thread${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, { name: "gleaner watch", workerData, execArgv: [] });
    worker.on("message", (message: WatchMessage) => {
      if (this.#isClosed) return;
      if (message.kind === "changed") onChanged(message.changes);
      else this.#state = message.state;
    });
    worker.on("error", (error: Error) => onError(threadError(error)));
    worker.once("exit", () => {
      if (this.#isClosed) return;
      this.#state = { state: "starting" };
      this.#restart = setTimeout(() => {
        this.#worker = this.#start();
      }, restartMs).unref();
    });
    // A listener for messages keeps the process alive, so this comes after it.
    worker.unref();
    return worker;
  }
}

/** How long after the end of a thread, by an error of this program or for want of memory, another one is started. */
const restartMs = 30_000;
