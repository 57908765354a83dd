/**
 * The page's calls of the API. The server's contract types requests and answers, so the type check finds a change of the
 * contract that the page does not follow.
 */
import type { DirectoriesJson } from "../../../src/api/contract/directories.ts";
import type {
  CompareAcceptedJson,
  CompareRequestJson,
  DeleteDuplicatesRequestJson,
  DuplicateGroupJson,
  DuplicatesJson,
  GroupStateJson,
} from "../../../src/api/contract/duplicates.ts";
import type { ErrorJson } from "../../../src/api/contract/errors.ts";
import type { ExportFormat } from "../../../src/api/contract/exports.ts";
import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import type { JobErrorsJson, ProblemsJson } from "../../../src/api/contract/file-errors.ts";
import type { FoldersJson } from "../../../src/api/contract/folders.ts";
import type {
  ExcludePreviewJson,
  ExcludePreviewRequestJson,
  JobCreatedJson,
  JobJson,
  JobListJson,
  ScanAcceptedJson,
  ThroughputJson,
} from "../../../src/api/contract/jobs.ts";
import type { ShowInFolderJson } from "../../../src/api/contract/playing.ts";
import type {
  NewRootJson,
  RootChangeJson,
  RootJson,
  RootListJson,
  RootScansJson,
} from "../../../src/api/contract/roots.ts";
import type { SavedFilterJson, SavedFilterListJson } from "../../../src/api/contract/saved-filters.ts";
import type { ScanRequestJson } from "../../../src/api/contract/scan-requests.ts";
import type { SentenceJson } from "../../../src/api/contract/sentences.ts";
import type { SessionRequestJson, VersionJson } from "../../../src/api/contract/server.ts";
import type {
  DeliveriesJson,
  DeliveryJson,
  SettingJson,
  SettingsChangedJson,
  SettingsChangeJson,
  SettingsJson,
  WebhookTestJson,
} from "../../../src/api/contract/settings.ts";
import type { ThumbnailsJson, ThumbnailsRequestJson } from "../../../src/api/contract/thumbnails.ts";
import type { VideoFilterJson } from "../../../src/api/contract/video-filters.ts";
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
  VideoSortJson,
} from "../../../src/api/contract/videos.ts";
import type { WorkerJson, WorkersJson } from "../../../src/api/contract/workers.ts";
import { basePath } from "../base-path.ts";
import { type SelectedVideo, selectedFields } from "../library/selecting/selection.ts";
import { inOwnLanguage } from "../texts/server-texts.ts";
import { texts } from "../texts/texts.ts";
import { visibleText } from "../texts/visible-text.tsx";

/** The server answered with an error. */
export class Refused extends Error {
  override readonly name = "Refused";
  /** The HTTP status, such as 409. */
  readonly status: number;
  /** The server's error code, such as `ALREADY_TERMINAL`; `HTTP_<status>` if the answer has none. */
  readonly code: string;

  /** The message as data; see `src/sentences/sentence.ts`. */
  readonly sentence: SentenceJson | undefined;

  /** @param message for people: the problem and what to do */
  constructor(
    message: string,
    {
      status,
      code,
      sentence,
    }: { readonly status: number; readonly code: string; readonly sentence?: SentenceJson | undefined },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.sentence = sentence;
  }
}

/** There was no answer: the network or the server is away, or a proxy reports that the server is. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export interface CallOptions {
  /** Ends the call, which then throws its reason. */
  readonly signal?: AbortSignal | undefined;
}

type QueryValue = string | number | boolean | undefined;

/** The filters of a list, and its order. */
export type ListQuery = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/** A list that the server sends as a file. */
export type ExportedList =
  | "videos"
  | "videos/problems"
  | "folders"
  | "statistics"
  | "duplicates"
  | "jobs"
  | `jobs/${string}/errors`;

