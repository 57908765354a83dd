import type { Kysely } from "kysely";
import type { Tables } from "../schema.ts";
import { fillSearch, isFilled } from "./fill-search.ts";
import type { VideoIndex } from "./video-index.ts";

interface Parts {
  readonly writer: Kysely<Tables>;
  readonly index: VideoIndex;
}

/**
 * Works on the search index in the background: first on the rows of an older Gleaner, then on blocks of videos that
 * changes have left. Each part is one short transaction, so that commits and cancels come in between.
 */
export class IndexUpkeep {
  /** Resolves when the work that the start found is done, or `stop` was called. */
  readonly done: Promise<void>;
  readonly #parts: Parts;
  readonly #stopping = new AbortController();
  #isWorking = true;
  #isWoken = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.done = this.#work();
  }

  /** Does the work that is there now. */
  wake(): void {
    this.#isWoken = true;
    if (!this.#isWorking) void this.#work();
  }

  /** Ends the work after the part under way. */
  stop(): void {
    this.#stopping.abort();
  }

  async #work(): Promise<void> {
    const { writer, index } = this.#parts;
    const { signal } = this.#stopping;
    this.#isWorking = true;
    try {
      if (!(await isFilled(writer))) await fillSearch(writer, { signal });
      do {
        this.#isWoken = false;
        let more = await index.hasWork(writer);
        while (more) {
          signal.throwIfAborted();
          more = await writer.transaction().execute((transaction) => index.update(transaction));
        }
      } while (this.#isWoken);
    } catch {
      // The next start goes on. Search finds everything meanwhile, only more slowly.
    } finally {
      this.#isWorking = false;
    }
  }
}
