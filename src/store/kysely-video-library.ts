import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Video, VideoId } from "../library/video.ts";
import type { FileErrorPage, VideoLibrary, VideoPage, VideoQuery, VideoSort } from "../library/video-library.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { everythingIn } from "./directory-range.ts";
import { date, text } from "./row-columns.ts";
import { isCurrent, type Tables } from "./schema.ts";
import type { SqlDialect } from "./sql-dialect.ts";
import { videoFromRow } from "./video-rows.ts";

type SortKey = VideoSort extends infer Sort ? (Sort extends `-${string}` ? never : Sort) : never;

/** What each order sorts by. Never null, so that a page can begin after any row: what has no duration is shortest. */
const sortedBy: {
  readonly [Key in SortKey]: { readonly value: RawBuilder<string | number>; readonly type: "text" | "number" };
} = {
  created_at: { value: sql`created_at`, type: "number" },
  filename: { value: sql`filename`, type: "text" },
  duration_seconds: { value: sql`coalesce(duration_seconds, -1)`, type: "number" },
  file_size: { value: sql`file_size`, type: "number" },
  modified_at: { value: sql`modified_us`, type: "number" },
};

export class KyselyVideoLibrary implements VideoLibrary {
  readonly #reader: Kysely<Tables>;
  readonly #writer: Kysely<Tables>;
  readonly #dialect: SqlDialect;

  /** @param parts.reader sees all that `writer` has committed by the time it is asked */
  constructor(parts: { reader: Kysely<Tables>; writer: Kysely<Tables>; dialect: SqlDialect }) {
    this.#reader = parts.reader;
    this.#writer = parts.writer;
    this.#dialect = parts.dialect;
  }

  async list(query: VideoQuery): Promise<VideoPage> {
    const sort = query.sort ?? "-created_at";
    const descending = sort.startsWith("-");
    const { value, type } = sortedBy[sortKey(sort)];
    const direction = descending ? "desc" : "asc";

    let select = this.#matching(query).selectAll().select(value.as("sorted_by"));
    if (query.cursor !== undefined) {
      const [, last, id] = readCursor(query.cursor, [{ word: sort }, type, "text"]);
      select = select.where(sql<boolean>`(${value}, id) ${sql.raw(descending ? "<" : ">")} (${last}, ${id})`);
    } else if (query.offset !== undefined) {
      select = select.offset(query.offset);
    }
    const rows = await select
      .orderBy(value, direction)
      .orderBy("id", direction)
      .limit(query.limit + 1)
      .execute();
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const more = rows.length > page.length && last !== undefined;
    return {
      videos: page.map(videoFromRow),
      total: await this.#count(query),
      nextCursor: more ? writeCursor([sort, last.sorted_by, last.id]) : null,
    };
  }

  async get(id: VideoId): Promise<Video | null> {
    const row = await this.#reader.selectFrom("videos").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : videoFromRow(row);
  }

  async remove(id: VideoId): Promise<boolean> {
    const { numDeletedRows } = await this.#writer.deleteFrom("videos").where("id", "=", id).executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
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
    const { text: part, jobId, missing } = query;
    let select = this.#reader.selectFrom("videos");
    // No path has a NUL in it, and SQLite would read no further.
    if (part?.includes("\0")) select = select.where((eb) => eb.val(false));
    else if (part !== undefined) select = select.where((eb) => this.#dialect.contains(eb.ref("path"), part));
    if (jobId !== undefined) select = select.where("job_id", "=", jobId);
    if (missing !== undefined) select = select.where("missing_since", missing ? "is not" : "is", null);
    return select;
  }

  async #count(query: VideoQuery): Promise<number> {
    const { total } = await this.#matching(query)
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow();
    return total;
  }
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
  const errors = page.map((row) => ({
    path: text(row, "path"),
    code: text(row, "code"),
    error: text(row, "message"),
    jobId: text(row, "job_id"),
    at: date(row, "created_at"),
  }));
  return { errors, nextCursor: rows.length > limit && last !== undefined ? writeCursor(place(last)) : null };
}
