import stringWidth from "string-width";

const escape = "\u001b[";

/**
 * Lines at the bottom of a terminal that are drawn again and again in the same place.
 *
 * A terminal that becomes narrower wraps the lines that it shows. The next drawing therefore goes up by the rows that
 * the old lines take at the present width.
 */
export class LiveLines {
  readonly #stream: NodeJS.WriteStream;
  #drawn: readonly string[] = [];

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** @param lines none wider than the terminal */
  draw(lines: readonly string[]): void {
    const text = lines.join("\n");
    if (text === this.#drawn.join("\n")) return;
    this.#stream.write(`${this.#erase()}${text}`);
    this.#drawn = lines;
  }

  /** Removes the lines. The cursor stands where the first one began. */
  clear(): void {
    if (this.#drawn.length === 0) return;
    this.#stream.write(this.#erase());
    this.#drawn = [];
  }

  #erase(): string {
    if (this.#drawn.length === 0) return "";
    const columns = this.#stream.columns || 80;
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
    return `\r${rows > 1 ? `${escape}${rows - 1}A` : ""}${escape}J`;
  }
}
