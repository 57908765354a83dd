import type { Kysely } from "kysely";
import type { VideoChoice } from "../../library/video-choice.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { filtersToFind } from "./list-videos.ts";
import type { VideoIndex } from "./video-index.ts";

/** The numbers of chosen videos, in rising order: the first `limit` of those above `after`. */
export async function numbersOfChoice(
  {
    reader,
    differences,
    index,
  }: {
    readonly reader: Kysely<Tables>;
    readonly differences: SqlDifferences;
    readonly index: VideoIndex;
  },
  which: VideoChoice,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly number[]> {
  if ("filter" in which) return index.numbers(reader, filtersToFind(which.filter), page);
  const rows = await reader
    .selectFrom("videos")
    .select("number")
    .where((eb) => differences.isOneOf(eb.ref("id"), which.ids))
    .where("number", ">", page.after)
    .orderBy("number")
    .limit(page.limit)
    .execute();
  return rows.map(({ number }) => number);
}
