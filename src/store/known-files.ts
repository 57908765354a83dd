import { type Kysely, sql } from "kysely";
import type { DirectorySection, KnownFile } from "../library/scan-library.ts";
import { asPrefix } from "./directory-range.ts";
import { isCurrent, type Tables } from "./schema.ts";
import type { SqlDialect } from "./sql-dialect.ts";

/**
 * See `ScanLibrary.known`. The rows come as one text that the database puts together: a scan of a library that has not
 * changed does hardly anything but this, and an object for every row would cost it several times as much on its way from
 * one thread to the other.
 */
export async function knownFiles(
  section: DirectorySection,
  { db, dialect }: { readonly db: Kysely<Tables>; readonly dialect: SqlDialect },
): Promise<readonly KnownFile[]> {
  const directory = asPrefix(section.directory);
  const from = sql`directory = ${directory} and path > ${directory + (section.after ?? "")}`;
  const inside = section.upTo === null ? from : sql`${from} and path <= ${directory + section.upTo}`;
  const writtenBy = sql`case job_id when ${section.jobId} then ${codes.this_job}
    when ${section.resumes ?? ""} then ${codes.resumed_job} else ${codes.another_job} end`;
  const size = sql`coalesce(${dialect.wholeNumber(sql.ref("file_size"))}, '')`;
  const modifiedUs = sql`coalesce(${dialect.wholeNumber(sql.ref("modified_us"))}, '')`;
  const facts = sql`${size} || '/' || ${modifiedUs} || '/' || ${writtenBy}`;
  const videos = sql`select filename || '/' || ${facts} ||
    case when missing_since is null then ${codes.video} else ${codes.missing} end as entry
    from videos where ${inside}`;
  const problems = sql`select substr(path, length(directory) + 1) || '/' || ${facts} || ${codes.problem} as entry
    from scan_errors where ${inside} and ${isCurrent}`;
  const itself = sql`select '/' || ${facts} || ${codes.problem} as entry
    from scan_errors where path = ${section.directory} and ${isCurrent}`;
  const entries = sql`select ${dialect.joined(sql.ref("entry"), "/")} as entries from`;
  const { rows } = await sql<{ entries: string | null }>`
    ${entries} (${videos} union all ${problems} union all ${itself}) as known
  `.execute(db);
  return readEntries(rows[0]?.entries ?? null);
}

/** One letter each, so that the last part of an entry is two of them. */
const codes = { this_job: "t", resumed_job: "r", another_job: "a", video: "v", missing: "m", problem: "p" } as const;

/** Entries of four parts: name, size, time, codes. No name has a slash in it. */
function readEntries(entries: string | null): readonly KnownFile[] {
  if (entries === null) return [];
  const parts = entries.split("/");
  const files: KnownFile[] = [];
  for (let index = 3; index < parts.length; index += 4) {
    const [writer, kind] = parts[index] ?? "";
    files.push({
      name: parts[index - 3] ?? "",
      kind: kind === codes.problem ? "problem" : "video",
      size: numberOrNull(parts[index - 2]),
      modifiedUs: numberOrNull(parts[index - 1]),
      missing: kind === codes.missing,
      writtenBy: writer === codes.this_job ? "this_job" : writer === codes.resumed_job ? "resumed_job" : "another_job",
    });
  }
  return files;
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === "" ? null : Number(text);
}
