import type { z } from "zod";
import { errorSchema } from "./contract.ts";
import { type ErrorCode, errorCodes, storeErrorCodes } from "./error-codes.ts";

/** What any call may answer, whatever it does. */
const always: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "UNAUTHORIZED",
  "HOST_NOT_ALLOWED",
  "VALIDATION_ERROR",
  "INTERNAL_ERROR",
  "SERVER_STOPPING",
];

/** What any call that changes something may answer besides. */
export const changing: readonly ErrorCode[] = ["ORIGIN_NOT_ALLOWED", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/** What any call that asks the database may answer besides. */
export const asking = storeErrorCodes;

interface ErrorAnswer {
  readonly description: string;
  readonly content: { readonly "application/json": { readonly schema: z.ZodType } };
}

/**
 * The `response` part of a route's schema: what it answers when all is well, and the errors, of which every status
 * lists its codes.
 */
export function answers<Ok extends object>(ok: Ok, codes: readonly ErrorCode[]): Ok {
  const errors: Record<number, ErrorAnswer> = {};
  for (const code of new Set([...codes, ...always])) {
    const { status, meaning } = errorCodes[code];
    const line = `\`${code}\`: ${meaning}`;
    const before = errors[status];
    const description = before === undefined ? line : `${before.description}\n\n${line}`;
    errors[status] = { description, content: { "application/json": { schema: errorSchema } } };
  }
  return { ...errors, ...ok };
}
