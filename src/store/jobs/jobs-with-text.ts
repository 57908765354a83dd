import { foldText } from "../../files/folded-text.ts";
import { isWithin } from "../../files/is-within.ts";
import type { Job } from "../../jobs/job.ts";
import type { TextInPayload } from "../../jobs/job-store.ts";

/** How many rows are read at once. */
const rowsAtOnce = 500;

/**
 * The first jobs of a list whose payload has a text, for a database that cannot fold texts.
 *
 * @param read reads the first `limit` rows of the list whose submission is below `before`
 */
export async function jobsWithText<Row extends { readonly job: Job; readonly row: { readonly submission: number } }>(
  read: (part: { readonly before: number; readonly limit: number }) => Promise<readonly Row[]>,
  { keys, contains, directories = [] }: TextInPayload,
  limit: number,
): Promise<readonly Row[]> {
  const folded = foldText(contains);
  const paths = keys.map((key) => key.split("."));
  const hasText = ({ job: { payload } }: Row): boolean =>
    paths.some((path) => {
      const text = path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), payload);
      if (typeof text !== "string") return false;
      return foldText(text).includes(folded) || directories.some((directory) => isWithin(text, directory));
    });
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

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}
