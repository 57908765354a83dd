import type { DecodedFile } from "../libav/faults.ts";

/** A file that is open, and what is known of it. */
export interface OpenFileToDecode {
  /** Absolute. Tells the container by its extension, and is never opened. */
  readonly path: string;
  /** Opens the file that was checked: see `KnownFile`. */
  readonly openPath: string;
  readonly sizeBytes: number;
  /** See `FileToCheck`. */
  readonly declaredSeconds: number | null;
}

/**
 * The outcome of a file:
 * - `decoded`: to its end.
 * - `error`: it could not be opened or read on. `log` is the last line of libav's log, without its prefix.
 * - `stopped`: the signal has aborted.
 */
export type DecodingOutcome =
  | ({ readonly kind: "decoded" } & DecodedFile)
  | { readonly kind: "error"; readonly error: string; readonly log: string | null }
  | { readonly kind: "stopped" };

export interface DecodingOptions {
  readonly onProgress: (seconds: number) => void;
  /** Stops the decoding. */
  readonly signal: AbortSignal;
}

/** Decodes files from beginning to end. */
export interface DecodingTool {
  /** With the version, for people. */
  readonly name: string;
  /**
   * Decodes all pictures and sounds of a file, one file at a time.
   *
   * @param options.onProgress called often while there is progress, with the seconds of film that are decoded
   */
  decode(file: OpenFileToDecode, options: DecodingOptions): Promise<DecodingOutcome>;
}
