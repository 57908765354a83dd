/** Reads columns of rows. Every value from the database is checked here once, and has its type from then on. */
import { StoreError } from "../jobs/store-error.ts";

export function text(row: object, column: string): string {
  const value = at(row, column);
  return typeof value === "string" ? value : nonsense(row, column, "text");
}

export function textOrNull(row: object, column: string): string | null {
  return at(row, column) === null ? null : text(row, column);
}

export function number(row: object, column: string): number {
  const value = at(row, column);
  return typeof value === "number" ? value : nonsense(row, column, "a number");
}

export function numberOrNull(row: object, column: string): number | null {
  return at(row, column) === null ? null : number(row, column);
}

/** A column of milliseconds since 1970. */
export function date(row: object, column: string): Date {
  const value = new Date(number(row, column));
  return Number.isNaN(value.getTime()) ? nonsense(row, column, "a time") : value;
}

export function dateOrNull(row: object, column: string): Date | null {
  return at(row, column) === null ? null : date(row, column);
}

/** A column of JSON. */
export function json(row: object, column: string): unknown {
  try {
    return JSON.parse(text(row, column));
  } catch (cause) {
    if (cause instanceof SyntaxError) return nonsense(row, column, "JSON");
    throw cause;
  }
}

/** @throws StoreError `STORE_CORRUPT` with the id of the row, which something other than Gleaner wrote */
export function nonsense(row: object, column: string, expected: string): never {
  throw new StoreError(
    "STORE_CORRUPT",
    `The row ${JSON.stringify(at(row, "id"))} of the database makes no sense: ` +
      `its ${column} is ${JSON.stringify(at(row, column))}, not ${expected}. ` +
      "Restore a backup of the data directory, or move it away to start with an empty library.",
  );
}

function at(row: object, column: string): unknown {
  return Reflect.get(row, column);
}
