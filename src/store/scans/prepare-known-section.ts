import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import { factsVersion } from "../../library/video.ts";
import { type KnownFile, type KnownSection, knownFilesIn, marks, withKnownFiles } from "../../scanning/known-files.ts";
import type { DirectorySection, ScanLibrary } from "../../scanning/scan-library.ts";
import { compareUtf8 } from "../../scanning/utf8-order.ts";
import { everythingIn } from "../directory-range.ts";
import { isCurrent, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { tokenOf } from "./directory-digests.ts";
import { namesOf, namesOfDirectories } from "./names-of-directories.ts";
import { preparedQuery } from "./prepared-query.ts";
import { jobsResumedBy } from "./resumed-jobs.ts";

/** A text is null if there is nothing to list. */
interface Row {
  readonly token?: number | null;
  readonly files: string | null;
  readonly marks: string | null;
  readonly with_videos?: string | null;
  readonly with_problems?: string | null;
}

interface Parts {
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
}

type Parameter =
  | ("itself" | "directory" | "before" | "disk" | "job_id")
  | ("after_name" | "last_name" | "after_path" | "last_path");

/**
 * See `ScanLibrary.known`. The database joins everything into one row with a few texts. A scan of an unchanged library
 * does hardly anything else, and one object per file would cost several times as much between the threads.
 *
 * @param askUnchanged see `ScanLibrary.unchanged`
 */
export function prepareKnownSection(
  parts: Parts,
  askUnchanged: ScanLibrary["unchanged"],
): (section: DirectorySection) => Promise<KnownSection> {
  const queries = preparedQueries(parts);
  return async ({ directory: itself, after, upTo, disk, jobId, resumes, digest = null }) => {
    const keepsDigest = digest !== null && parts.differences.keepsDigests;
    const unchanged = digest === null ? null : await askUnchanged({ directory: itself, digest });
    if (unchanged !== null) return unchangedSection(unchanged);
    const { from, before } = everythingIn(itself);
    const prepared = await queries(resumes);
    const [row] = await prepared[upTo !== null ? "bounded" : keepsDigest ? "whole" : "last"]({
      itself,
      directory: from,
      before,
      after_name: after ?? "",
      last_name: upTo ?? "",
      after_path: from + (after ?? ""),
      last_path: from + (upTo ?? ""),
      disk,
      job_id: jobId,
    });
    const section = {
      isUnchanged: false,
      token: row?.token ?? null,
      files: row?.files ?? "",
      marks: row?.marks ?? "",
      upTo: null,
      directories: namesOf(row),
    };
    return section.marks.length <= lettersOfAMark * mostAtOnce ? section : cutShort(section);
  };
}

function unchangedSection(directories: readonly string[]): KnownSection {
  return { isUnchanged: true, token: null, files: "", marks: "", upTo: null, directories };
}

/** For so many scans that resume others, the queries are kept. */
const mostKept = 20;

/** The queries of a scan. The jobs that it resumes have all ended, so they are looked up once. */
function preparedQueries(parts: Parts): (resumes: string | null) => Promise<ReturnType<typeof prepareAll>> {
  const ofScansThatResumeNone = prepareAll([], parts);
  const kept = new Map<string, ReturnType<typeof prepareAll>>();
  return async (resumes) => {
    if (resumes === null) return ofScansThatResumeNone;
    const prepared = kept.get(resumes) ?? prepareAll(await jobsResumedBy(parts.db, resumes), parts);
    kept.set(resumes, prepared);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return prepared;
  };
}

/**
 * - `bounded`: up to a name.
 * - `last`: up to the last name, with the names of directories.
 * - `whole`: as `last`, from the first name on, and with the token of the directory.
 */
type Kind = "bounded" | "last" | "whole";

function prepareAll(resumed: readonly string[], parts: Parts) {
  const last = prepare("last", resumed, parts);
  const whole = parts.differences.keepsDigests ? prepare("whole", resumed, parts) : last;
  return { bounded: prepare("bounded", resumed, parts), last, whole };
}

/** The largest number of videos, and of problems, in one answer. */
const mostAtOnce = 5_000;

const lettersOfAMark = 2;

/** The part of the answer up to the last name of which it certainly has everything. */
function cutShort(section: KnownSection): KnownSection {
  const files = knownFilesIn(section);
  const lastOf = (kind: KnownFile["kind"]): string | null => {
    const some = files.filter((file) => file.kind === kind && file.name !== "");
    return some.length <= mostAtOnce ? null : (some.at(-2)?.name ?? null);
  };
  const ends = [lastOf("video"), lastOf("problem")].filter((name) => name !== null).toSorted(compareUtf8);
  const [upTo] = ends;
  if (upTo === undefined) return section;
  return { ...withKnownFiles(section, ({ name }) => compareUtf8(name, upTo) <= 0), upTo };
}

/** @param resumed the jobs that the scan goes on with */
function prepare(kind: Kind, resumed: readonly string[], { db, differences }: Parts) {
  return preparedQuery<Row, Parameter>({ db, differences }, (parameter) => {
    const known = sql`(${rememberedFiles(kind, resumed, parameter, differences)}) as known`;
    const files = sql`select ${differences.joined(sql.ref("entry"), "/")} as files,
      ${differences.joined(sql.ref("mark"), "")} as marks`;
    if (kind === "bounded") return sql<Row>`${files} from ${known}`;
    const range = { from: parameter("directory"), before: parameter("before") };
    const withVideos = namesOfDirectories("videos", range, differences);
    const withProblems = namesOfDirectories("scan_errors", range, differences);
    const last = sql`${files}, ${withVideos} as with_videos, ${withProblems} as with_problems`;
    if (kind === "last") return sql<Row>`${last} from ${known}`;
    return sql<Row>`${last}, ${tokenOf(parameter("directory"))} as token from ${known}`;
  });
}

/** Entries of a `FileList`, and the marks of each. */
function rememberedFiles(
  kind: Kind,
  resumed: readonly string[],
  parameter: (name: Parameter) => Expression<unknown>,
  differences: SqlDifferences,
): RawBuilder<unknown> {
  const { writtenBy, kind: kinds } = marks;
  const directory = parameter("directory");
  const isNamed = (column: "filename" | "path", after: Parameter, last: Parameter) => {
    const isAfter = sql`${sql.ref(column)} > ${parameter(after)}`;
    return kind === "bounded" ? sql`${isAfter} and ${sql.ref(column)} <= ${parameter(last)}` : isAfter;
  };
  const whenResumed = sql.join(
    resumed.map((id) => sql`when ${id} then ${sql.lit(writtenBy.resumedJob)}`),
    sql` `,
  );
  const writerOr = (another: RawBuilder<unknown>) => sql`case job_id
    when ${parameter("job_id")} then ${sql.lit(writtenBy.thisJob)}
    ${whenResumed} else ${another} end`;
  const another = sql`${sql.lit(writtenBy.anotherJob)}`;
  const writer = writerOr(another);
  // Its counts do not have what an earlier run of this job has only confirmed, so such a video counts as unchanged again.
  const reader = sql`case when facts_version < ${sql.lit(factsVersion)} then ${sql.lit(writtenBy.olderProgram)}
    else ${writerOr(sql`case when confirmed_job_id is null then ${another}
    else case confirmed_job_id when ${parameter("job_id")} then ${sql.lit(writtenBy.resumedJob)} ${whenResumed}
    else ${another} end end`)} end`;
  const size = differences.wholeNumber(sql.ref("file_size"));
  const modifiedUs = differences.wholeNumber(sql.ref("modified_us"));
  // `concat` takes null as an empty text, and SQLite takes less time for it than for as many `||`.
  const version = sql`'/', ${size}, '/', ${modifiedUs}, '/', changed_us`;
  // Not a parameter, because SQLite would take twice as long.
  const limit = sql.lit(mostAtOnce + 1);
  const video = sql`case when missing_since is not null then ${sql.lit(kinds.missing)}
    when disk = ${parameter("disk")} then ${sql.lit(kinds.video)}
    when disk is null then ${sql.lit(kinds.onUnknownDisk)} else ${sql.lit(kinds.onAnotherDisk)} end`;
  return sql`
    select * from (
      select concat(filename, ${version}, subtitle_files) as entry, ${reader} || ${video} as mark
      from videos
      where directory_id = (select id from directories where path = ${directory})
        and ${isNamed("filename", "after_name", "last_name")}
      order by filename limit ${limit}
    ) as of_videos
    union all
    select * from (
      select concat(substr(path, length(directory) + 1), ${version}), ${writer} || ${sql.lit(kinds.problem)}
      from scan_errors
      where directory = ${directory} and ${isNamed("path", "after_path", "last_path")} and ${isCurrent}
      order by path limit ${limit}
    ) as of_problems
    union all
    select concat(${version}), ${writer} || ${sql.lit(kinds.problem)}
    from scan_errors where path = ${parameter("itself")} and ${isCurrent}
  `;
}
