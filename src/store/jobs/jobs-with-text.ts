import { foldText } from "../../files/folded-text.ts";
import type { Job } from "../../jobs/job.ts";
import type { JobQuery } from "../../jobs/job-store.ts";

/** How many rows are read at once. */
const rowsAtOnce = 500;

/**
 * The first jobs of a list whose payload has a text, for a database that cannot fold texts.
 *
 * @param read reads the first `limit` rows of the list whose submission is below `before`
 */
export async function jobsWithText<Row extends { readonly job: Job; readonly row: { readonly submission: number } }>(
  read: (part: { readonly before: number; readonly limit: number }) => Promise<readonly Row[]>,
  { key, contains }: NonNullable<JobQuery["payload"]>,
  limit: number,
): Promise<readonly Row[]> {
  const folded = foldText(contains);
  const hasText = ({ job }: Row): boolean => {
    const text = job.payload[key];
    return typeof text === "string" && foldText(text).includes(folded);
  };
  const matching: Row[] = [];
  let page: readonly Row[];
  let before = Number.MAX_SAFE_INTEGER;
  do {
    page = await read({ before, limit: rowsAtOnce });
    matching.push(...page.filter(hasText));
    before = page.at(-1)?.row.submission ?? before;
  } while (page.length === rowsAtOnce && matching.length < limit);
  return matching.slice(0, limit);
}
