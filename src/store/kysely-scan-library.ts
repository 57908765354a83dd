import { type Expression, type Kysely, sql } from "kysely";
import type { Lease } from "../jobs/job.ts";
import type { CommitOutcome, KnownFile, ScanBatch, ScanLibrary } from "../library/scan-library.ts";
import type { VideoId } from "../library/video.ts";
import { commitBatch } from "./commit-batch.ts";
import { asPrefix, everythingIn } from "./directory-range.ts";
import { jobFromRow } from "./job-rows.ts";
import { namesOfDirectories } from "./names-of-directories.ts";
import { isCurrent, isPresent, type Tables } from "./schema.ts";
import type { SqlDialect } from "./sql-dialect.ts";

type PageOfPaths = { readonly after: string | null; readonly limit: number };
type RememberedPath = { readonly path: string; readonly kind: "video" | "problem" };

export class KyselyScanLibrary implements ScanLibrary {
  readonly #reader: Kysely<Tables>;
  readonly #writer: Kysely<Tables>;
  readonly #dialect: SqlDialect;
  readonly #now: () => Date;
  readonly #newVideoId: (now: Date) => VideoId;

  /** @param parts.reader sees all that `writer` has committed by the time it is asked */
  constructor(parts: {
    reader: Kysely<Tables>;
    writer: Kysely<Tables>;
    dialect: SqlDialect;
    now: () => Date;
    newVideoId: (now: Date) => VideoId;
  }) {
    this.#reader = parts.reader;
    this.#writer = parts.writer;
    this.#dialect = parts.dialect;
    this.#now = parts.now;
    this.#newVideoId = parts.newVideoId;
  }

  async known(paths: readonly string[]): Promise<readonly KnownFile[]> {
    const columns = ["path", "file_size", "modified_us", "job_id"] as const;
    const videos = await this.#reader
      .selectFrom("videos")
      .select([...columns, "missing_since"])
      .where((eb) => this.#dialect.isOneOf(eb.ref("path"), paths))
      .execute();
    const problems = await this.#reader
      .selectFrom("scan_errors")
      .select(columns)
      .where(isCurrent)
      .where((eb) => this.#dialect.isOneOf(eb.ref("path"), paths))
      .execute();
    return [
      ...videos.map((row) => knownFile("video", row, row.missing_since !== null)),
      ...problems.map((row) => knownFile("problem", row, false)),
    ];
  }

  async filesIn(directory: string, page: PageOfPaths): Promise<readonly RememberedPath[]> {
    const inside = sql<boolean>`directory = ${asPrefix(directory)} and path > ${page.after ?? ""}`;
    return this.#remembered(inside, page.limit);
  }

  async filesBelow(directory: string, page: PageOfPaths): Promise<readonly RememberedPath[]> {
    const { from, before } = everythingIn(directory);
    return this.#remembered(sql<boolean>`path > ${page.after ?? from} and path < ${before}`, page.limit);
  }

  /** A page is longer than `limit` by one where it would end between the video and the problem of one path. */
  async #remembered(inside: Expression<boolean>, limit: number): Promise<readonly RememberedPath[]> {
    const rows = await this.#reader
      .selectFrom("videos")
      .select(["path", sql<"video" | "problem">`'video'`.as("kind")])
      .where(inside)
      .where(isPresent)
      .unionAll((eb) =>
        eb
          .selectFrom("scan_errors")
          .select(["path", sql<"video" | "problem">`'problem'`.as("kind")])
          .where(inside)
          .where(isCurrent),
      )
      .orderBy("path")
      .limit(limit + 1)
      .execute();
    return rows[limit]?.path === rows[limit - 1]?.path ? rows : rows.slice(0, limit);
  }

  async directoriesIn(directory: string): Promise<readonly string[]> {
    const parts = { db: this.#reader, dialect: this.#dialect };
    const withVideos = await namesOfDirectories(directory, { ...parts, table: "videos", holds: isPresent });
    const withProblems = await namesOfDirectories(directory, { ...parts, table: "scan_errors", holds: isCurrent });
    return [...new Set([...withVideos, ...withProblems])];
  }

  /** Newest means handed in last: no two scans of one directory complete in another order. */
  async lastFound(scan: { path: string; recursive: boolean }): Promise<number | null> {
    const row = await this.#reader
      .selectFrom("jobs")
      .selectAll()
      .where("status", "=", "completed")
      .where("type", "=", "scan")
      .where((eb) => this.#dialect.jsonHas(eb.ref("payload"), "path", scan.path))
      .where((eb) => this.#dialect.jsonHas(eb.ref("payload"), "recursive", scan.recursive))
      .orderBy("submitted_at", "desc")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : (jobFromRow(row).counts["found"] ?? null);
  }

  async errorsOf(
    jobId: string,
    query: { limit: number },
  ): Promise<readonly { readonly path: string; readonly error: string }[]> {
    return this.#reader
      .selectFrom("scan_errors")
      .select(["path", "message as error"])
      .where("job_id", "=", jobId)
      .orderBy("id")
      .limit(query.limit)
      .execute();
  }

  async commit(lease: Lease, batch: ScanBatch): Promise<CommitOutcome> {
    return this.#writer.transaction().execute(async (transaction) => {
      const now = this.#now();
      const newVideoId = (): VideoId => this.#newVideoId(now);
      const context = { transaction, dialect: this.#dialect, jobId: lease.jobId, now: now.getTime(), newVideoId };
      return commitBatch(context, lease, batch);
    });
  }
}

function knownFile(
  kind: KnownFile["kind"],
  row: { path: string; file_size: number | null; modified_us: number | null; job_id: string },
  missing: boolean,
): KnownFile {
  return { kind, path: row.path, size: row.file_size, modifiedUs: row.modified_us, missing, jobId: row.job_id };
}
