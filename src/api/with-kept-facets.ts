import type { VideoFacets, VideoLibrary } from "../library/video-library.ts";
import { KeptCounts, type KeptCountsParts } from "./kept-counts.ts";

/** Of how many directories facets are kept. */
const mostDirectories = 8;

/**
 * The same library, but its facets are kept, because each answer may need all videos. After a removal, videos are counted
 * anew.
 *
 * @param parts.onRemoved called after such a removal
 */
export function withKeptFacets(
  library: VideoLibrary,
  { onRemoved, ...parts }: KeptCountsParts & { readonly onRemoved: () => void },
): VideoLibrary {
  const kept = new KeptCounts<VideoFacets>({
    ...parts,
    most: mostDirectories,
    count: (key) => library.facets(JSON.parse(key) as Parameters<VideoLibrary["facets"]>[0]),
  });
  const forget: VideoLibrary["forget"] = async (which) => {
    const forgotten = await library.forget(which);
    kept.forget();
    onRemoved();
    return forgotten;
  };
  const facets: VideoLibrary["facets"] = (query = {}) => kept.of(JSON.stringify(query));
  return new Proxy(library, {
    get(target, name): unknown {
      if (name === "forget") return forget;
      return name === "facets" ? facets : Reflect.get(target, name, target);
    },
  });
}
