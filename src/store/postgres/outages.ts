import { setTimeout as delay } from "node:timers/promises";
import { databaseName } from "../../database-name.ts";
import { within } from "../../within.ts";
import { isConnectionLost, postgresError } from "./postgres-error.ts";

export interface OutagesOptions {
  /** The address of the database. */
  readonly url: string;
  /** What waits while the database is away: a sentence. */
  readonly waiting: string;
  /** Called with sentences: when the database is lost, when it is back, and when a single connection was lost. */
  readonly say: (sentence: string) => void;
  /** Gets all errors that are not about the connection. */
  readonly onError: (error: unknown) => void;
  /** How often the database is asked while it is away, in milliseconds. Default 1,000. */
  readonly askEveryMs?: number;
}

/** How long the database may take for an answer before it counts as away, in milliseconds. */
const answerMs = 5_000;
/** For so long, further lost connections are not told, in milliseconds: each part of a process notices on its own. */
const quietMs = 30_000;

/**
 * Tells people that the database is away, and that it is back, each in one sentence. All parts of a process notice it, again
 * and again, and give their errors to `onError`.
 */
export class Outages {
  readonly #options: OutagesOptions;
  readonly #name: string;
  readonly #closing = new AbortController();
  #ask: (() => Promise<void>) | null = null;
  #isTelling = false;
  #quietUntil = 0;

  constructor(options: OutagesOptions) {
    this.#options = options;
    const name = databaseName(options.url);
    this.#name = name.charAt(0).toUpperCase() + name.slice(1);
  }

  /** @param ask throws while the database cannot be used. Before this call, and after `close`, all errors are told as they are */
  watch(ask: () => Promise<void>): void {
    this.#ask = ask;
  }

  close(): void {
    this.#closing.abort();
  }

  /** May be handed around without its object. */
  readonly onError = (error: unknown): void => {
    const known = postgresError(error, databaseName(this.#options.url));
    const ask = this.#ask;
    if (!isConnectionLost(known) || ask === null || this.#closing.signal.aborted) this.#options.onError(error);
    else void this.#tellOnce(ask, known);
  };

  async #tellOnce(ask: () => Promise<void>, lost: unknown): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      await this.#tell(ask, lost);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#options.onError(error);
    } finally {
      this.#isTelling = false;
    }
  }

  async #tell(ask: () => Promise<void>, lost: unknown): Promise<void> {
    const { waiting, say, askEveryMs = 1_000 } = this.#options;
    const { signal } = this.#closing;
    const beganAt = performance.now();
    const problem = await this.#problem(ask);
    if (signal.aborted) return;
    if (problem === null) {
      if (performance.now() < this.#quietUntil) return;
      this.#quietUntil = performance.now() + quietMs;
      return say(`${this.#name} answers, but it ended a connection (${reasonOf(lost)}). The connection is made again.`);
    }
    say(`${problem} ${waiting}`);
    for (let isAway = true; isAway; isAway = (await this.#problem(ask)) !== null) {
      await delay(askEveryMs, undefined, { signal });
    }
    // Other parts notice lost connections later, when they use them.
    this.#quietUntil = performance.now() + quietMs;
    const seconds = Math.max(1, Math.round((performance.now() - beganAt) / 1_000));
    say(`${this.#name} answers again, after ${seconds} s. Everything goes on.`);
  }

  /** @returns a sentence; null if the database answers */
  async #problem(ask: () => Promise<void>): Promise<string | null> {
    try {
      return (await within(answerMs, ask())) ? null : `${this.#name} does not answer.`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
