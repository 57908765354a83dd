import type { Kysely } from "kysely";
import { type Resolution, resolutions } from "../../library/resolution.ts";
import { suspects } from "../../library/video.ts";
import type { Facet, VideoFacets } from "../../library/video-library.ts";
import type { Tables } from "../schema.ts";
import type { VideoIndex } from "./video-index.ts";

/** See `VideoLibrary.facets`. */
export async function videoFacets(
  { db, index }: { readonly db: Kysely<Tables>; readonly index: VideoIndex },
  { directory = null }: { readonly directory?: string | null },
): Promise<VideoFacets> {
  const kinds = await index.countKinds(db, directory);
  const codecs = new Map<string, number>();
  const sizes = new Map<Resolution, number>();
  const counts = { total: 0, missing: 0, truncated: 0, length: 0, broken: 0 };
  for (const kind of kinds) {
    counts.total += kind.total;
    counts.missing += kind.missing;
    counts.truncated += kind.truncated;
    counts.length += kind.suspectLength;
    counts.broken += kind.broken;
    codecs.set(kind.videoCodec, (codecs.get(kind.videoCodec) ?? 0) + kind.total);
    sizes.set(kind.resolution, (sizes.get(kind.resolution) ?? 0) + kind.total);
  }
  return {
    total: counts.total,
    missing: counts.missing,
    videoCodecs: facets(codecs).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    resolutions: facets(sizes).toSorted((a, b) => resolutions.indexOf(a.value) - resolutions.indexOf(b.value)),
    suspects: suspects.map((value) => ({ value, count: counts[value] })).filter(({ count }) => count > 0),
    broken: counts.broken,
  };
}

function facets<Value>(counts: ReadonlyMap<Value, number>): readonly Facet<Value>[] {
  return [...counts].map(([value, count]) => ({ value, count }));
}
