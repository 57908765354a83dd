/** Splits a stream of bytes into lines, and refuses lines longer than a limit before they fill the memory. */
export class BoundedLines {
  readonly #maxBytes: number;
  #started: Buffer[] = [];
  #startedBytes = 0;

  /** @param maxBytes the longest line, in bytes, without its line break */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in this chunk, without their line breaks; null when a line is too long. */
  push(chunk: Buffer): readonly string[] | null {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(lineBreak); end !== -1; end = chunk.indexOf(lineBreak, from)) {
      if (!this.#keep(chunk.subarray(from, end))) return null;
      lines.push(Buffer.concat(this.#started).toString("utf8"));
      this.#started = [];
      this.#startedBytes = 0;
      from = end + 1;
    }
    return this.#keep(chunk.subarray(from)) ? lines : null;
  }

  /** Keeps a part of the line that has begun. False when the line is too long. */
  #keep(part: Buffer): boolean {
    this.#startedBytes += part.length;
    if (this.#startedBytes > this.#maxBytes) return false;
    if (part.length > 0) this.#started.push(part);
    return true;
  }
}

const lineBreak = 0x0a;
