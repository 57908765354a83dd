import { once } from "node:events";
import { printable } from "./printable.ts";
import { plainTable, type Table } from "./table.ts";
import type { wrapWords } from "./wrap-words.ts";
import type { wrappedTable } from "./wrapped-table.ts";

/** How text is broken into lines. */
interface Layout {
  readonly wrapWords: typeof wrapWords;
  readonly wrappedTable: typeof wrappedTable;
}

/**
 * Writes text to standard output or standard error. All text of the program goes through a printer, so that nothing
 * from outside (names of files, errors of a server) can send escape sequences to the terminal.
 */
export class Printer {
  /** For a view that moves the cursor. */
  readonly stream: NodeJS.WriteStream;

  readonly #layout: Layout | null;

  /** @param layout fits text to the width of the terminal. Default: text stays as it is */
  constructor(stream: NodeJS.WriteStream, layout: Layout | null = null) {
    this.stream = stream;
    this.#layout = layout;
  }

  /** A printer that wraps sentences and tables if the stream is a terminal. Only then are the widths of letters loaded. */
  static async on(stream: NodeJS.WriteStream): Promise<Printer> {
    if (!stream.isTTY) return new Printer(stream);
    return new Printer(stream, { ...(await import("./wrap-words.ts")), ...(await import("./wrapped-table.ts")) });
  }

  get isTerminal(): boolean {
    return this.stream.isTTY;
  }

  /** Whether the cursor can be moved. A terminal that calls itself `dumb` shows the codes for that as text. */
  get canMoveCursor(): boolean {
    return this.isTerminal && process.env["TERM"] !== "dumb";
  }

  /** The width of the terminal in cells. */
  get columns(): number {
    return this.stream.columns || 80;
  }

  /**
   * Prints sentences. On a terminal they are wrapped between words. A newline in the text begins a new line.
   *
   * @param options.indent where wrapped lines begin, in cells. Default: as the first line
   */
  say(text: string, options: { readonly indent?: number } = {}): void {
    this.line(this.#layout === null ? text : this.#layout.wrapWords(text, this.columns, options));
  }

  /** Prints rows whose cells are below each other. On a terminal, lines are as wide as the terminal at most. */
  table(table: Table): void {
    const lines = this.#layout === null ? plainTable(table) : this.#layout.wrappedTable(table, this.columns);
    for (const line of lines) this.line(line);
  }

  /** Prints text as it is. A newline in the text begins a new line. */
  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Prints a value as JSON: indented for people who look at it, on one line for programs. */
  json(value: unknown): void {
    this.#writeJson(JSON.stringify(value, null, this.isTerminal ? 2 : 0));
  }

  /** Prints a value as JSON on one line. */
  jsonLine(value: unknown): void {
    this.#writeJson(JSON.stringify(value));
  }

  /** Prints text without a newline at its end. */
  write(text: string): void {
    this.stream.write(text.split("\n").map(printable).join("\n"));
  }

  /** Prints a path for other programs: unchanged, except on a terminal. @param end the character after the path */
  path(path: string, end: "\n" | "\0"): void {
    this.stream.write(this.isTerminal ? `${printable(path)}${end}` : `${path}${end}`);
  }

  /** Prints a part of a CSV file for other programs: unchanged, except on a terminal. */
  csv(text: string): void {
    if (this.isTerminal) this.write(text.replaceAll("\r", ""));
    else this.stream.write(text);
  }

  /** Waits until the reader has taken what was printed, so that a slow reader does not fill the memory. */
  async drained(): Promise<void> {
    if (this.stream.writableNeedDrain) await once(this.stream, "drain");
  }

  /** JSON escapes only some control characters. `\u001b` in it means the same to its reader. */
  #writeJson(json: string): void {
    const safe = json.replace(
      /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
      (character) => {
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
      },
    );
    this.stream.write(`${safe}\n`);
  }
}
