import { type Kysely, sql } from "kysely";
import type { Lease } from "../../jobs/job.ts";
import type { VideoId } from "../../library/video.ts";
import type { KnownSection } from "../../scanning/known-section.ts";
import type { CommitOutcome, DirectorySection, ScanBatch, ScanLibrary } from "../../scanning/scan-library.ts";
import { jobFromRow } from "../jobs/job-rows.ts";
import { isCurrent, isPresent, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { commitBatch } from "./commit-batch.ts";
import { everythingIn } from "./directory-range.ts";
import { prepareKnownSection } from "./known-section.ts";

export class KyselyScanLibrary implements ScanLibrary {
  readonly #reader: Kysely<Tables>;
  readonly #writer: Kysely<Tables>;
  readonly #differences: SqlDifferences;
  readonly #now: () => Date;
  readonly #newVideoId: (now: Date) => VideoId;
  readonly #known: (section: DirectorySection) => Promise<KnownSection>;

  /** @param parts.reader sees all that `writer` has committed by the time it is asked */
  constructor(parts: {
    reader: Kysely<Tables>;
    writer: Kysely<Tables>;
    differences: SqlDifferences;
    now: () => Date;
    newVideoId: (now: Date) => VideoId;
  }) {
    this.#reader = parts.reader;
    this.#writer = parts.writer;
    this.#differences = parts.differences;
    this.#now = parts.now;
    this.#newVideoId = parts.newVideoId;
    this.#known = prepareKnownSection({ db: parts.reader, differences: parts.differences });
  }

  known(section: DirectorySection): Promise<KnownSection> {
    return this.#known(section);
  }

  async filesBelow(
    directory: string,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly { readonly path: string; readonly kind: "video" | "problem" }[]> {
    const { from, before } = everythingIn(directory);
    const inside = sql<boolean>`path > ${page.after ?? from} and path < ${before}`;
    const { limit } = page;
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

  /** Newest means handed in last: no two scans of one directory complete in another order. */
  async lastFound(scan: { path: string; recursive: boolean }): Promise<number | null> {
    const row = await this.#reader
      .selectFrom("jobs")
      .selectAll()
      .where("status", "=", "completed")
      .where("type", "=", "scan")
      .where((eb) => this.#differences.jsonHas(eb.ref("payload"), "path", scan.path))
      .where((eb) => this.#differences.jsonHas(eb.ref("payload"), "recursive", scan.recursive))
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
      const context = {
        transaction,
        differences: this.#differences,
        jobId: lease.jobId,
        now: now.getTime(),
        newVideoId,
      };
      return commitBatch(context, lease, batch);
    });
  }
}
