import { sep } from "node:path";
import { isWithin } from "../../files/is-within.ts";
import type { DirectoryExclusion, Exclusions } from "../exclude/exclusions.ts";
import { isPassedOverDirectory } from "./passed-over.ts";
import { rulesIn, type WalkScope } from "./walk-rules.ts";

/**
 * The parts of the tree that lie behind a subdirectory that the walk does not enter, because it is left out or passed
 * over. The walk goes on in them: only their own settings, and the patterns of the scan, leave out something there.
 *
 * @param directory a directory that was listed
 * @param exclusion what it and the directories above leave out by their own files
 * @returns their paths
 */
export function partsToEnter(
  directory: string,
  {
    scope,
    exclusions,
    exclusion,
  }: {
    readonly scope: WalkScope;
    readonly exclusions: Exclusions;
    readonly exclusion: DirectoryExclusion | null;
  },
): readonly string[] {
  const below = (scope.parts ?? []).filter(({ path }) => path !== directory && isWithin(path, directory));
  if (below.length === 0) return [];
  const { recursive, includeHidden } = rulesIn(directory, scope);
  if (!recursive) return [];
  const excludes = exclusions.in(directory, scope.exclude, exclusion);
  const isEntered = (name: string): boolean =>
    (includeHidden || !isPassedOverDirectory(name)) && excludes?.(name, "directory") !== true;
  const start = directory.endsWith(sep) ? directory.length : directory.length + 1;
  return below.map(({ path }) => path).filter((path) => !isEntered(path.slice(start).split(sep, 1)[0] ?? ""));
}
