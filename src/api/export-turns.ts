import { setImmediate as pause } from "node:timers/promises";

/** After how long the next part may begin although the one before is not there, in milliseconds: its disk may hang. */
const patienceMs = 250;

/**
 * Exports take turns: one part of one export at a time, so eight exports hold other requests up no longer than one.
 *
 * After each step, the event loop has a turn. Waiting for SQLite's thread gives it none: Node handles up to 1,000 messages
 * of a thread in one turn, and several exports that ask again at once never let the messages run out.
 * Source: https://github.com/nodejs/node/blob/v24.0.0/src/node_messaging.cc (`MessagePort::OnMessage`)
 */
export class ExportTurns {
  #last: Promise<void> = Promise.resolve();
  readonly #patienceMs: number;

  /** @param options.patienceMs default: 250 */
  constructor(options: { readonly patienceMs?: number } = {}) {
    this.#patienceMs = options.patienceMs ?? patienceMs;
  }

  /**
   * Waits until the parts that were asked for before are done or take too long, then reads a part and makes something
   * of it.
   *
   * @throws signal.reason if the signal aborts before the turn; what `read` and `make` throw
   */
  async take<Part, Made>(
    read: () => Promise<Part>,
    make: (part: Part) => Made,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Made> {
    const before = this.#last;
    const over = Promise.withResolvers<void>();
    this.#last = over.promise;
    await before;
    const timer = setTimeout(over.resolve, this.#patienceMs);
    try {
      signal.throwIfAborted();
      const part = await read();
      await pause();
      return make(part);
    } finally {
      clearTimeout(timer);
      void pause().then(over.resolve);
    }
  }
}
