import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { inOwnLanguage } from "../texts/server-texts.ts";

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
  /** The job before is still being put into words; null if none is. */
  #before: Promise<void> | null = null;

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
      this.#take(event.data);
    });
    source.addEventListener("error", () => {
      if (this.#source !== source) return;
      this.#isOpen = false;
      // The browser reconnects a broken connection, with Last-Event-ID. It does not do so after an error status.
      if (source.readyState === EventSource.CLOSED) this.#source = null;
      this.#parts.onBroken();
    });
  }

  /** Hands over jobs in their order, also while the texts of another language are loaded. */
  #take(text: string): void {
    const job = inOwnLanguage<JobJson>(text);
    if (this.#before === null && !(job instanceof Promise)) {
      this.#parts.onJob(job);
      return;
    }
    const taken: Promise<void> = Promise.all([job, this.#before]).then(([said]) => {
      if (this.#before === taken) this.#before = null;
      this.#parts.onJob(said);
    });
    this.#before = taken;
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
    this.#isOpen = false;
  }
}
