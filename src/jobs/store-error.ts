export type StoreErrorCode =
  | "STORE_FULL"
  | "STORE_LOCKED"
  | "STORE_CORRUPT"
  | "STORE_READ_ONLY"
  | "STORE_TOO_NEW"
  | "STORE_IN_USE"
  | "STORE_UNAVAILABLE";

/** The database cannot be used. The message names the database file and says what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
