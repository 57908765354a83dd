import type { JobJson } from "../../../src/api/contract/jobs.ts";

export interface JobStreamParts {
  readonly url: string;
  readonly onOpen: () => void;
  readonly onJob: (job: JobJson) => void;
  /** Called when the stream breaks. */
  readonly onBroken: () => void;
}

/** The event stream of all jobs. It can be opened and closed any number of times. */
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

  /** The time since the last event, in milliseconds. */
  silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Does nothing while the stream is open, or while the browser reconnects. */
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
      // The browser reconnects a broken connection, with Last-Event-ID. It does not do so after an error status.
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
