import type { ExportedList, ExportFormat } from "../../../src/api/contract/exports.ts";
import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import type { FoldersJson } from "../../../src/api/contract/folders.ts";
import type { ThumbnailsJson, ThumbnailsRequestJson } from "../../../src/api/contract/thumbnails.ts";
import type {
  CheckAcceptedJson,
  CheckRequestJson,
  ForgetAnswerJson,
  ForgetRequestJson,
  RescanAcceptedJson,
  RescanRequestJson,
  VideoExportRequestJson,
  VideoJson,
  VideoListJson,
} from "../../../src/api/contract/videos.ts";
import { type SelectedVideo, selectedFields } from "../library/selecting/selection.ts";
import { type CallOptions, type Connection, type ListQuery, query, sending } from "./connection.ts";
import { orUnreachable } from "./failures.ts";
import { inQuery, type VideoFilters } from "./video-filters.ts";

/** Videos by their ids, or all that match a filter. */
export type ChosenVideos = Omit<VideoExportRequestJson, "format" | "fields" | "bom">;

/** The videos of the library, and what can be done with them. */
export interface VideoCalls {
  /** @param page.limit 1 to 100 */
  videos(
    filters: VideoFilters,
    page: { readonly limit: number; readonly offset: number },
    options?: CallOptions,
  ): Promise<VideoListJson>;
  video(id: string, options?: CallOptions): Promise<VideoJson>;
  /** How many videos that match have each value: see `GET /api/v1/videos/facets`. */
  facets(filters: VideoFilters, options?: CallOptions): Promise<FacetsJson>;
  /** The same, but a filter applies to its own values, too: see `GET /api/v1/statistics`. */
  statistics(filters: VideoFilters, options?: CallOptions): Promise<FacetsJson>;
  /** @param query.path the folder to look into. Default: the deepest one that holds all videos */
  folders(
    query: { readonly path?: string | undefined; readonly cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<FoldersJson>;
  /**
   * What a selection needs of the videos at some places of a list.
   *
   * @param places.limit 1 to 10,000
   */
  placesOfVideos(
    filters: VideoFilters,
    places: { readonly offset: number; readonly limit: number },
    options?: CallOptions,
  ): Promise<readonly SelectedVideo[]>;
  /** The paths of chosen videos. They are in memory, so they should not be many thousands. */
  pathsOfVideos(chosen: ChosenVideos, options?: CallOptions): Promise<readonly string[]>;
  /** Chosen videos as a file, with the name that the server gives it. */
  exportedVideos(chosen: ChosenVideos & { readonly format: ExportFormat }, options?: CallOptions): Promise<File>;
  /** Removes a video from the library. Its file stays on the disk. */
  forgetVideo(id: string, options?: CallOptions): Promise<void>;
  /** Removes many videos from the library, or counts them. Their files stay on the disk. */
  forgetVideos(request: ForgetRequestJson, options?: CallOptions): Promise<ForgetAnswerJson>;
  /** Decodes videos from beginning to end, to find broken ones. */
  checkVideos(request: CheckRequestJson, options?: CallOptions): Promise<CheckAcceptedJson>;
  /** Scans the directories that hold the videos again. */
  rescanVideos(request: RescanRequestJson, options?: CallOptions): Promise<RescanAcceptedJson>;
  /** Requests posters, the most important first. The answer has the state of each. */
  thumbnails(request: ThumbnailsRequestJson, options?: CallOptions): Promise<ThumbnailsJson>;
  /** The address of a video's poster. The browser may cache it until the video is updated. */
  thumbnailUrl(video: Pick<VideoJson, "id" | "updated_at">): string;
  /** The address of a file with all of a list. */
  exportUrl(list: ExportedList, filters: ListQuery, format: ExportFormat): string;
}

export function videoCalls({ api, call, get, post, textOf, responseOf }: Connection): VideoCalls {
  /** A list may take longer than other answers, so it has no time limit. The server ends it if it takes nothing. */
  function exported(request: VideoExportRequestJson, { signal }: CallOptions = {}): Promise<string> {
    return textOf("/videos/export", sending(request, signal), signal);
  }

  return {
    videos: (filters, { limit, offset }, callOptions) =>
      get(`/videos${query({ ...inQuery(filters), limit, offset })}`, callOptions),
    video: (id, callOptions) => get(`/videos/${encodeURIComponent(id)}`, callOptions),
    facets: ({ sort: _sort, ...filters }, callOptions) =>
      get(`/videos/facets${query({ ...inQuery(filters), time_zone: timeZoneHere() })}`, callOptions),
    statistics: ({ sort: _sort, ...filters }, callOptions) =>
      get(`/statistics${query({ ...inQuery(filters), time_zone: timeZoneHere() })}`, callOptions),
    folders: ({ path, cursor }, callOptions) => get(`/folders${query({ path, cursor })}`, callOptions),
    placesOfVideos: async (filters, { offset, limit }, { signal } = {}) => {
      const asked = query({ ...inQuery(filters), format: "ndjson", fields: selectedFields.join(","), offset, limit });
      const text = await textOf(`/videos/export${asked}`, signal === undefined ? {} : { signal }, signal);
      return linesOf(text);
    },
    pathsOfVideos: async (chosen, callOptions) => {
      const text = await exported({ ...chosen, format: "ndjson", fields: ["path"] }, callOptions);
      return linesOf(text).map(({ path }) => path);
    },
    exportedVideos: async (chosen, { signal } = {}) => {
      const request = { ...chosen, bom: chosen.format === "csv" };
      const response = await responseOf("/videos/export", sending(request, signal), signal);
      // As bytes: a text loses its byte order mark.
      const bytes = await orUnreachable(() => response.arrayBuffer(), signal);
      const disposition = response.headers.get("content-disposition") ?? "";
      const [, name = `videos.${chosen.format}`] = /filename="([^"]+)"/.exec(disposition) ?? [];
      return new File([bytes], name, { type: response.headers.get("content-type") ?? "" });
    },
    forgetVideo: (id, { signal } = {}) => call("DELETE", `/videos/${encodeURIComponent(id)}`, { signal }),
    forgetVideos: (request, callOptions) => post("/videos/forget", request, callOptions),
    checkVideos: (request, callOptions) => post("/videos/check", request, callOptions),
    rescanVideos: (request, callOptions) => post("/videos/rescan", request, callOptions),
    thumbnails: (request, callOptions) => post("/videos/thumbnails", request, callOptions),
    thumbnailUrl: ({ id, updated_at }) =>
      `${api}/videos/${encodeURIComponent(id)}/thumbnail${query({ v: updated_at })}`,
    exportUrl: (list, filters, format) =>
      `${api}/${list}/export${query({
        ...filters,
        time_zone: list === "statistics" ? timeZoneHere() : undefined,
        q: filters["q"] === "" ? undefined : filters["q"],
        format,
        // Excel takes other files for Windows-1252.
        bom: format === "csv" ? true : undefined,
      })}`,
  };
}

/** The objects of NDJSON, with those of these fields that were asked for. */
function linesOf(ndjson: string): readonly (SelectedVideo & Pick<VideoJson, "path">)[] {
  return ndjson
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as SelectedVideo & Pick<VideoJson, "path">);
}

/** Where the reader is. Years and months begin there, as days do. */
function timeZoneHere(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
