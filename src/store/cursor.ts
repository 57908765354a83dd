import { InvalidCursor } from "../jobs/job-store.ts";

/**
 * The parts of a cursor. `whole` is a whole number. A word is the same in all cursors of a list, so that a cursor of
 * another list is refused.
 */
type Shape = readonly ("text" | "number" | "whole" | { readonly word: string })[];
type Parts<S extends Shape> = { -readonly [Index in keyof S]: S[Index] extends "number" | "whole" ? number : string };

/** A cursor with the position of the last row of a page. */
export function writeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * Reads a cursor that `writeCursor` made.
 *
 * @throws InvalidCursor if it has another shape
 */
export function readCursor<const S extends Shape>(cursor: string, shape: S): Parts<S> {
  const parts = parsed(cursor);
  if (!Array.isArray(parts) || parts.length !== shape.length) throw new InvalidCursor();
  for (const [index, kind] of shape.entries()) {
    const part: unknown = parts[index];
    const fits =
      typeof kind === "object"
        ? part === kind.word
        : kind === "text"
          ? typeof part === "string"
          : kind === "whole"
            ? Number.isSafeInteger(part)
            : typeof part === "number";
    if (!fits) throw new InvalidCursor();
  }
  return parts as Parts<S>;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw new InvalidCursor();
  }
}
