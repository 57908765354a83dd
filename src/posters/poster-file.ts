/** A file as a scan has seen it. A poster is made of that file only, not of a later one at its path. */
export interface PosterFile {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Modification time, in microseconds since 1970. */
  readonly modifiedUs: number;
  readonly durationSeconds: number | null;
}

export function isPosterFile(message: unknown): message is PosterFile {
  if (typeof message !== "object" || message === null) return false;
  const { path, size, modifiedUs, durationSeconds } = message as Record<string, unknown>;
  return (
    typeof path === "string" &&
    typeof size === "number" &&
    typeof modifiedUs === "number" &&
    (durationSeconds === null || typeof durationSeconds === "number")
  );
}
