import type { JobJson } from "../../../src/api/contract.ts";

export interface JobStreamParts {
  readonly url: string;
  readonly onOpen: () => void;
  readonly onJob: (job: JobJson) => void;
  /** It has broken. */
  readonly onBroken: () => void;
}

/** The stream of all jobs' changes, which can be opened and closed any number of times. */
export class JobStream {
  readonly #parts: JobStreamParts;
  #source: EventSource | null = null;
  #isOpen = false;
  #heardAt = 0;

  constructor(parts: JobStreamParts) {
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** For how long it has told of no job, in milliseconds. */
  silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Does nothing while there is one that is open, or that the browser tries to open again. */
  open(): void {
    if (this.#source !== null) return;
    const source = new EventSource(this.#parts.url);
    this.#source = source;
    source.addEventListener("open", () => {
      if (this.#source !== source) return;
      this.#isOpen = true;
      this.#parts.onOpen();
    });
    source.addEventListener("job", (event: MessageEvent<string>) => {
      if (this.#source !== source) return;
      this.#heardAt = performance.now();
      this.#parts.onJob(JSON.parse(event.data) as JobJson);
    });
    source.addEventListener("error", () => {
      if (this.#source !== source) return;
      this.#isOpen = false;
      // A broken connection is tried again by the browser, with Last-Event-ID; an answer that is an error is not.
      if (source.readyState === EventSource.CLOSED) this.#source = null;
      this.#parts.onBroken();
    });
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
    this.#isOpen = false;
  }
}