/** The filters of a list, and its order. */
export type VideoFilters = { readonly [Name in keyof VideoFilterJson]: VideoFilterJson[Name] } & {
  readonly sort?: VideoSortJson | undefined;
};

export type NewSavedFilter = Pick<SavedFilterJson, "name" | "filter" | "sort">;

/** Videos by their ids, or all that match a filter. */
export type ChosenVideos = Omit<VideoExportRequestJson, "format" | "fields" | "bom">;

export type JobStatus = JobJson["status"];

/** Every call throws `Refused`, `Unreachable`, or the reason of its signal. */
export interface ApiClient {
  startScan(request: ScanRequestJson, options?: CallOptions): Promise<ScanAcceptedJson>;
  job(id: string, options?: CallOptions): Promise<JobJson>;
  /** Newest first. */
  jobs(
    query: {
      readonly statuses?: readonly JobStatus[];
      readonly q?: string | undefined;
      readonly limit?: number;
      readonly cursor?: string;
    },
    options?: CallOptions,
  ): Promise<JobListJson>;
  cancelJob(id: string, options?: CallOptions): Promise<JobJson>;
  resumeJob(id: string, options?: CallOptions): Promise<JobCreatedJson>;
  jobErrors(
    id: string,
    query: { readonly limit: number; readonly cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<JobErrorsJson>;
  throughput(id: string, options?: CallOptions): Promise<ThroughputJson>;
  /** @param page.limit 1 to 100 */
  videos(
    filters: VideoFilters,
    page: { readonly limit: number; readonly offset: number },
    options?: CallOptions,
  ): Promise<VideoListJson>;
  /**
   * Files that could not be read at the last try.
   *
   * @param query.path only files in this directory, at any depth
   * @param query.limit 1 to 1,000
   */
  problems(
    query: { readonly path?: string | undefined; readonly limit: number; readonly cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<ProblemsJson>;
  /** How many videos that match have each value: see `GET /api/v1/videos/facets`. */
  facets(filters: VideoFilters, options?: CallOptions): Promise<FacetsJson>;
  /** Filters under names, in the order of their names. */
  savedFilters(options?: CallOptions): Promise<readonly SavedFilterJson[]>;
  saveFilter(filter: NewSavedFilter, options?: CallOptions): Promise<SavedFilterJson>;
  changeSavedFilter(id: string, changes: Partial<NewSavedFilter>, options?: CallOptions): Promise<SavedFilterJson>;
  removeSavedFilter(id: string, options?: CallOptions): Promise<void>;
  /** The same, but a filter applies to its own values, too: see `GET /api/v1/statistics`. */
  statistics(filters: VideoFilters, options?: CallOptions): Promise<FacetsJson>;
  /** @param query.path the folder to look into. Default: the deepest one that holds all videos */
  folders(
    query: { readonly path?: string | undefined; readonly cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<FoldersJson>;
  /**
   * Groups of files that are equal, or may be, the largest gain first.
   *
   * @param query.path only groups with a video in it, at any depth. Default: the whole library
   */
  duplicates(
    query: {
      readonly path?: string | undefined;
      readonly state?: GroupStateJson | undefined;
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<DuplicatesJson>;
  /** A group with its videos after a cursor: `next_cursor` of the group. */
  duplicateGroup(
    id: string,
    query: { readonly cursor: string; readonly limit: number },
    options?: CallOptions,
  ): Promise<DuplicateGroupJson>;
  /** Compares the files of groups, to find out which are equal. */
  compareFiles(request: NonNullable<CompareRequestJson>, options?: CallOptions): Promise<CompareAcceptedJson>;
  /** Deletes files of a group that are equal to others that stay. It has no time limit. `deleteCopies` reads the answer. */
  deleteDuplicates(group: string, request: DeleteDuplicatesRequestJson, options?: CallOptions): Promise<Response>;
  /** The settings of the server, and where they come from. */
  settings(options?: CallOptions): Promise<readonly SettingJson[]>;
  /** @returns all settings after the change */
  changeSettings(changes: SettingsChangeJson, options?: CallOptions): Promise<SettingsChangedJson>;
  /** Sends a message to the webhook that means nothing. */
  testWebhook(options?: CallOptions): Promise<WebhookTestJson>;
  /** The last messages to the webhook, the newest first. */
  webhookDeliveries(options?: CallOptions): Promise<readonly DeliveryJson[]>;
  version(options?: CallOptions): Promise<VersionJson>;
  /** The workers of all machines, the oldest first. A library in a file has none. */
  workers(options?: CallOptions): Promise<readonly WorkerJson[]>;
  video(id: string, options?: CallOptions): Promise<VideoJson>;
  /** Removes a video from the library. Its file stays on the disk. */
  forgetVideo(id: string, options?: CallOptions): Promise<void>;
  /** Removes many videos from the library, or counts them. Their files stay on the disk. */
  forgetVideos(request: ForgetRequestJson, options?: CallOptions): Promise<ForgetAnswerJson>;
  /** Counts the videos that patterns would leave out. */
  previewExclude(request: ExcludePreviewRequestJson, options?: CallOptions): Promise<ExcludePreviewJson>;
  /** Decodes videos from beginning to end, to find broken ones. */
  checkVideos(request: CheckRequestJson, options?: CallOptions): Promise<CheckAcceptedJson>;
  /** Scans the directories that hold the videos again. */
  rescanVideos(request: RescanRequestJson, options?: CallOptions): Promise<RescanAcceptedJson>;
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
  /** The directories of the library, with the numbers of their videos and their last scans. */
  roots(options?: CallOptions): Promise<RootListJson>;
  /** Adds a directory to the library, without a scan. */
  addRoot(root: NewRootJson, options?: CallOptions): Promise<RootJson>;
  changeRoot(id: string, changes: RootChangeJson, options?: CallOptions): Promise<RootJson>;
  /**
   * Removes a directory from the library. Its files stay on the disk.
   *
   * @param query.withVideos whether its videos are removed from the library, too
   */
  forgetRoot(id: string, query: { readonly withVideos: boolean }, options?: CallOptions): Promise<void>;
  scanRoot(id: string, options?: CallOptions): Promise<ScanAcceptedJson>;
  /** Scans all directories of the library. */
  scanRoots(options?: CallOptions): Promise<RootScansJson>;
  /** Requests posters, the most important first. The answer has the state of each. */
  thumbnails(request: ThumbnailsRequestJson, options?: CallOptions): Promise<ThumbnailsJson>;
  /**
   * The directories in a directory. A limit of 1 is enough to resolve a path.
   *
   * @param query.path absent: the allowed roots, or without roots the home directory
   * @param query.hidden whether to list directories whose names begin with a dot
   * @param query.limit 1 to 1,000
   */
  directories(
    query: { readonly path?: string | undefined; readonly hidden?: boolean; readonly limit: number },
    options?: CallOptions,
  ): Promise<DirectoriesJson>;
  /** Signs this browser in to a server with a token. */
  signIn(request: SessionRequestJson, options?: CallOptions): Promise<void>;
  signOut(options?: CallOptions): Promise<void>;
  /** The address of a video's poster. The browser may cache it until the video is updated. */
  thumbnailUrl(video: Pick<VideoJson, "id" | "updated_at">): string;
  /** The address of a video's file. */
  filmUrl(id: string): string;
  /** Whether the server sends the file of a video. If not, the error says why. */
  checkFilm(id: string, options?: CallOptions): Promise<void>;
  /** The address of a subtitle file of a video, as browsers show it. @param nth its place in `external_subtitles` */
  subtitlesUrl(id: string, nth: number): string;
  /** Whether the server sends such a file. If not, the error says why. */
  checkSubtitles(id: string, nth: number, options?: CallOptions): Promise<void>;
  /** The address of a playlist, which opens a video in a player outside of the browser. */
  playlistUrl(id: string): string;
  canShowInFolder(id: string, options?: CallOptions): Promise<ShowInFolderJson>;
  /** Shows the file of a video on the desktop of the server. */
  showInFolder(id: string, options?: CallOptions): Promise<void>;
  /** The address of a file with all of a list. */
  exportUrl(list: ExportedList, filters: ListQuery, format: ExportFormat): string;
  /** The address of the event stream of all jobs. */
  readonly eventsUrl: string;
}

export interface ApiClientOptions {
  /** The address of the server, such as `http://127.0.0.1:8765`. Default: the base path of the page. */
  readonly baseUrl?: string;
  /** The time limit for an answer, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** Called when the server requires a sign-in. */
  readonly onSignInNeeded?: () => void;
}

interface CallParts extends CallOptions {
  readonly body?: object;
  /** Whether the request goes on after the page is gone. */
  readonly keepalive?: boolean;
  /** The part of a file to ask for. Its content is not read. */
  readonly range?: string;
}

/** The statuses of a proxy that cannot reach its server. */
const fromProxies: ReadonlySet<number> = new Set([502, 504]);

export function createApiClient(options: ApiClientOptions = {}): ApiClient {
  const { baseUrl = basePath().slice(0, -1), timeoutMs = 15_000, onSignInNeeded } = options;
  const api = `${baseUrl}/api/v1`;

  async function call<Answer>(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    { body, signal, keepalive = false, range }: CallParts = {},
  ): Promise<Answer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const until = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const init: RequestInit = { method, keepalive, signal: until };
    if (body !== undefined) {
      init.headers = { "content-type": "application/json" };
      init.body = JSON.stringify(body);
    }
    if (range !== undefined) init.headers = { range };
    const text = await textOf(path, init, signal);
    return text === "" || range !== undefined ? (undefined as Answer) : inOwnLanguage<Answer>(text);
  }

  /** @throws as every call */
  async function textOf(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<string> {
    const response = await responseOf(path, init, signal);
    return orUnreachable(() => response.text(), signal);
  }

  /** Resolves when the server has begun a good answer. @throws as every call */
  async function responseOf(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
    const response = await orUnreachable(() => fetch(`${api}${path}`, init), signal);
    if (response.ok) return response;
    if (response.status === 401) onSignInNeeded?.();
    throw await failureOf(response.status, await orUnreachable(() => response.text(), signal));
  }

  /** A list may take longer than other answers, so it has no time limit. The server ends it if it takes nothing. */
  function exported(request: VideoExportRequestJson, { signal }: CallOptions = {}): Promise<string> {
    return textOf("/videos/export", sending(request, signal), signal);
  }

  const get = <Answer>(path: string, { signal }: CallOptions = {}) => call<Answer>("GET", path, { signal });
  const post = <Answer>(path: string, body: object | undefined, { signal }: CallOptions = {}) =>
    call<Answer>("POST", path, { signal, ...(body !== undefined && { body }) });

  return {
    startScan: (request, callOptions) => post("/videos/scan", request, callOptions),
    job: (id, callOptions) => get(`/jobs/${encodeURIComponent(id)}`, callOptions),
    jobs: ({ statuses, q, limit, cursor }, callOptions) =>
      get(`/jobs${query({ status: statuses?.join(","), q: q === "" ? undefined : q, limit, cursor })}`, callOptions),
    cancelJob: (id, callOptions) => post(`/jobs/${encodeURIComponent(id)}/cancel`, undefined, callOptions),
    resumeJob: (id, callOptions) => post(`/jobs/${encodeURIComponent(id)}/resume`, undefined, callOptions),
    jobErrors: (id, { limit, cursor }, callOptions) =>
      get(`/jobs/${encodeURIComponent(id)}/errors${query({ limit, cursor })}`, callOptions),
    throughput: (id, callOptions) => get(`/jobs/${encodeURIComponent(id)}/throughput`, callOptions),
    videos: (filters, { limit, offset }, callOptions) =>
      get(`/videos${query({ ...inQuery(filters), limit, offset })}`, callOptions),
    problems: ({ path, limit, cursor }, callOptions) =>
      get(`/videos/problems${query({ path, limit, cursor })}`, callOptions),
    facets: ({ sort: _sort, ...filters }, callOptions) => get(`/videos/facets${query(inQuery(filters))}`, callOptions),
    savedFilters: async (callOptions) => (await get<SavedFilterListJson>("/saved-filters", callOptions)).saved_filters,
    saveFilter: (filter, callOptions) => post("/saved-filters", filter, callOptions),
    changeSavedFilter: (id, body, { signal } = {}) =>
      call("PATCH", `/saved-filters/${encodeURIComponent(id)}`, { body, signal }),
    removeSavedFilter: (id, { signal } = {}) => call("DELETE", `/saved-filters/${encodeURIComponent(id)}`, { signal }),
    statistics: ({ sort: _sort, ...filters }, callOptions) => get(`/statistics${query(inQuery(filters))}`, callOptions),
    folders: ({ path, cursor }, callOptions) => get(`/folders${query({ path, cursor })}`, callOptions),
    duplicates: ({ path, state, cursor }, callOptions) =>
      get(`/duplicates${query({ path, state, cursor })}`, callOptions),
    duplicateGroup: (id, page, callOptions) => get(`/duplicates/${encodeURIComponent(id)}${query(page)}`, callOptions),
    compareFiles: (request, callOptions) => post("/duplicates/compare", request, callOptions),
    deleteDuplicates: (group, request, { signal } = {}) => {
      const init = sending(request, signal, { accept: "application/x-ndjson, application/json" });
      return responseOf(`/duplicates/${encodeURIComponent(group)}/delete`, init, signal);
    },
    settings: async (callOptions) => (await get<SettingsJson>("/settings", callOptions)).settings,
    changeSettings: (body, { signal } = {}) => call("PATCH", "/settings", { body, signal }),
    testWebhook: (callOptions) => post("/settings/webhook/test", undefined, callOptions),
    webhookDeliveries: async (callOptions) =>
      (await get<DeliveriesJson>("/settings/webhook/deliveries?limit=10", callOptions)).deliveries,
    version: (callOptions) => get("/version", callOptions),
    workers: async (callOptions) => (await get<WorkersJson>("/workers", callOptions)).workers,
    video: (id, callOptions) => get(`/videos/${encodeURIComponent(id)}`, callOptions),
    forgetVideo: (id, { signal } = {}) => call("DELETE", `/videos/${encodeURIComponent(id)}`, { signal }),
    forgetVideos: (request, callOptions) => post("/videos/forget", request, callOptions),
    previewExclude: (request, callOptions) => post("/videos/exclude/preview", request, callOptions),
    checkVideos: (request, callOptions) => post("/videos/check", request, callOptions),
    rescanVideos: (request, callOptions) => post("/videos/rescan", request, callOptions),
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
    roots: (callOptions) => get("/roots", callOptions),
    addRoot: (root, callOptions) => post("/roots", root, callOptions),
    changeRoot: (id, body, { signal } = {}) => call("PATCH", `/roots/${encodeURIComponent(id)}`, { body, signal }),
    forgetRoot: async (id, { withVideos }, { signal } = {}) => {
      await call("DELETE", `/roots/${encodeURIComponent(id)}${query({ forget_videos: withVideos })}`, {
        signal,
        // It may be sent while the tab is being closed.
        keepalive: true,
      });
    },
    scanRoot: (id, callOptions) => post(`/roots/${encodeURIComponent(id)}/scan`, undefined, callOptions),
    scanRoots: (callOptions) => post("/roots/scan", undefined, callOptions),
    thumbnails: (request, callOptions) => post("/videos/thumbnails", request, callOptions),
    directories: ({ path, hidden, limit }, callOptions) =>
      get(`/filesystem/directories${query({ path, hidden, limit })}`, callOptions),
    signIn: (request, callOptions) => post("/session", request, callOptions),
    signOut: ({ signal } = {}) => call("DELETE", "/session", { signal }),
    thumbnailUrl: ({ id, updated_at }) =>
      `${api}/videos/${encodeURIComponent(id)}/thumbnail${query({ v: updated_at })}`,
    filmUrl: (id) => `${api}/videos/${encodeURIComponent(id)}/file`,
    checkFilm: (id, { signal } = {}) =>
      call("GET", `/videos/${encodeURIComponent(id)}/file`, { signal, range: "bytes=0-0" }),
    subtitlesUrl: (id, nth) => `${api}/videos/${encodeURIComponent(id)}/subtitles/${nth}`,
    checkSubtitles: (id, nth, { signal } = {}) =>
      call("GET", `/videos/${encodeURIComponent(id)}/subtitles/${nth}`, { signal, range: "bytes=0-0" }),
    playlistUrl: (id) =>
      `${api}/videos/${encodeURIComponent(id)}/playlist.m3u8${query({ origin: globalThis.location.origin })}`,
    canShowInFolder: (id, callOptions) => get(`/videos/${encodeURIComponent(id)}/show-in-folder`, callOptions),
    showInFolder: (id, callOptions) => post(`/videos/${encodeURIComponent(id)}/show-in-folder`, undefined, callOptions),
    exportUrl: (list, filters, format) =>
      `${api}/${list}/export${query({
        ...filters,
        q: filters["q"] === "" ? undefined : filters["q"],
        format,
        // Excel takes other files for Windows-1252.
        bom: format === "csv" ? true : undefined,
      })}`,
    eventsUrl: `${api}/events`,
  };
}

/** The objects of NDJSON, with those of these fields that were asked for. */
function linesOf(ndjson: string): readonly (SelectedVideo & Pick<VideoJson, "path">)[] {
  return ndjson
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as SelectedVideo & Pick<VideoJson, "path">);
}

/** The filters and the order of a list, as a query has them. */
function inQuery({ q, ...filters }: VideoFilters) {
  return { ...filters, q: q === "" ? undefined : q };
}

function query(values: ListQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) search.append(name, String(each));
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

/** A request with a body, without a time limit. */
function sending(body: object, signal: AbortSignal | undefined, headers: Record<string, string> = {}): RequestInit {
  const init: RequestInit = { method: "POST", body: JSON.stringify(body) };
  init.headers = { "content-type": "application/json", ...headers };
  if (signal !== undefined) init.signal = signal;
  return init;
}

/** @throws Unreachable; the reason of the signal */
export async function orUnreachable<Answer>(
  work: () => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw new Unreachable(texts.errors.unreachable, { cause: error });
  }
}

export async function failureOf(status: number, text: string): Promise<Refused | Unreachable> {
  const detail = await detailOf(text);
  if (detail !== null) {
    const { message, code, sentence } = detail;
    return new Refused(visibleText(message), { status, code, sentence });
  }
  if (fromProxies.has(status)) return new Unreachable(texts.errors.unreachable);
  return new Refused(texts.errors.unexpectedAnswer(status), { status, code: `HTTP_${status}` });
}

async function detailOf(text: string): Promise<ErrorJson["detail"] | null> {
  try {
    const { detail } = await inOwnLanguage<Partial<ErrorJson>>(text);
    return typeof detail?.code === "string" && typeof detail.message === "string" ? detail : null;
  } catch {
    return null;
  }
}

/** The message for people about a failed call. */
export function messageOf(error: unknown): string {
  return error instanceof Refused || error instanceof Unreachable ? error.message : texts.errors.unexpected;
}
