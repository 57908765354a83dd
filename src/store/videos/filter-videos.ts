import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from "kysely";
import { foldText } from "../../files/folded-text.ts";
import type { VideoQuery } from "../../library/video-library.ts";
import { separators } from "../directory-range.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { isUnfilled } from "./fill-search.ts";
import { resolutionOfRow } from "./resolution-of-row.ts";
import { wordsOfSearch } from "./words-of-search.ts";

type VideoFilters = Pick<VideoQuery, "text" | "jobId" | "missing" | "videoCodec" | "resolution">;

export interface ReadingParts {
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
  /** Whether every row has its columns for search: see `fill-search.ts`. */
  readonly isFilled: () => boolean;
}

/** The videos that match all filters of a query. */
export function filterVideos(
  { db, differences, isFilled }: ReadingParts,
  { text = "", jobId, missing, videoCodec, resolution }: VideoFilters,
): SelectQueryBuilder<Tables, "videos", object> {
  let select = db.selectFrom("videos");
  for (const word of text === "" ? [] : wordsOfSearch(text)) {
    select = select.where((eb) => {
      const found = hasWord(eb, foldText(word), differences);
      return isFilled() ? found : eb.or([found, eb.and([isUnfilled, differences.contains(eb.ref("path"), word)])]);
    });
  }
  // The job that marks a video missing does not write it: it has a column of its own.
  if (jobId !== undefined) select = select.where(missing === true ? "missing_job_id" : "job_id", "=", jobId);
  // One expression for both values. It uses no index, so that the index of the order is used.
  if (missing !== undefined) select = select.where(sql<boolean>`(missing_since is null) = ${sql.lit(!missing)}`);
  if (videoCodec !== undefined) select = select.where("video_codec", "=", videoCodec);
  if (resolution !== undefined) select = select.where(sql<boolean>`${resolutionOfRow} = ${resolution}`);
  return select;
}

/** Whether the filters leave no video out. */
export function hasNoFilter({ text = "", jobId, missing, videoCodec, resolution }: VideoFilters): boolean {
  return text === "" && [jobId, missing, videoCodec, resolution].every((filter) => filter === undefined);
}

/**
 * The path has the word: the name has it, or the directory, or it begins in the directory and ends in the name. There
 * are far fewer directories than videos, so the database reads each directory once and each name once, both from an
 * index. A word may be shorter than the three letters that an index of letter groups needs.
 */
function hasWord(
  eb: ExpressionBuilder<Tables, "videos">,
  word: string,
  differences: SqlDifferences,
): Expression<SqlBool> {
  const { separator } = separators;
  const directoriesWith = (condition: (folded: Expression<string>) => Expression<SqlBool>) =>
    eb(
      "directory_id",
      "in",
      eb
        .selectFrom("directories")
        .select("directories.id")
        .where((inner) => condition(inner.ref("directories.folded"))),
    );
  const inName = differences.contains(eb.ref("folded_name"), word);
  const inDirectory = directoriesWith((folded) => differences.contains(folded, word));
  const nameAt = word.lastIndexOf(separator) + 1;
  if (nameAt === 0 || nameAt === word.length) return eb.or([inName, inDirectory]);
  const acrossBoth = eb.and([
    differences.startsWith(eb.ref("folded_name"), word.slice(nameAt)),
    directoriesWith((folded) => differences.endsWith(folded, word.slice(0, nameAt))),
  ]);
  return eb.or([inName, inDirectory, acrossBoth]);
}
