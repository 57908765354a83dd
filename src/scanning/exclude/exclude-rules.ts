import type { LibraryRoot } from "../../library/library-roots.ts";
import { type ExcludeRules, Exclusions } from "./exclusions.ts";
import { samplePatterns } from "./sample-patterns.ts";

type OwnPatterns = Pick<LibraryRoot, "path" | "exclude">;

interface Settings {
  /** Patterns of all scans. */
  readonly ofServer: readonly string[];
  /** The directory of the library that contains the scanned one. Null: it lies in none. */
  readonly own: OwnPatterns | null;
  /** The directories of the library in the scanned one. */
  readonly inside: readonly OwnPatterns[];
}

interface PatternsOfScan {
  readonly path: string;
  readonly exclude: readonly string[];
  readonly exclude_samples: boolean;
}

/**
 * The patterns of a scan. Where several match, the last one decides: in a list of a person it overrides what comes with
 * the program.
 */
export function excludeRules(scan: PatternsOfScan, { ofServer, own, inside }: Settings): ExcludeRules {
  const { path, exclude, exclude_samples: withoutSamples } = scan;
  const rules = {
    base: own?.path ?? path,
    root: path,
    weaker: [...ofServer, ...(own?.exclude ?? [])],
    stronger: [...(withoutSamples ? samplePatterns : []), ...exclude],
  };
  const exclusions = new Exclusions();
  const isLeftOut = (part: OwnPatterns): boolean =>
    exclusions.leaveOutRoot({ ...rules, base: path, root: part.path, weaker: [] }, []);
  const parts = inside
    .filter((part) => !isLeftOut(part))
    .map((part) => ({ path: part.path, weaker: [...ofServer, ...part.exclude] }));
  return parts.length === 0 ? rules : { ...rules, parts };
}

/** The patterns of a scan after `exclude` has taken the place of those of its directory of the library. */
export function rulesWithNewPatterns(
  { path, exclude, exclude_samples: withoutSamples }: PatternsOfScan,
  { ofServer, own, inside }: Settings,
): ExcludeRules {
  const patterns = [...(withoutSamples ? samplePatterns : []), ...exclude];
  const scan = { path, exclude: [], exclude_samples: false };
  return excludeRules(scan, { ofServer, own: { path: own?.path ?? path, exclude: patterns }, inside });
}
