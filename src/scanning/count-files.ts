import { opendir } from "node:fs/promises";
import { extname, join } from "node:path";

/**
 * About how many video files a tree has, from the names alone: far quicker than a scan, so that a first scan soon
 * knows how much there is to do. What cannot be listed counts nothing; the scan itself says what is wrong with it.
 *
 * @param root absolute
 * @param options.extensions with their dot, in lower case
 * @throws `options.signal.reason` once that signal aborts
 */
export async function countFiles(
  root: string,
  options: { readonly recursive: boolean; readonly extensions: ReadonlySet<string>; readonly signal: AbortSignal },
): Promise<number> {
  const { recursive, extensions, signal } = options;
  const ahead = [root];
  let files = 0;
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    try {
      for await (const entry of await opendir(path, { bufferSize: 256 })) {
        signal.throwIfAborted();
        if (entry.isDirectory()) {
          if (recursive) ahead.push(join(path, entry.name));
        } else if (extensions.has(extname(entry.name).toLowerCase())) files += 1;
      }
    } catch {
      signal.throwIfAborted();
    }
  }
  return files;
}
