import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { ScanSample } from "../../library/throughput.ts";
import type { PosterState, Video, VideoId } from "../../library/video.ts";
import type {
  FileError,
  FileErrorPage,
  VideoFacets,
  VideoLibrary,
  VideoPage,
  VideoQuery,
  VideoSort,
} from "../../library/video-library.ts";
import { date, text } from "../row-columns.ts";
import { everythingIn } from "../scans/directory-range.ts";
import { samplesOfJob } from "../scans/job-samples.ts";
import { isCurrent, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { resolutionOfRow, resolutionRankOfRow } from "./resolution-of-row.ts";
import { videoFacets } from "./video-facets.ts";
import { videoFromRow } from "./video-rows.ts";
import { wordsOfSearch } from "./words-of-search.ts";

type SortKey = VideoSort extends infer Sort ? (Sort extends `-${string}` ? never : Sort) : never;

interface SortedBy {
  /** Never null, so that a page can begin after any row: what has no duration is shortest. */
  readonly value: RawBuilder<string | number>;
  readonly type: "text" | "number";
  /**
   * The same value where only some videos are wanted. An order that has nothing to do with how the rows lie on the
   * disk is better made by sorting those that match than by looking up every row on the way along an index.
   */
  readonly valueOfSome?: RawBuilder<string | number>;
}

/**
 * What each order sorts by. Of 100,000 videos, a page anywhere takes some 10 ms by an index, and up to 200 ms without.
 * Only names have one, besides when a video came: an index over values that come in no order, as lengths and sizes do,
 * doubles the time that a scan's commits take in a large library.
 */
const sortedBy: { readonly [Key in SortKey]: SortedBy } = {
  created_at: { value: sql`created_at`, type: "number" },
  filename: { value: sql`filename`, type: "text", valueOfSome: sql`filename || ''` },
  duration_seconds: { value: sql`coalesce(duration_seconds, -1)`, type: "number" },
  file_size: { value: sql`file_size`, type: "number" },
  modified_at: { value: sql`modified_us`, type: "number" },
  resolution: { value: resolutionRankOfRow, type: "number" },
  video_codec: { value: sql`video_codec`, type: "text" },
};

/** A row that has a video: where the page has none, the only row has just the total. */
interface Placed {
  readonly id: string;
  readonly sorted_by: string | number;
}

export class KyselyVideoLibrary implements VideoLibrary {
  readonly #reader: Kysely<Tables>;
  readonly #writer: Kysely<Tables>;
  readonly #differences: SqlDifferences;

  /** @param parts.reader sees all that `writer` has committed by the time it is asked */
  constructor(parts: { reader: Kysely<Tables>; writer: Kysely<Tables>; differences: SqlDifferences }) {
    this.#reader = parts.reader;
    this.#writer = parts.writer;
    this.#differences = parts.differences;
  }

  async list(query: VideoQuery): Promise<VideoPage> {
    const sort = query.sort ?? "-created_at";
    const descending = sort.startsWith("-");
    const { type, ...by } = sortedBy[sortKey(sort)];
    const value = isOfAll(query) ? by.value : (by.valueOfSome ?? by.value);
    const direction = descending ? "desc" : "asc";

    let places = this.#matching(query).select(["id", value.as("sorted_by")]);
    if (query.cursor !== undefined) {
      const [, last, id] = readCursor(query.cursor, [{ word: sort }, type, "text"]);
      places = places.where(sql<boolean>`(${value}, id) ${sql.raw(descending ? "<" : ">")} (${last}, ${id})`);
    } else if (query.offset !== undefined) {
      places = places.offset(query.offset);
    }
    places = places
      .orderBy(value, direction)
      .orderBy("id", direction)
      .limit(query.limit + 1);
    // In one statement, as a scan may write between two: a list of one video with none in it would stay as it is.
    // Whole rows are read only of the videos of the page: sorting them to skip most takes four times as long.
    const rows = await this.#reader
      .selectFrom(this.#matching(query).select(sql<number>`count(*)`.as("total")).as("all"))
      .leftJoin(places.as("place"), (join) => join.onTrue())
      .leftJoin("videos", "videos.id", "place.id")
      .selectAll("videos")
      .select(["place.sorted_by", "all.total"])
      .orderBy("place.sorted_by", direction)
      .orderBy("place.id", direction)
      .execute();
    // Where there is no video on the page, the total has a row of its own.
    const found = rows.filter((row): row is typeof row & Placed => row.id !== null);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const more = found.length > page.length && last !== undefined;
    return {
      videos: page.map(videoFromRow),
      total: rows[0]?.total ?? 0,
      nextCursor: more ? writeCursor([sort, last.sorted_by, last.id]) : null,
    };
  }

  facets(): Promise<VideoFacets> {
    return videoFacets(this.#reader);
  }

  async get(id: VideoId): Promise<Video | null> {
    const row = await this.#reader.selectFrom("videos").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : videoFromRow(row);
  }

  async remove(id: VideoId): Promise<boolean> {
    const { numDeletedRows } = await this.#writer.deleteFrom("videos").where("id", "=", id).executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  async setPoster(
    id: VideoId,
    file: { readonly size: number; readonly modifiedUs: number },
    state: PosterState,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#writer
      .updateTable("videos")
      .set({ poster: state })
      .where("id", "=", id)
      .where("file_size", "=", file.size)
      .where("modified_us", "=", file.modifiedUs)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  samplesOfJob(jobId: string): Promise<readonly ScanSample[]> {
    return samplesOfJob(this.#reader, jobId);
  }

  async errorsOfJob(jobId: string, query: { limit: number; cursor?: string }): Promise<FileErrorPage> {
    let select = this.#reader.selectFrom("scan_errors").selectAll().where("job_id", "=", jobId);
    if (query.cursor !== undefined) {
      const [, id] = readCursor(query.cursor, [{ word: "errors" }, "number"]);
      select = select.where("id", ">", id);
    }
    const rows = await select
      .orderBy("id")
      .limit(query.limit + 1)
      .execute();
    return errorPage(rows, query.limit, (last) => ["errors", last.id]);
  }

  async problemsOf(paths: readonly string[]): Promise<ReadonlyMap<string, FileError>> {
    const rows = await this.#reader
      .selectFrom("scan_errors")
      .selectAll()
      .where(isCurrent)
      .where((eb) => this.#differences.isOneOf(eb.ref("path"), paths))
      .execute();
    return new Map(rows.map(fileError).map((error) => [error.path, error]));
  }

  async problems(query: { directory?: string; limit: number; cursor?: string }): Promise<FileErrorPage> {
    let select = this.#reader.selectFrom("scan_errors").selectAll().where(isCurrent);
    if (query.directory !== undefined) {
      const { from, before } = everythingIn(query.directory);
      select = select.where("path", ">=", from).where("path", "<", before);
    }
    if (query.cursor !== undefined) {
      const [, path] = readCursor(query.cursor, [{ word: "problems" }, "text"]);
      select = select.where("path", ">", path);
    }
    const rows = await select
      .orderBy("path")
      .limit(query.limit + 1)
      .execute();
    return errorPage(rows, query.limit, (last) => ["problems", last.path]);
  }

  #matching(query: VideoQuery): SelectQueryBuilder<Tables, "videos", object> {
    const { text: part, jobId, missing, videoCodec, resolution } = query;
    let select = this.#reader.selectFrom("videos");
    if (part !== undefined && part !== "") {
      for (const word of wordsOfSearch(part))
        select = select.where((eb) => this.#differences.contains(eb.ref("path"), word));
    }
    if (jobId !== undefined) select = select.where("job_id", "=", jobId);
    // One expression for both wishes; no index has it, as the orders have theirs.
    if (missing !== undefined) select = select.where(sql<boolean>`(missing_since is null) = ${sql.lit(!missing)}`);
    if (videoCodec !== undefined) select = select.where("video_codec", "=", videoCodec);
    if (resolution !== undefined) select = select.where(sql<boolean>`${resolutionOfRow} = ${resolution}`);
    return select;
  }
}

/** Whether the list leaves no video out. */
function isOfAll({ text: part = "", jobId, missing, videoCodec, resolution }: VideoQuery): boolean {
  return part === "" && [jobId, missing, videoCodec, resolution].every((filter) => filter === undefined);
}

function sortKey(sort: VideoSort): SortKey {
  return sort.replace("-", "") as SortKey;
}

function errorPage<Row extends object>(
  rows: readonly Row[],
  limit: number,
  place: (last: Row) => readonly (string | number)[],
): FileErrorPage {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    errors: page.map(fileError),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(place(last)) : null,
  };
}

function fileError(row: object): FileError {
  return {
    path: text(row, "path"),
    code: text(row, "code"),
    error: text(row, "message"),
    jobId: text(row, "job_id"),
    at: date(row, "created_at"),
  };
}
