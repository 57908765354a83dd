import type { Kysely } from "kysely";
import { type Resolution, resolutions } from "../../library/resolution.ts";
import type { Facet, VideoFacets } from "../../library/video-library.ts";
import type { Tables } from "../schema.ts";
import { resolutionOfRow } from "./resolution-of-row.ts";

/**
 * One pass over all videos. The result is small for any number of videos: a row for each codec and each of its few
 * resolutions.
 */
export async function videoFacets(db: Kysely<Tables>): Promise<VideoFacets> {
  const groups = await db
    .selectFrom("videos")
    .select((eb) => [
      "video_codec",
      resolutionOfRow.as("resolution"),
      eb.fn.countAll<number>().as("total"),
      eb.fn.count<number>("missing_since").as("missing"),
    ])
    .groupBy(["video_codec", "resolution"])
    .execute();

  const codecs = new Map<string, number>();
  const sizes = new Map<Resolution, number>();
  let [total, missing] = [0, 0];
  for (const group of groups) {
    total += group.total;
    missing += group.missing;
    codecs.set(group.video_codec, (codecs.get(group.video_codec) ?? 0) + group.total);
    sizes.set(group.resolution, (sizes.get(group.resolution) ?? 0) + group.total);
  }
  return {
    total,
    missing,
    videoCodecs: facets(codecs).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    resolutions: facets(sizes).toSorted((a, b) => resolutions.indexOf(a.value) - resolutions.indexOf(b.value)),
  };
}

function facets<Value>(counts: ReadonlyMap<Value, number>): readonly Facet<Value>[] {
  return [...counts].map(([value, count]) => ({ value, count }));
}
