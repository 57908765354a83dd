/** A file as a scan has seen it. A poster is made of that file only, not of a later one at its path. */
export interface PosterFile {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Modification time, in microseconds since 1970. */
  readonly modifiedUs: number;
  readonly durationSeconds: number | null;
  /** Real paths of the directories in which the file must lie once its links are followed. Empty: anywhere. */
  readonly roots: readonly string[];
}

export function isPosterFile(message: unknown): message is PosterFile {
  if (typeof message !== "object" || message === null) return false;
  const { path, size, modifiedUs, durationSeconds, roots } = message as Record<string, unknown>;
  return (
    typeof path === "string" &&
    Array.isArray(roots) &&
    roots.every((root) => typeof root === "string") &&
    typeof size === "number" &&
    typeof modifiedUs === "number" &&
    (durationSeconds === null || typeof durationSeconds === "number")
  );
}
