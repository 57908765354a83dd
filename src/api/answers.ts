import type { z } from "zod";
import { errorSchema } from "./contract/errors.ts";
import { type ErrorCode, errorCodes, storeErrorCodes } from "./error-codes.ts";

/** Errors that every call may answer. */
const always: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "UNAUTHORIZED",
  "TOO_MANY_ATTEMPTS",
  "REQUEST_TIMEOUT",
  "HOST_NOT_ALLOWED",
  "VALIDATION_ERROR",
  "INTERNAL_ERROR",
  "SERVER_STOPPING",
];

/** Further errors of calls that change something. */
export const changing: readonly ErrorCode[] = ["ORIGIN_NOT_ALLOWED", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/** Further errors of calls that use the database. */
export const asking = storeErrorCodes;

interface ErrorAnswer {
  readonly description: string;
  readonly content: { readonly "application/json": { readonly schema: z.ZodType } };
}

/** The `response` part of a route's schema: its good answers, and the errors, with the codes of each status. */
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
