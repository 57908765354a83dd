/**
 * Things that end when a signal aborts, with one listener for all that share a signal. A scan has thousands of files and
 * two signals, and a listener for each file takes longer than handing the file out.
 */
export class UntilAbort<Thing> {
  readonly #onAbort: (thing: Thing, reason: unknown) => void;
  readonly #signals = new Map<AbortSignal, { readonly things: Set<Thing>; readonly listener: () => void }>();

  /** @param onAbort called once for each thing whose signal aborts before it is deleted */
  constructor(onAbort: (thing: Thing, reason: unknown) => void) {
    this.#onAbort = onAbort;
  }

  /** @param signal not aborted */
  add(signal: AbortSignal, thing: Thing): void {
    const known = this.#signals.get(signal);
    if (known !== undefined) {
      known.things.add(thing);
      return;
    }
    const things = new Set([thing]);
    const listener = (): void => {
      this.#signals.delete(signal);
      for (const one of things) this.#onAbort(one, signal.reason);
    };
    signal.addEventListener("abort", listener, { once: true });
    this.#signals.set(signal, { things, listener });
  }

  delete(signal: AbortSignal, thing: Thing): void {
    const known = this.#signals.get(signal);
    if (known === undefined) return;
    known.things.delete(thing);
    if (known.things.size > 0) return;
    // A signal that lives longer must not keep what waited for it.
    signal.removeEventListener("abort", known.listener);
    this.#signals.delete(signal);
  }
}
