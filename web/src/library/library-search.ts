/**
 * The part of the library that the address asks for. An address may be old or typed by hand: a value that makes no sense
 * counts as absent.
 */
import type { ResolutionJson, SuspectJson } from "../../../src/api/contract/video-filters.ts";
import type { VideoSortJson } from "../../../src/api/contract/videos.ts";
import type { VideoFilters } from "../api/api-client.ts";

export interface LibrarySearch {
  readonly q?: string | undefined;
  /** Absent: `defaultSort`. */
  readonly sort?: VideoSortJson | undefined;
  /** The absolute path of a directory: only videos in it, at any depth. */
  readonly path?: string | undefined;
  readonly codec?: string | undefined;
  readonly resolution?: ResolutionJson | undefined;
  readonly missing?: boolean | undefined;
  readonly suspect?: SuspectJson | undefined;
  readonly broken?: boolean | undefined;
  /** The id of a job: only videos that its scan wrote last. */
  readonly job?: string | undefined;
  /** Absent: a grid. */
  readonly view?: "table" | undefined;
  /** The id of the video whose details are open. Any text, so that a wrong address can be reported. */
  readonly video?: string | undefined;
}

export const defaultSort = "-created_at" satisfies VideoSortJson;

/** In the order of the menu. */
export const sorts = Object.keys({
  "-created_at": true,
  created_at: true,
  filename: true,
  "-filename": true,
  "-duration_seconds": true,
  duration_seconds: true,
  "-file_size": true,
  file_size: true,
  "-modified_at": true,
  modified_at: true,
  "-resolution": true,
  resolution: true,
  video_codec: true,
  "-video_codec": true,
  path: true,
  "-path": true,
} satisfies Record<VideoSortJson, true>) as readonly VideoSortJson[];

/** The smallest first. */
export const resolutions = Object.keys({
  sd: true,
  "720p": true,
  "1080p": true,
  "1440p": true,
  "2160p": true,
  "4320p": true,
} satisfies Record<ResolutionJson, true>) as readonly ResolutionJson[];

export const suspects = Object.keys({
  truncated: true,
  length: true,
} satisfies Record<SuspectJson, true>) as readonly SuspectJson[];

/** Longer texts are cut, as servers refuse long addresses. In UTF-16 units. */
export const longestText = 500;

/** The longest path that Linux takes, in bytes, which are never fewer than UTF-16 units. */
const longestPath = 4_096;

/** The beginning of an absolute path, also of Windows. */
const absolute = /^(?:\/|\\\\|[a-z]:[\\/])/i;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @param search the values that the router read from the address; some may be numbers or JSON */
export function readLibrarySearch(search: Readonly<Record<string, unknown>>): LibrarySearch {
  const sort = oneOf(sorts, search["sort"]);
  return withoutMissing({
    q: text(search["q"]),
    sort: sort === defaultSort ? undefined : sort,
    path: readPath(search["path"]),
    codec: text(search["codec"]),
    resolution: oneOf(resolutions, search["resolution"]),
    missing: flag(search["missing"]),
    suspect: oneOf(suspects, search["suspect"]),
    broken: flag(search["broken"]),
    job: id(search["job"]),
    view: search["view"] === "table" ? "table" : undefined,
    video: text(search["video"]),
  });
}

/** The filters of the request to the server. */
export function filtersOf({ sort, codec, job, ...search }: LibrarySearch): VideoFilters {
  const { q, path, resolution, missing, suspect, broken } = search;
  return { q, path, sort: sort ?? defaultSort, video_codec: codec, resolution, missing, suspect, broken, job_id: job };
}

/** Whether only a part of the library is shown. */
export function isFiltered(search: LibrarySearch): boolean {
  return Object.keys(noFilters).some((name) => search[name as keyof typeof noFilters] !== undefined);
}

/** Spread over a search, these show the whole library. */
export const noFilters = {
  q: undefined,
  path: undefined,
  codec: undefined,
  resolution: undefined,
  missing: undefined,
  suspect: undefined,
  broken: undefined,
  job: undefined,
} satisfies LibrarySearch;

/** The router reads `?q=2019` as a number and `?q=true` as a boolean. */
function text(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const read = String(value).slice(0, longestText).toWellFormed();
  return read === "" ? undefined : read;
}

/** A path is never cut: that would be another directory. */
export function readPath(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > longestPath || value.includes("\0")) return undefined;
  return absolute.test(value) && value.isWellFormed() ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

function id(value: unknown): string | undefined {
  return typeof value === "string" && isId(value) ? value.toLowerCase() : undefined;
}

/** Whether a text has the form of an id. */
export function isId(text: string): boolean {
  return uuid.test(text);
}

function oneOf<Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((each) => each === value);
}

function withoutMissing(search: LibrarySearch): LibrarySearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
