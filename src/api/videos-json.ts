import type { Video } from "../library/video.ts";
import type { AppParts } from "./app-parts.ts";
import type { VideoJson } from "./contract/videos.ts";
import { videoJson } from "./video-json.ts";

/** The JSON of videos of a list. Reads why some of them cannot be read. */
export async function videosJson(
  list: readonly Video[],
  { videos, posters }: Pick<AppParts, "videos" | "posters">,
): Promise<VideoJson[]> {
  const problems = await videos.problemsOf(list.map(({ path }) => path));
  return list.map((video) => videoJson(video, { pictures: posters, problem: problems.get(video.path) ?? null }));
}
