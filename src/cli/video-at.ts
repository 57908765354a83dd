import { basename, dirname } from "node:path";
import type { VideoJson } from "../api/contract/videos.ts";
import type { ApiClient } from "./api-client.ts";

/** The video of the library at a path, as the library names it; null if there is none. */
export async function videoAt(client: ApiClient, path: string): Promise<VideoJson | null> {
  const place = { path: dirname(path), recursive: false };
  const { videos } = await client.videos({ ...place, q: `"${basename(path)}"`, limit: 100 });
  return videos.find((video) => video.path === path) ?? null;
}
