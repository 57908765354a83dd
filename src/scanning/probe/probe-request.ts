/** A file to probe. */
export interface FileToProbe {
  /** Absolute. */
  readonly path: string;
  /** The file as it was listed; null where nobody wants to know of a change. */
  readonly version: { readonly size: number; readonly modifiedUs: number } | null;
}

/** The request to a child of a libav prober: probe these files in this order, after those of earlier requests. */
export interface ProbeRequest {
  /** Real paths of the directories in which the files must lie once their links are followed. Empty: anywhere. */
  readonly roots: readonly string[];
  readonly files: readonly FileToProbe[];
}

/** Tells a child not to probe files that it has not begun. Only the parent knows that nobody waits for them any more. */
export interface DropRequest {
  /** The places of the files among all files that the child was given, from 0. */
  readonly drop: readonly number[];
}

/** The answer for a file that was dropped before its turn. */
export const dropped = { kind: "dropped" } as const;

/** Tells requests from other messages. The parent is of the same version: what is in its requests needs no check. */
export function isProbeRequest(message: unknown): message is ProbeRequest {
  return typeof message === "object" && message !== null && "files" in message && Array.isArray(message.files);
}

export function isDropRequest(message: unknown): message is DropRequest {
  return typeof message === "object" && message !== null && "drop" in message && Array.isArray(message.drop);
}
