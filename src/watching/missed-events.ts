/**
 * Notices that events may have been missed. The system keeps so many events at most for a thread, and drops further ones in
 * silence: Node does not pass that on. But whoever has missed events must have got that many at once before. So as many
 * without a pause count as missed events.
 *
 * Events of a watch that has been closed take their places among those that the system keeps, and Node passes them on to
 * nobody. So watches are closed only in a pause, when all events before have been counted. Each then leaves one more event,
 * its last one, which counts, too.
 */
export class MissedEvents {
  readonly #mostEvents: number;
  readonly #onMissed: () => void;
  readonly #onPause: () => number;
  #atOnce = 0;
  #isCounting = false;

  /**
   * @param options.mostEvents how many events the system keeps
   * @param options.onPause closes watches that are no longer wanted. Returns how many
   */
  constructor({
    mostEvents,
    onMissed,
    onPause,
  }: {
    readonly mostEvents: number;
    readonly onMissed: () => void;
    readonly onPause: () => number;
  }) {
    this.#mostEvents = mostEvents;
    this.#onMissed = onMissed;
    this.#onPause = onPause;
  }

  /** Call this for each event, and with 0 when there are watches to close. */
  count(events = 1): void {
    this.#atOnce += events;
    if (this.#isCounting) return;
    this.#isCounting = true;
    // Runs when all events that wait now have come.
    setImmediate(() => {
      const isMissed = this.#atOnce >= this.#mostEvents;
      this.#atOnce = 0;
      this.#isCounting = false;
      const closed = this.#onPause();
      if (closed > 0) this.count(closed);
      if (isMissed) this.#onMissed();
    });
  }
}
