/**
 * A path has a word if its directory has it, if its name has it, or if the word begins in the directory and goes on in
 * the name. There are far fewer directories than names, so the directories are looked up first. If few directories
 * match, the database finds their videos with an index, and combines this index with that of the names.
 */
import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { separators } from "../../directory-range.ts";
import type { Tables } from "../../schema.ts";

/** A set of directories. */
interface Directories {
  /** A condition for rows of `directories`. */
  readonly condition: RawBuilder<SqlBool>;
  /** Their ids; null if there are many of them. */
  ids: readonly number[] | null;
}

export interface PreparedWord {
  readonly text: string;
  readonly within: Directories;
  /** A path has the word also if it is in such a directory and its name begins so. */
  readonly across: readonly { readonly directories: Directories; readonly nameStart: string }[];
}

/** More directories than these are not looked up one by one. */
const fewDirectories = 1_000;

/** @param words as `foldText` makes them */
export async function prepareWords(db: Kysely<Tables>, words: readonly string[]): Promise<readonly PreparedWord[]> {
  const prepared = words.map(prepareWord);
  const sets = prepared.flatMap(({ within, across }) => [within, ...across.map(({ directories }) => directories)]);
  if (sets.length === 0) return prepared;
  const selects = sets.map(
    ({ condition }, index) => sql`(select ${sql.lit(index)} as place, id from directories
      where ${condition} limit ${sql.lit(fewDirectories + 1)})`,
  );
  const { rows } = await sql<{ place: number; id: number }>`${sql.join(selects, sql` union all `)}`.execute(db);
  const found = Map.groupBy(rows, ({ place }) => place);
  for (const [index, set] of sets.entries()) {
    const ids = (found.get(index) ?? []).map(({ id }) => id);
    set.ids = ids.length > fewDirectories ? null : ids;
  }
  return prepared;
}

function prepareWord(text: string): PreparedWord {
  const across: PreparedWord["across"][number][] = [];
  const { separator } = separators;
  for (let at = text.indexOf(separator); at !== -1 && at < text.length - 1; at = text.indexOf(separator, at + 1)) {
    const end = text.slice(0, at + 1);
    const condition = sql<SqlBool>`right(folded, length(${end})) = ${end}`;
    across.push({ directories: { condition, ids: null }, nameStart: text.slice(at + 1) });
  }
  return { text, within: { condition: contains("folded", text), ids: null }, across };
}

/** The condition for rows of `videos` whose path has the word. */
export function hasWord({ text, within, across }: PreparedWord): RawBuilder<SqlBool> {
  const ways = [contains("folded_name", text)];
  if (!isEmpty(within)) ways.push(isIn(within));
  for (const { directories, nameStart } of across) {
    if (!isEmpty(directories)) ways.push(sql`(${isIn(directories)} and starts_with(folded_name, ${nameStart}))`);
  }
  return sql`(${sql.join(ways, sql` or `)})`;
}

function isEmpty({ ids }: Directories): boolean {
  return ids !== null && ids.length === 0;
}

function isIn({ condition, ids }: Directories): RawBuilder<SqlBool> {
  return ids === null
    ? sql`directory_id in (select id from directories where ${condition})`
    : sql`directory_id = any(cast(${ids} as bigint[]))`;
}

/** Trigrams of fewer letters would name most of the library. */
const lettersOfTrigram = 3;

function contains(column: "folded" | "folded_name", text: string): RawBuilder<SqlBool> {
  if (text.length < lettersOfTrigram) return sql`strpos(${sql.ref(column)}, ${text}) > 0`;
  return sql`${sql.ref(column)} like ${`%${text.replaceAll(/[\\%_]/g, "\\$&")}%`}`;
}
