import { type VideoFilter, videoProperties } from "../../src/library/video-filter.ts";
import type { VideoFacets, VideoLibrary } from "../../src/library/video-library.ts";

/** The facets of all properties, each as if there was no filter on it. */
export function facetsOf(videos: Pick<VideoLibrary, "facets">, filter: VideoFilter = {}): Promise<VideoFacets> {
  return videos.facets({ filter, properties: videoProperties, measures: [], isWithoutOwn: true });
}
