/**
 * Notices that events may have been missed. The system keeps so many events at most for a reader, and drops further ones in
 * silence: Node does not pass that on. But whoever has missed events must have got that many at once before. So as many
 * without a pause count as missed events.
 */
export class MissedEvents {
  readonly #mostEvents: number;
  readonly #onMissed: () => void;
  #atOnce = 0;

  /** @param options.mostEvents how many events the system keeps */
  constructor({ mostEvents, onMissed }: { readonly mostEvents: number; readonly onMissed: () => void }) {
    this.#mostEvents = mostEvents;
    this.#onMissed = onMissed;
  }

  /** Call this for each event. */
  count(): void {
    if (this.#atOnce === 0) {
      // Runs when all events that wait now have come.
      setImmediate(() => {
        const isMissed = this.#atOnce >= this.#mostEvents;
        this.#atOnce = 0;
        if (isMissed) this.#onMissed();
      });
    }
    this.#atOnce += 1;
  }
}
