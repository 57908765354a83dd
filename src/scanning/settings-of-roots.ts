import type { LibraryRoot, LibraryRoots } from "../library/library-roots.ts";

/** Settings of a directory of the library that scans obey. Null: as the server is set. */
export type SettingsOfRoot = Pick<
  LibraryRoot,
  "path" | "recursive" | "exclude" | "includeHidden" | "followLinks" | "maxRate"
>;

/** The directories of the library that a scan is about. */
export interface RootsOfScan {
  /** The one at the scanned directory, or around it. Null: it lies in none. */
  readonly own: SettingsOfRoot | null;
  /** Those in the scanned directory. None if it lies in one itself. Below them, their settings hold. */
  readonly inside: readonly SettingsOfRoot[];
}

/** @param path the scanned directory */
export type SettingsOf = (path: string) => Promise<RootsOfScan>;

/** Looks up the settings of scans in the directories of the library. */
export function settingsOfRoots(roots: Pick<LibraryRoots, "containing" | "within">): SettingsOf {
  return async (path) => {
    const own = await roots.containing(path);
    return { own, inside: own === null ? await roots.within(path) : [] };
  };
}
