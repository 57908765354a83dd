import { type FacetsJson, facetsSchema } from "../../api/contract/facets.ts";
import { type FoldersJson, foldersSchema } from "../../api/contract/folders.ts";
import { type SavedFilterListJson, savedFilterListSchema } from "../../api/contract/saved-filters.ts";
import type { VideoFilterJson } from "../../api/contract/video-filters.ts";
import {
  type CheckAcceptedJson,
  type CheckRequestJson,
  checkAcceptedSchema,
  type ForgetAnswerJson,
  type ForgetRequestJson,
  forgetAnswerSchema,
  type RescanAcceptedJson,
  type RescanRequestJson,
  rescanAcceptedSchema,
  type VideoJson,
  type VideoListJson,
  type VideoSortJson,
  videoListSchema,
  videoSchema,
} from "../../api/contract/videos.ts";
import type { ServerConnection } from "./server-connection.ts";

/** Filters and order of a list of videos. */
export type VideoListQuery = VideoFilterJson & { readonly sort?: VideoSortJson | undefined };

/** The videos of the library. */
export function videoCalls(server: ServerConnection) {
  return {
    videos(query: VideoListQuery & { limit: number; cursor?: string | undefined }): Promise<VideoListJson> {
      return server.call(videoListSchema, "GET", "/api/v1/videos", { query });
    },

    video(id: string): Promise<VideoJson> {
      return server.call(videoSchema, "GET", `/api/v1/videos/${encodeURIComponent(id)}`);
    },

    savedFilters(): Promise<SavedFilterListJson> {
      return server.call(savedFilterListSchema, "GET", "/api/v1/saved-filters");
    },

    statistics(query: VideoFilterJson & { readonly time_zone?: string }): Promise<FacetsJson> {
      return server.call(facetsSchema, "GET", "/api/v1/statistics", { query });
    },

    folders(query: { path: string | undefined; cursor: string | undefined }): Promise<FoldersJson> {
      return server.call(foldersSchema, "GET", "/api/v1/folders", { query });
    },

    check(request: CheckRequestJson): Promise<CheckAcceptedJson> {
      return server.call(checkAcceptedSchema, "POST", "/api/v1/videos/check", { body: request });
    },

    forget(request: ForgetRequestJson): Promise<ForgetAnswerJson> {
      return server.call(forgetAnswerSchema, "POST", "/api/v1/videos/forget", { body: request });
    },

    /** Reads the files of videos again. */
    rescan(request: RescanRequestJson): Promise<RescanAcceptedJson> {
      return server.call(rescanAcceptedSchema, "POST", "/api/v1/videos/rescan", { body: request });
    },
  };
}
