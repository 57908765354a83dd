/**
 * The part of the library that the address asks for. An address may be old or typed by hand: a value that makes no sense
 * counts as absent.
 */
import type { VideoSortJson } from "../../../src/api/contract/videos.ts";
import type { VideoFilters } from "../api/video-filters.ts";
import { measures, properties, type RangeFilters, readRanges, readValues, type ValueFilters } from "./filter-values.ts";

export interface LibrarySearch extends ValueFilters, RangeFilters {
  readonly q?: string | undefined;
  /** Absent: `defaultSort`. */
  readonly sort?: VideoSortJson | undefined;
  /** The absolute path of a directory: only videos in it. */
  readonly path?: string | undefined;
  /** With a path, `false` leaves out the videos of directories in that directory. */
  readonly recursive?: false | undefined;
  readonly missing?: boolean | undefined;
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
  const path = readPath(search["path"]);
  return withoutMissing({
    q: text(search["q"]),
    sort: sort === defaultSort ? undefined : sort,
    path,
    recursive: path !== undefined && flag(search["recursive"]) === false ? false : undefined,
    ...readValues(search),
    ...readRanges(search),
    missing: flag(search["missing"]),
    broken: flag(search["broken"]),
    job: id(search["job"]),
    view: search["view"] === "table" ? "table" : undefined,
    video: text(search["video"]),
  });
}

/** The filters of the request to the server, and the order of the list. */
export function filtersOf({ sort, job, view: _view, video: _video, ...filters }: LibrarySearch): VideoFilters {
  return { ...filters, sort: sort ?? defaultSort, job_id: job } as VideoFilters;
}

/** Whether only a part of the library is shown. */
export function isFiltered(search: LibrarySearch): boolean {
  return filterNames.some((name) => search[name] !== undefined);
}

/** The number of filters that are set, without the words of the search. The ends of a range are one filter. */
export function numberOfFilters(search: LibrarySearch): number {
  const ranges = Object.values(measures);
  const ends = new Set<string>(ranges.flat());
  const others = filterNames.filter((name) => name !== "q" && name !== "recursive" && !ends.has(name));
  return (
    others.filter((name) => search[name] !== undefined).length +
    ranges.filter((range) => range.some((end) => search[end] !== undefined)).length
  );
}

const filterNames = [
  "q",
  "path",
  "recursive",
  ...properties,
  ...Object.values(measures).flat(),
  "missing",
  "broken",
  "job",
] as const satisfies readonly (keyof LibrarySearch)[];

/** Spread over a search, these show the whole library. */
export const noFilters: LibrarySearch = Object.fromEntries(filterNames.map((name) => [name, undefined]));

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
