import type { StoreErrorCode } from "../jobs/store-error.ts";
import type { Said } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";

interface ErrorCodeFacts {
  readonly status: number;
  readonly meaning: string;
}

const storeCodes = {
  STORE_FULL: { status: 503, meaning: "The disk of the database is full." },
  STORE_LOCKED: { status: 503, meaning: "The database is locked by another program." },
  STORE_CORRUPT: { status: 503, meaning: "The database is damaged." },
  STORE_READ_ONLY: { status: 503, meaning: "The database cannot be written." },
  STORE_TOO_NEW: { status: 503, meaning: "The database is newer than this program." },
  STORE_IN_USE: { status: 503, meaning: "Another process of this program uses the database." },
  STORE_UNAVAILABLE: { status: 503, meaning: "The database cannot be reached." },
} as const satisfies Record<StoreErrorCode, ErrorCodeFacts>;

/** Every error code, with its HTTP status. The OpenAPI document is made from this. */
export const errorCodes = {
  BAD_REQUEST: { status: 400, meaning: "The request is not valid HTTP." },
  INVALID_PATH: { status: 400, meaning: "The path is relative, missing, unreadable, or not a directory." },
  UNAUTHORIZED: { status: 401, meaning: "The token is missing or wrong." },
  PATH_NOT_ALLOWED: { status: 403, meaning: "The path is outside the allowed roots, once links are resolved." },
  SCAN_ROOTS_REQUIRED: { status: 403, meaning: "A server that other machines can reach needs allowed roots." },
  DELETE_DISABLED: { status: 403, meaning: "Files may not be deleted on this server." },
  NO_DESKTOP: { status: 403, meaning: "The server shows files only to a person at its own machine, on a desktop." },
  HOST_NOT_ALLOWED: { status: 403, meaning: "The Host header names a host that is not allowed." },
  ORIGIN_NOT_ALLOWED: { status: 403, meaning: "The request comes from a web page of another origin." },
  NOT_FOUND: { status: 404, meaning: "There is nothing with this id or address." },
  PATH_NOT_FOUND: { status: 404, meaning: "There is nothing at this path." },
  JOB_WAIT_TIMEOUT: { status: 408, meaning: "The job has not ended within the timeout." },
  REQUEST_TIMEOUT: { status: 408, meaning: "The request did not arrive completely within 30 seconds." },
  ALREADY_TERMINAL: { status: 409, meaning: "The job had already ended." },
  STILL_ACTIVE: { status: 409, meaning: "The job has not ended yet." },
  ROOT_OVERLAPS: { status: 409, meaning: "The directory lies in or around another directory of the library." },
  SCAN_ACTIVE: { status: 409, meaning: "The directory is being scanned, or waits for it; nothing has changed." },
  FORGET_ACTIVE: { status: 409, meaning: "A job removes the videos of the directory; no scan has begun." },
  NO_WEBHOOK: { status: 409, meaning: "No webhook is set." },
  NAME_TAKEN: { status: 409, meaning: "Another one has the same name; nothing has changed." },
  TOO_MANY_FILTERS: { status: 409, meaning: "There are as many saved filters as there may be." },
  SETTING_GIVEN: { status: 409, meaning: "A flag or the environment sets the setting; nothing has changed." },
  DELETE_ACTIVE: { status: 409, meaning: "Another request deletes files of this group; nothing has changed." },
  NOT_CONFIRMED: {
    status: 409,
    meaning: "A file is not known to be equal to one that stays; nothing has changed.",
  },
  DELETE_FAILED: { status: 409, meaning: "The file could not be deleted; nothing has changed." },
  FILE_CHANGED: { status: 409, meaning: "The file has changed since it was scanned." },
  FILE_UNREADABLE: { status: 409, meaning: "The file cannot be read." },
  SHOW_FAILED: { status: 409, meaning: "The file manager could not be opened." },
  PRECONDITION_FAILED: {
    status: 412,
    meaning: "`If-Match` or `If-Unmodified-Since` names another version of the file.",
  },
  PAYLOAD_TOO_LARGE: { status: 413, meaning: "The body of the request is too large." },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, meaning: "The body of a request must be application/json." },
  RANGE_NOT_SATISFIABLE: { status: 416, meaning: "The range lies behind the end of the file." },
  VALIDATION_ERROR: { status: 422, meaning: "A key is unknown, or a value has the wrong type or range." },
  HTTP_TOO_OLD: { status: 426, meaning: "The request came over HTTP/1.0, where a file that broke off looks complete." },
  TOO_MANY_ATTEMPTS: { status: 429, meaning: "Too many wrong tokens came from this address." },
  INTERNAL_ERROR: { status: 500, meaning: "The server had an internal error. Its log has the details." },
  DISK_SILENT: { status: 503, meaning: "The disk of the file does not answer; nothing has changed in the library." },
  NOT_READY: { status: 503, meaning: "The database, the prober or the disk does not work." },
  SERVER_STOPPING: { status: 503, meaning: "The server is shutting down." },
  TOO_MANY_STREAMS: { status: 503, meaning: "Too many long requests are open." },
  ...storeCodes,
} as const satisfies Record<string, ErrorCodeFacts>;

export type ErrorCode = keyof typeof errorCodes;

export const storeErrorCodes = Object.keys(storeCodes) as readonly StoreErrorCode[];

/** An error that is sent to the client. Its message says what to do. The same as data where its code does not say all of it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly sentence: Sentence | null;

  constructor(code: ErrorCode, text: string | Said, options?: { cause?: unknown }) {
    super(typeof text === "string" ? text : text.message, options);
    this.code = code;
    this.sentence = typeof text === "string" ? null : text.sentence;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}
