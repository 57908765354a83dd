import type { FolderPage, VideoFacets, VideoLibrary } from "../library/video-library.ts";
import { KeptCounts, type KeptCountsParts } from "./kept-counts.ts";
import { withMethods } from "./with-methods.ts";

/** Of how many directories facets are kept, and of how many the folders. */
const mostDirectories = 8;

/**
 * The same library, but its facets and folders are kept, because each answer may need all videos. After a removal, videos
 * are counted anew.
 *
 * @param parts.onRemoved called after such a removal
 */
export function withKeptCounts(
  library: VideoLibrary,
  { onRemoved, ...parts }: KeptCountsParts & { readonly onRemoved: () => void },
): VideoLibrary {
  const kept = new KeptCounts<VideoFacets>({
    ...parts,
    most: mostDirectories,
    count: (key) => library.facets(JSON.parse(key) as Parameters<VideoLibrary["facets"]>[0]),
  });
  const keptFolders = new KeptCounts<FolderPage>({
    ...parts,
    most: mostDirectories,
    count: (key) => library.folders(JSON.parse(key) as Parameters<VideoLibrary["folders"]>[0]),
  });
  const forget: VideoLibrary["forget"] = async (which) => {
    const forgotten = await library.forget(which);
    kept.forget();
    keptFolders.forget();
    onRemoved();
    return forgotten;
  };
  const facets: VideoLibrary["facets"] = (query) => kept.of(JSON.stringify(query));
  const folders: VideoLibrary["folders"] = (query) => keptFolders.of(JSON.stringify(query));
  return withMethods(library, { forget, facets, folders });
}
