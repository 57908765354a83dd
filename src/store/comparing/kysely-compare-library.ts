import type { Kysely, Transaction } from "kysely";
import {
  type CompareCounts,
  type ComparedFile,
  type CompareLibrary,
  type FileToCompare,
  noneCompared,
  shareCompared,
} from "../../comparing/compare-library.ts";
import type { Job } from "../../jobs/job.ts";
import { contentOf } from "../../library/duplicates.ts";
import { changeJob, type JobChange } from "../jobs/change-job.ts";
import { writeErrorOfJob } from "../jobs/write-error-of-job.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { chooseFiles } from "./choose-files.ts";

interface Parts {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}

/**
 * The library on any SQL database, as jobs that compare files need it.
 *
 * @param parts.reader sees everything that `writer` has committed before the call
 */
export function kyselyCompareLibrary(parts: Parts): CompareLibrary {
  return {
    choose: (query) => parts.differences.patiently(() => chooseFiles(parts, query)),
    begin: (lease, left) =>
      changeJob(parts, lease, async (_, before) => {
        const counts = countsOf(before);
        const found = counts.compared + counts.error_count + left.files;
        return changeTo({ ...counts, found, found_bytes: counts.done_bytes + left.bytes }, counts);
      }),
    record: (lease, compared) =>
      changeJob(parts, lease, async (transaction, before) => {
        const counts = countsOf(before);
        const written = await writeCompared({ ...parts, transaction }, compared, before.id);
        return changeTo(plus(counts, compared, written), counts);
      }),
    recordProgress: (lease, progress) =>
      changeJob(parts, lease, async () => ({ counts: null, progress, isNew: false })),
  };
}

function countsOf({ counts }: Job): CompareCounts {
  return { ...noneCompared, ...counts };
}

function handled({ compared, error_count, skipped }: CompareCounts): number {
  return compared + error_count + skipped;
}

function changeTo(counts: CompareCounts, before: CompareCounts): JobChange {
  return { counts: { ...counts }, progress: shareCompared({ ...counts }), isNew: handled(counts) > handled(before) };
}

/** @param written the numbers of the files whose results were written */
function plus(counts: CompareCounts, compared: readonly ComparedFile[], written: ReadonlySet<number>): CompareCounts {
  let { compared: hashed, error_count, skipped, done_bytes, found, found_bytes } = counts;
  for (const { file, kind } of compared) {
    if (!written.has(file.number)) {
      skipped += 1;
      found -= 1;
      found_bytes -= file.size;
      continue;
    }
    done_bytes += file.size;
    if (kind === "error") error_count += 1;
    else hashed += 1;
  }
  return {
    compared: hashed,
    error_count,
    skipped,
    done_bytes,
    // More than were counted, if files were added meanwhile.
    found: Math.max(found, hashed + error_count),
    found_bytes: Math.max(found_bytes, done_bytes),
  };
}

interface Writing {
  readonly transaction: Transaction<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}

/** @returns the numbers of the files that the library still has as they were compared: only these are written */
async function writeCompared(
  { transaction, differences, now }: Writing,
  compared: readonly ComparedFile[],
  jobId: string,
): Promise<ReadonlySet<number>> {
  const rows = await transaction
    .selectFrom("videos")
    .select(["number", "file_size", "modified_us", "changed_us", "fingerprint"])
    .where((eb) =>
      differences.isOneOf(
        eb.ref("number"),
        compared.map(({ file }) => file.number),
      ),
    )
    .orderBy("number")
    .$if(differences.locksRows, (query) => query.forUpdate())
    .execute();
  const known = new Map(rows.map((row) => [row.number, row]));
  const present = compared.filter(({ file }) => isSame(known.get(file.number), file));
  for (const one of present) {
    const { path, size, modifiedUs } = one.file;
    if (one.kind === "error") {
      const { code, message, sentence } = one;
      await writeErrorOfJob(
        { transaction, differences, now },
        { jobId, path, size, modifiedUs, code, message, sentence },
      );
    }
  }
  const hashed = present.filter((one) => one.kind === "hashed");
  if (hashed.length > 0) await writeHashes({ transaction, differences, now }, hashed, jobId);
  return new Set(present.map(({ file }) => file.number));
}

function isSame(
  row: Pick<Tables["videos"], "file_size" | "modified_us" | "changed_us" | "fingerprint"> | undefined,
  { size, modifiedUs, changedUs, fingerprint }: FileToCompare,
): boolean {
  return (
    row !== undefined &&
    row.file_size === size &&
    row.modified_us === modifiedUs &&
    row.changed_us === changedUs &&
    row.fingerprint === fingerprint
  );
}

async function writeHashes(
  { transaction, differences, now }: Writing,
  hashed: readonly Extract<ComparedFile, { kind: "hashed" }>[],
  jobId: string,
): Promise<void> {
  const at = now().getTime();
  const rows = hashed.map(({ file, sha256, changedUs }) => ({
    number: file.number,
    file_size: file.size,
    modified_us: file.modifiedUs,
    changed_us: changedUs,
    job_id: jobId,
    hashed_at: at,
    sha256,
  }));
  await transaction
    .deleteFrom("video_hashes")
    .where((eb) =>
      differences.isOneOf(
        eb.ref("number"),
        rows.map(({ number }) => number),
      ),
    )
    .execute();
  await differences.insertRows(transaction.insertInto("video_hashes"), rows).execute();
  await differences.updateVideos(
    transaction,
    rows.map(({ number }) => number),
    { content: rows.map(({ sha256 }) => contentOf(sha256)) },
  );
}
