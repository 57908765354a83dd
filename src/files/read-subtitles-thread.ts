/** Reads a subtitle file. Its calls block, so only threads import it. `opened-object-thread.ts` has the races. */
import { closeSync, readSync } from "node:fs";
import { openKnownFile } from "./open-known-file-thread.ts";
import type { FileObstacle } from "./regular-file.ts";
import { subtitlesAsWebvtt } from "./subtitles-as-webvtt.ts";

/** A whole series has less. */
const mostBytes = 2 * 1_024 * 1_024;

export type ReadSubtitles =
  | { readonly kind: "subtitles"; readonly webvtt: string }
  /** The message follows the path. */
  | { readonly kind: "unusable"; readonly message: string }
  | { readonly kind: "obstacle"; readonly obstacle: FileObstacle };

/**
 * @param path absolute. Links are followed as long as the file lies in the allowed directories
 * @param beat called before each call to the disk
 * @throws the system's error, such as EIO; the errors of `beat`
 */
export function readSubtitles(
  { path, roots }: { readonly path: string; readonly roots: readonly string[] },
  beat: () => void,
): ReadSubtitles {
  beat();
  const file = openKnownFile(path, { roots });
  if (file.kind === "obstacle") return file;
  try {
    const { size } = file.version;
    if (size > mostBytes) return { kind: "unusable", message: "is larger than 2 MB, so it has no subtitles" };
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      beat();
      const read = readSync(file.descriptor, bytes, filled, size - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    const webvtt = subtitlesAsWebvtt(path, bytes.subarray(0, filled));
    return webvtt === null
      ? { kind: "unusable", message: "has no subtitles in it that a browser can show" }
      : { kind: "subtitles", webvtt };
  } finally {
    closeSync(file.descriptor);
  }
}
