/** What is broken in a file that was decoded, and at which second of the film. */

/** A broken part of a film. */
export interface Fault {
  /** Seconds from the start of the film. */
  readonly atSeconds: number;
  /** Where the last error of this part is; the same as `atSeconds` for a single one. */
  readonly untilSeconds: number;
  /** The first error, on one line, in libav's words or ours. Without a full stop. */
  readonly message: string;
}

/** A file that was decoded to its end. */
export interface DecodedFile {
  /** The seconds of film up to the last packet. */
  readonly seconds: number;
  /** In the order in which they were found: the first `mostFaults`. */
  readonly faults: readonly Fault[];
  /** How many errors there were in all of the file. A part can have thousands. */
  readonly errorCount: number;
}

/** How many broken parts of a file are kept. */
export const mostFaults = 100;

/** How long the message of a fault is at most, in characters. */
export const longestMessage = 200;

/** Errors that are no further apart belong to one part, in seconds. */
const sameSeconds = 1;

/** Gathers errors into broken parts. However many errors there are, it stays small. */
export class FaultGatherer {
  readonly #faults: { atSeconds: number; untilSeconds: number; readonly message: string }[] = [];
  #errorCount = 0;

  get isEmpty(): boolean {
    return this.#errorCount === 0;
  }

  add(exactSeconds: number, message: string): void {
    const seconds = rounded(exactSeconds);
    this.#errorCount += 1;
    const near = this.#faults.findLast(
      ({ atSeconds, untilSeconds }) => seconds >= atSeconds - sameSeconds && seconds <= untilSeconds + sameSeconds,
    );
    if (near !== undefined) {
      near.atSeconds = Math.min(near.atSeconds, seconds);
      near.untilSeconds = Math.max(near.untilSeconds, seconds);
    } else if (this.#faults.length < mostFaults) {
      this.#faults.push({ atSeconds: seconds, untilSeconds: seconds, message: plainMessage(message) });
    }
  }

  decoded(seconds: number): DecodedFile {
    return {
      seconds: rounded(seconds),
      faults: this.#faults.map((fault) => ({ ...fault })),
      errorCount: this.#errorCount,
    };
  }
}

/** To milliseconds. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}

/** A text as one short line without control characters: libav's log may quote the file. */
function plainMessage(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .replace(/\.$/, "");
  return line.length > longestMessage ? `${line.slice(0, longestMessage - 1)}…` : line;
}

/** How much earlier than declared a film may end, in seconds and as a share of its length: headers are rounded. */
const earlySeconds = 2;
const earlyShare = 0.01;

/** Whether a film, or a stream of it, ends so much before its declared length that something is missing. */
export function endsEarly(reachedSeconds: number, declaredSeconds: number): boolean {
  return declaredSeconds - reachedSeconds > Math.max(earlySeconds, declaredSeconds * earlyShare);
}
