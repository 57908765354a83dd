/** Rows of cells. The first row may be the heads of the columns. */
export interface Table {
  /** The last cell of a row is text of any length. A row without cells is a blank line. */
  readonly rows: readonly (readonly string[])[];
  /** The columns of numbers, by their place from 0. */
  readonly numbers: ReadonlySet<number>;
  /** The columns are at least as wide as these, in cells. Default: as wide as their cells. */
  readonly least?: readonly number[];
  /**
   * Where the last cell goes if a terminal has no room for it. `wrap`: it is broken between words within its column, if
   * this is wide enough. `below`: it begins a line of its own, such as a path that is to be copied. Default: `wrap`.
   */
  readonly narrow?: "wrap" | "below";
}

/** Between two columns. */
export const gap = "  ";

/** The widths of the columns in cells. @param widthOf the width of a text. Default: its length */
export function columnWidths(
  { rows, least = [] }: Table,
  widthOf: (text: string) => number = (text) => text.length,
): readonly number[] {
  const columns = Math.max(least.length, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, place) =>
    Math.max(least[place] ?? 0, ...rows.map((row) => widthOf(row[place] ?? ""))),
  );
}

/** A cell with blanks up to the width of its column. The last column is as wide as its text. */
export function aligned(
  cell: string,
  place: number,
  { table, widths }: { readonly table: Table; readonly widths: readonly number[] },
): string {
  if (place === widths.length - 1) return cell;
  const width = widths[place] ?? 0;
  return table.numbers.has(place) ? cell.padStart(width) : cell.padEnd(width);
}

/** The lines of a table for a program: one for each row. */
export function plainTable(table: Table): readonly string[] {
  const widths = columnWidths(table);
  return table.rows.map((row) =>
    row
      .map((cell, place) => aligned(cell, place, { table, widths }))
      .join(gap)
      .trimEnd(),
  );
}
