import type { StatementSync } from "node:sqlite";
import { type ColumnName, columnNames } from "./video-block.ts";

/** The most blocks whose columns are read at once: some 130 kB of a column of numbers. */
const mostAtOnce = 16;

/** Columns of one name stand together, in the order of the blocks. */
export function placeOf(name: ColumnName, block: number): number {
  return columnNames.indexOf(name) * 2 ** 32 + block;
}

/** The column of some blocks that stand together. */
interface Part {
  readonly first: number;
  /** The first block behind them. */
  readonly end: number;
  /** By block. A block that was never written has none. */
  readonly columns: ReadonlyMap<number, unknown>;
}

/**
 * Reads the columns of blocks that are asked for one after the other. One statement for many blocks takes half of the time
 * of one for each. So whoever asks for the next block again and again gets more and more blocks at once, and whoever asks
 * for one block, or skips some, gets no more than that.
 */
export class ColumnReader {
  readonly #select: StatementSync;
  readonly #parts = new Map<ColumnName, Part>();
  readonly #step: 1 | -1;

  /**
   * @param select `selectColumns`, with arrays as rows
   * @param direction of the blocks that will be asked for
   */
  constructor(select: StatementSync, direction: "ascending" | "descending") {
    this.#select = select;
    this.#step = direction === "ascending" ? 1 : -1;
  }

  /** A column as it was written; undefined if it never was. */
  read(name: ColumnName, block: number): unknown {
    const last = this.#parts.get(name);
    if (last !== undefined && block >= last.first && block < last.end) return last.columns.get(block);
    const next = last === undefined ? null : this.#step === 1 ? last.end : last.first - 1;
    const count = last !== undefined && block === next ? Math.min(2 * (last.end - last.first), mostAtOnce) : 1;
    const first = this.#step === 1 ? block : Math.max(0, block - count + 1);
    const end = this.#step === 1 ? block + count : block + 1;
    const rows = this.#select.all(placeOf(name, first), placeOf(name, end)) as unknown as readonly [number, unknown][];
    const start = placeOf(name, 0);
    const columns = new Map(rows.map(([place, data]) => [place - start, data]));
    this.#parts.set(name, { first, end, columns });
    return columns.get(block);
  }
}

/** Give it the places of the first column, and of the first one that is no longer wanted. */
export const selectColumns = "select place, data from video_columns where place >= ? and place < ?";
