import type { DuplicateLibrary, DuplicateTotals } from "../library/duplicates.ts";
import { KeptCounts, type KeptCountsParts } from "./kept-counts.ts";
import { withMethods } from "./with-methods.ts";

/** Of how many directories totals are kept. */
const mostDirectories = 8;

/**
 * The same duplicates, but their totals are kept, because each answer needs all videos.
 *
 * @returns with a call that counts anew from then on
 */
export function keptDuplicates(
  library: DuplicateLibrary,
  parts: KeptCountsParts,
): { readonly duplicates: DuplicateLibrary; readonly countAnew: () => void } {
  const kept = new KeptCounts<DuplicateTotals>({
    ...parts,
    most: mostDirectories,
    count: (key) => library.totals(JSON.parse(key) as Parameters<DuplicateLibrary["totals"]>[0]),
  });
  const totals: DuplicateLibrary["totals"] = (query) => kept.of(JSON.stringify(query));
  const distrust: DuplicateLibrary["distrust"] = async (ids) => {
    await library.distrust(ids);
    kept.forget();
  };
  return { duplicates: withMethods(library, { totals, distrust }), countAnew: () => kept.forget() };
}
