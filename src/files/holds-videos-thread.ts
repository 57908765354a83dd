/** Finds out whether videos are directly in a directory. Its calls block, so only threads import it. */
import { opendirSync } from "node:fs";
import type { CallRequest } from "./file-calls.ts";
import { withDirectory } from "./open-known-directory-thread.ts";

/** How many entries are looked at. A directory with more of them that are no videos is not one of videos. */
const mostEntries = 2_000;

/**
 * @param beat called before each call to the disk; ends the search where it throws
 * @throws PathExchanged; the system's error
 */
export function holdsVideos({ path, roots, extensions }: CallRequest<"holds-videos">, beat: () => void): boolean {
  return withDirectory(path, { roots, followLinks: false }, ({ entries }) => {
    const directory = opendirSync(entries, { bufferSize: 256 });
    try {
      for (let count = 0; count < mostEntries; count += 1) {
        beat();
        const entry = directory.readSync();
        if (entry === null) return false;
        const isFile = entry.isFile() || entry.isSymbolicLink();
        if (isFile && extensions.has(extensionOf(entry.name)) && !entry.name.startsWith(".")) return true;
      }
      return false;
    } finally {
      directory.closeSync();
    }
  });
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot).toLowerCase() : "";
}
