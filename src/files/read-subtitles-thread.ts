/** Reads a subtitle file. Its calls block, so only threads import it. `opened-object-thread.ts` has the races. */
import { closeSync } from "node:fs";
import { type Said, say } from "../sentences/say.ts";
import { fill } from "./fill-thread.ts";
import { openKnownFile } from "./open-known-file-thread.ts";
import type { FileObstacle } from "./regular-file.ts";
import { subtitlesAsWebvtt } from "./subtitles-as-webvtt.ts";

/** A whole series has less. */
const mostBytes = 2 * 1_024 * 1_024;

export type ReadSubtitles =
  | { readonly kind: "subtitles"; readonly webvtt: string }
  /** The message follows the path. */
  | ({ readonly kind: "unusable" } & Said)
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
    if (size > mostBytes) return { kind: "unusable", ...say("too_large_for_subtitles") };
    const bytes = new Uint8Array(size);
    const webvtt = subtitlesAsWebvtt(path, bytes.subarray(0, fill(file.descriptor, bytes, 0, beat)));
    return webvtt === null ? { kind: "unusable", ...say("no_subtitles_in_it") } : { kind: "subtitles", webvtt };
  } finally {
    closeSync(file.descriptor);
  }
}
