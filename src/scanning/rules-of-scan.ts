import type { LiveValue } from "../live-value.ts";
import { excludeRules } from "./exclude/exclude-rules.ts";
import type { RateOfPart } from "./rate-limit.ts";
import type { ScanPayload } from "./scan-payload.ts";
import type { RootsOfScan, SettingsOfRoot } from "./settings-of-roots.ts";
import type { WalkRules } from "./walk/walk-rules.ts";

/** Settings of the server. Those of a directory of the library override them. */
export interface SettingsOfServer {
  readonly walk: WalkRules;
  /** How many files a scan probes per second at most; 0 means no limit. It may change while a scan runs. */
  readonly maxRate: LiveValue<number>;
  /** Patterns that every scan leaves out. */
  readonly exclude: readonly string[];
}

export interface RulesOfScan {
  readonly walk: WalkRules;
  readonly maxRate: LiveValue<number>;
  readonly ratesOfParts: readonly RateOfPart[];
}

/**
 * The rules of a scan. What the request gives overrides the settings of the directory of the library, and these override
 * those of the server. A directory of the library in the scanned one keeps its own settings. So a scan around it adds and
 * removes nothing there that its own scans would remove or add again.
 */
export function rulesOfScan(
  payload: Required<ScanPayload>,
  { own, inside }: RootsOfScan,
  { walk, maxRate, exclude: ofServer }: SettingsOfServer,
): RulesOfScan {
  const exclude = excludeRules(payload, { ofServer, own, inside });
  const flagsOf = (root: SettingsOfRoot | null) => ({
    followLinks: payload.follow_links ?? root?.followLinks ?? walk.followLinks,
    includeHidden: payload.include_hidden ?? root?.includeHidden ?? walk.includeHidden,
  });
  // Without those that the patterns of the scan leave out.
  const parts = inside.filter(({ path }) => exclude.parts?.some((part) => part.path === path) ?? false);
  return {
    walk: {
      ...walk,
      ...flagsOf(own),
      exclude,
      ...(parts.length > 0 && {
        parts: parts.map((root) => ({ path: root.path, recursive: root.recursive, ...flagsOf(root) })),
      }),
    },
    maxRate: payload.max_rate ?? own?.maxRate ?? maxRate,
    ratesOfParts:
      payload.max_rate === null
        ? parts.flatMap(({ path, maxRate: rate }) => (rate === null ? [] : [{ path, maxRate: rate }]))
        : [],
  };
}
