import { withDirectory } from "../../src/files/open-known-directory-thread.ts";
import { DiskIds } from "../../src/scanning/walk/disk-id-thread.ts";
import type { ListedPlace } from "../../src/scanning/walk/thread-messages.ts";

/** A directory as a listing shows it now. */
export function listedPlace(directory: string): ListedPlace {
  const disk = withDirectory(directory, { roots: [], followLinks: true }, (open) => new DiskIds().idOf(open));
  return { directory, disk };
}
