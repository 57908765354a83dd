import type { LibraryRoot, LibraryRoots } from "../library/library-roots.ts";

/** Settings of a directory of the library that a scan in it obeys. Null: as the server is set. */
export interface SettingsOfScan extends Pick<LibraryRoot, "exclude" | "includeHidden" | "followLinks" | "maxRate"> {
  /** The directory of the library. Patterns are relative to it. */
  readonly rootPath: string;
}

/** @param path the scanned directory. Null: it lies in no directory of the library */
export type SettingsOf = (path: string) => Promise<SettingsOfScan | null>;

/** Looks up the settings of scans in the directories of the library. */
export function settingsOfRoots(roots: Pick<LibraryRoots, "containing">): SettingsOf {
  return async (path) => {
    const root = await roots.containing(path);
    if (root === null) return null;
    const { path: rootPath, exclude, includeHidden, followLinks, maxRate } = root;
    return { rootPath, exclude, includeHidden, followLinks, maxRate };
  };
}
