import type { Kysely, Transaction } from "kysely";
import type { VideoFilter, VideoMeasure, VideoProperty } from "../../library/video-filter.ts";
import type { BytesOfEach, VideoSort, VideoTotals } from "../../library/video-library.ts";
import type { Tables } from "../schema.ts";

/** An order without its direction. */
export type SortKey = VideoSort extends infer Sort ? (Sort extends `-${string}` ? never : Sort) : never;

/** Filters of videos. A video must match all of them. */
export interface VideosToMatch {
  /** Each is somewhere in the folded path: see `folded-text.ts`. None is empty. */
  readonly words: readonly string[];
  /** The job that wrote the video last. With `missing: true`, the job that marked the video missing. */
  readonly jobId: string | null;
  readonly missing: boolean | null;
  readonly broken: boolean | null;
  /** As in `VideoFilter`. */
  readonly directory: string | null;
  /** Whether only videos directly in the directory match. */
  readonly isDirect: boolean;
  readonly values: NonNullable<VideoFilter["values"]>;
  readonly ranges: NonNullable<VideoFilter["ranges"]>;
}

/** What a filter looks at. */
export type FilterKey = VideoProperty | VideoMeasure | "missing" | "broken" | "place";

/** Filters, order and page of a list. */
export interface VideosToFind extends VideosToMatch {
  readonly sort: SortKey;
  readonly descending: boolean;
  /** The page begins after this video. */
  readonly after: { readonly sortedBy: number | string; readonly number: number } | null;
  readonly offset: number;
  readonly limit: number;
}

export interface FoundVideos {
  /** The number of all videos that match. */
  readonly total: number;
  readonly page: readonly FoundVideo[];
}

export interface FoundVideo extends PlacedVideo {
  readonly row: object;
}

/** A video in the order of a list. */
export interface PlacedVideo {
  readonly number: number;
  /** The value that the list is sorted by. Videos with equal values are sorted by number. */
  readonly sortedBy: number | string;
}

/** See `FacetQuery`. */
export interface FacetsToCount {
  readonly filters: VideosToMatch;
  readonly properties: readonly VideoProperty[];
  /** The edges rise: see `bandsOf`. */
  readonly ranges: readonly { readonly measure: VideoMeasure; readonly edges: readonly number[] }[];
  readonly isWithoutOwn: boolean;
}

export interface FacetCounts {
  readonly total: VideoTotals;
  readonly ofEach: BytesOfEach;
  readonly missing: number;
  readonly broken: number;
  /**
   * For each property: its texts, as `valuesInText` reads them, each once. Without the bytes of files that have several
   * videos.
   */
  readonly texts: readonly (readonly { readonly text: string; readonly totals: VideoTotals }[])[];
  /** For each property: the bytes of the files that have several videos, by value. Each file counts once for a value. */
  readonly linked: readonly (readonly (readonly [value: string, bytes: number])[])[];
  /** For each measure: the videos from each edge to the next. */
  readonly ranges: readonly (readonly VideoTotals[])[];
}

/** A directory with all that is in it, at any depth, or with the videos directly in it. */
export interface Place {
  /** Absolute. */
  readonly directory: string;
  /** Default: false. */
  readonly isDirect?: boolean;
}

export interface TotalsOfPlaces {
  /** Of each place, and at last of what is in none of them. */
  readonly totals: readonly VideoTotals[];
  /** Whether any file has several videos. Then the bytes of several places together may be less than their sum. */
  readonly hasLinks: boolean;
}

/** Finds the videos of any list. Each database has its own way to be fast at this. */
export interface VideoIndex {
  /** Sees everything that was committed before the call. The page and the total are of the same moment. */
  find(db: Kysely<Tables>, query: VideosToFind): Promise<FoundVideos>;

  /** As `find`, without the rows. */
  places(db: Kysely<Tables>, query: VideosToFind): Promise<readonly PlacedVideo[]>;

  /** The number of videos that match. */
  count(db: Kysely<Tables>, filters: VideosToMatch): Promise<number>;

  /** The numbers of the videos that match, in rising order: the first `limit` of those above `after`. */
  numbers(
    db: Kysely<Tables>,
    filters: VideosToMatch,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly number[]>;

  countFacets(db: Kysely<Tables>, query: FacetsToCount): Promise<FacetCounts>;

  /** How many videos are in each of these places, in their order. @param places no video is in two of them */
  totals(db: Kysely<Tables>, places: readonly Place[]): Promise<TotalsOfPlaces>;

  /** Whether `update` has something to do. */
  hasWork(db: Kysely<Tables>): Promise<boolean>;

  /**
   * Does a bounded part of the work that changes of videos have left. Nothing is found wrongly before it is done, only
   * more slowly.
   *
   * @param changed numbers of videos that changed just now. The work on them waits for the next call, because videos
   *   beside them will probably change soon.
   * @returns whether more is left to do now
   */
  update(transaction: Transaction<Tables>, changed?: readonly number[]): Promise<boolean>;
}
