/**
 * Values that several requests and responses of the API have.
 *
 * This directory has the API's schemas, which validate requests and responses and describe them in the OpenAPI document,
 * and types for clients. JSON is snake_case, times are ISO 8601 in UTC, ids are UUIDs. These files import nothing but zod,
 * because the web page imports their types.
 */
import { z } from "zod";

/** Every message about a missing or wrong value ends with what the value must be. */
export function mustBe(what: string) {
  return {
    error: ({ input }: { input?: unknown }) => `${input === undefined ? "is missing; it " : ""}must be ${what}`,
  };
}

/** An object of a request. Unknown keys are refused, and the message lists the known ones. */
export function request<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = `it may have: ${Object.keys(shape).join(", ")}`;
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has unknown keys: ${issue.keys.join(", ")}; ${known}`
        : `must be an object; ${known}`,
  });
}

export function wholeNumber(range: { readonly min: number; readonly max: number }) {
  const what = mustBe(`a whole number from ${range.min} to ${range.max}`);
  return z.coerce.number(what).int(what).min(range.min, what).max(range.max, what);
}

export function separated(value: unknown): unknown {
  return typeof value === "string" ? value.split(",") : value;
}

export const id = z.guid(mustBe("a UUID"));
export const time = z.iso.datetime();
export const count = z.int().min(0);
export const flag = z.enum(["true", "false"], mustBe('"true" or "false"')).transform((text) => text === "true");
export const cursor = z
  .string(mustBe("the next_cursor of the page before"))
  .describe("`next_cursor` of the page before");
export const nextCursor = z.string().nullable().describe("The `cursor` of the next page; null at the end");
/** A message about a wrong value, and the id of its sentence for other languages. */
export function problem(sentence: string, error: string) {
  return { error, params: { sentence } };
}

/** A pattern in the syntax of .gitignore: see `problemOfPattern` of `exclude-patterns.ts`, which has the same rules. */
const pattern = z
  .string(mustBe("a text"))
  .max(1_000, "has more than 1000 characters")
  .refine((text) => !/[\0\n\r]/.test(text), problem("pattern_with_break", "has a line break or a NUL character in it"))
  .refine((text) => text.trim() !== "", problem("pattern_empty", "is empty"))
  .refine(
    (text) => !text.startsWith("#"),
    problem("pattern_is_comment", "is a comment. Write \\# for a name that begins with #"),
  )
  .refine((text) => !/^!?\/? *$/.test(text), problem("pattern_names_nothing", "names nothing"));
export const patterns = z.array(pattern, mustBe("a list of texts")).max(200, "has more than 200 patterns");
export const absolutePath = z.string(mustBe("the absolute path of a directory"));
