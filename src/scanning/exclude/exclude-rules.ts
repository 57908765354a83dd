import type { SettingsOfScan } from "../settings-of-root.ts";
import type { ExcludeRules } from "./exclusions.ts";
import { samplePatterns } from "./sample-patterns.ts";

type OwnPatterns = Pick<SettingsOfScan, "rootPath" | "exclude">;

/**
 * The patterns of a scan. Where several match, the last one decides: in a list of a person it overrides what comes with
 * the program.
 *
 * @param settings.ofServer patterns of all scans
 * @param settings.own the settings of the directory of the library that contains the scanned one; null if it lies in none
 */
export function excludeRules(
  scan: { readonly path: string; readonly exclude: readonly string[]; readonly exclude_samples: boolean },
  { ofServer, own }: { readonly ofServer: readonly string[]; readonly own: OwnPatterns | null },
): ExcludeRules {
  const { path, exclude, exclude_samples: withoutSamples } = scan;
  return {
    base: own?.rootPath ?? path,
    root: path,
    weaker: [...ofServer, ...(own?.exclude ?? [])],
    stronger: [...(withoutSamples ? samplePatterns : []), ...exclude],
  };
}

/** The patterns of a scan after `exclude` has taken the place of those of its directory of the library. */
export function rulesWithNewPatterns(
  { path, exclude, exclude_samples: withoutSamples }: Parameters<typeof excludeRules>[0],
  { ofServer, own }: Parameters<typeof excludeRules>[1],
): ExcludeRules {
  const patterns = [...(withoutSamples ? samplePatterns : []), ...exclude];
  const scan = { path, exclude: [], exclude_samples: false };
  return excludeRules(scan, { ofServer, own: { rootPath: own?.rootPath ?? path, exclude: patterns } });
}
