import { parseVideoId, type Video } from "../library/video.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import { say } from "../sentences/say.ts";
import { ApiError } from "./error-codes.ts";

/**
 * The video whose id a request gives.
 *
 * @throws ApiError NOT_FOUND
 */
export async function findVideo(videos: Pick<VideoLibrary, "get">, text: string): Promise<Video> {
  const id = parseVideoId(text);
  const video = id === null ? null : await videos.get(id);
  if (video === null) throw noSuchVideo();
  return video;
}

export function noSuchVideo(): ApiError {
  return new ApiError("NOT_FOUND", say("no_video"));
}
