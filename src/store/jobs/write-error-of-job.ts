import type { Transaction } from "kysely";
import { naturalSortKey } from "../../files/natural-order.ts";
import type { Sentence } from "../../sentences/sentence.ts";
import { directoryOf } from "../directory-range.ts";
import type { Tables } from "../schema.ts";
import { sentenceColumn } from "../sentence-column.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";

/** Writes why a job could not read the file of a video. A scan could, so the problem is none of the library. */
export async function writeErrorOfJob(
  parts: { readonly transaction: Transaction<Tables>; readonly differences: SqlDifferences; readonly now: () => Date },
  error: {
    readonly jobId: string;
    readonly path: string;
    readonly size: number;
    readonly modifiedUs: number;
    readonly code: string;
    readonly message: string;
    readonly sentence?: Sentence | undefined;
  },
): Promise<void> {
  const { transaction, differences, now } = parts;
  await differences
    .insertRows(transaction.insertInto("scan_errors"), [
      {
        job_id: error.jobId,
        path: error.path,
        path_key: naturalSortKey(error.path),
        directory: directoryOf(error.path),
        code: error.code,
        message: storableText(error.message),
        sentence: sentenceColumn(error.sentence),
        file_size: error.size,
        modified_us: error.modifiedUs,
        is_current: 0,
        created_at: now().getTime(),
      },
    ])
    .execute();
}
