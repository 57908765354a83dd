import stringWidth from "string-width";
import { aligned, columnWidths, gap, type Table } from "./table.ts";
import { wrapWords } from "./wrap-words.ts";

/** Text in a narrower column would have a line for each word. */
const leastTextColumns = 20;
/** How far the second and further lines of a row are indented. */
const indent = 2;

/**
 * The lines of a table for a terminal. None is wider than `columns`, except for a word that is wider by itself. Columns
 * that have no room begin another line, in all rows alike.
 */
export function wrappedTable(table: Table, columns: number): readonly string[] {
  const widths = columnWidths(table, stringWidth);
  const lines = linesOfColumns(widths.slice(0, -1), columns);
  const text = placeOfText(table, { used: usedBy(lines.at(-1) ?? [], { widths, isFirst: lines.length < 2 }), columns });
  return table.rows.flatMap((row) => {
    const numbers = lines.map((places, line) => {
      const cells = places.map((place) => aligned(row[place] ?? "", place, { table, widths }));
      return (line === 0 ? "" : " ".repeat(indent)) + cells.join(gap);
    });
    const [first = "", ...others] = wrapWords(row[widths.length - 1] ?? "", columns - text.indent).split("\n");
    const rest = others.map((line) => " ".repeat(text.indent) + line);
    const beside = text.isBelow ? [...numbers, " ".repeat(indent) + first] : withText(numbers, first);
    const shown = [...beside, ...rest].map((line) => line.trimEnd());
    return row.length === 0 ? [""] : shown.filter((line) => line !== "");
  });
}

/** As many columns on each line as have room. */
function linesOfColumns(widths: readonly number[], columns: number): readonly (readonly number[])[] {
  const lines: number[][] = [];
  let used = 0;
  for (const [place, width] of widths.entries()) {
    const line = lines.at(-1);
    if (line !== undefined && used + gap.length + width <= columns) {
      line.push(place);
      used += gap.length + width;
    } else {
      lines.push([place]);
      used = (lines.length === 1 ? 0 : indent) + width;
    }
  }
  return lines;
}

/** How many cells a line of columns takes, with the gap behind it. */
function usedBy(
  places: readonly number[],
  { widths, isFirst }: { readonly widths: readonly number[]; readonly isFirst: boolean },
): number {
  const width = places.reduce((sum, place) => sum + (widths[place] ?? 0) + gap.length, 0);
  return (isFirst ? 0 : indent) + width;
}

interface PlaceOfText {
  /** Whether the text begins a line of its own. */
  readonly isBelow: boolean;
  /** Where its further lines begin, in cells. */
  readonly indent: number;
}

/** The place of the last column. */
function placeOfText(
  { rows, narrow = "wrap" }: Table,
  { used, columns }: { readonly used: number; readonly columns: number },
): PlaceOfText {
  const texts = rows.map((row) => row.at(-1) ?? "");
  const room = columns - used;
  const hasRoom = (text: string) => stringWidth(text) <= room;
  const mayWrap =
    narrow === "wrap" && room >= leastTextColumns && texts.every((text) => text.split(" ").every(hasRoom));
  return texts.every(hasRoom) || mayWrap ? { isBelow: false, indent: used } : { isBelow: true, indent };
}

function withText(numbers: readonly string[], text: string): readonly string[] {
  return [...numbers.slice(0, -1), `${numbers.at(-1) ?? ""}${gap}${text}`];
}
