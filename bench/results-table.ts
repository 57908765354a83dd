/** Formats the rows as a table, for a terminal and in Markdown. */
import { goalText, type Row, verdictOf } from "./row.ts";

const heads = ["what", "Gleaner", "instead", "figure", "reach", "go for", "met"];

/** Aligns columns, two spaces apart. */
export function textTable(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const rule = widths.map((width) => "─".repeat(width));
  const [head = [], ...body] = lines;
  return [head, rule, ...body]
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function markdownTable(rows: readonly Row[]): string {
  const lines = [heads, heads.map(() => "---"), ...rows.map((row) => cellsOf(row).map(escapeCell))];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf(row: Row): readonly string[] {
  const { goal } = row;
  const goals = goal === null ? ["", ""] : [goalText(goal, goal.reach), goalText(goal, goal.goFor)];
  return [row.what, row.gleaner, row.instead, row.figureText, ...goals, goal === null ? "" : metText(row.figure, goal)];
}

function metText(...measured: Parameters<typeof verdictOf>): string {
  const verdict = verdictOf(...measured);
  return verdict === "no" ? "no" : `yes: ${verdict}`;
}

/** In Markdown, a bar ends a cell, even inside code. */
function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
