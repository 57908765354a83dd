import type { Expression, InsertObject, InsertQueryBuilder, InsertResult, RawBuilder, SqlBool } from "kysely";
import type { Tables } from "./schema.ts";

/** SQL that differs between databases and that Kysely does not abstract. */
export interface SqlDifferences {
  /** Types of columns that every database names differently. */
  readonly columns: {
    /** A primary key that numbers rows in the order of their inserts. */
    readonly rowNumber: string;
    /** Text that sorts by the bytes of its UTF-8. */
    readonly text: string;
    /** Statements that make the tables of the search index. */
    readonly searchIndex: readonly string[];
  };

  /** Whether a transaction must lock the rows that it reads before it writes. Not with one writer at a time. */
  readonly locksRows: boolean;

  /**
   * Inserts any number of rows with one statement. It may fail after some rows, so it belongs into a transaction.
   *
   * @param rows at least one; all have the same columns
   */
  insertRows<Table extends keyof Tables>(
    into: InsertQueryBuilder<Tables, Table, InsertResult>,
    rows: readonly InsertObject<Tables, Table>[],
  ): InsertQueryBuilder<Tables, Table, InsertResult>;

  /** `column` is one of `values`. Any number of values is one parameter. */
  isOneOf(column: Expression<string>, values: readonly string[]): RawBuilder<SqlBool>;

  /** `text` is somewhere in `column`, without regard to case and accents: see `folded-text.ts`. */
  containsFolded(column: Expression<string>, text: string): RawBuilder<SqlBool>;

  /** A column holds a JSON object with `value` at `key`. */
  jsonHas(column: Expression<string>, key: string, value: string | boolean): RawBuilder<SqlBool>;

  /** What is at `key` of an object in a column of JSON, as text; null where nothing is. */
  jsonText(column: Expression<string>, key: string): RawBuilder<string>;

  /** The position of `search` in `text`, in characters from 1; 0 if it is not there. */
  position(text: Expression<string>, search: string): RawBuilder<number>;

  /** The digits of a whole number in a column; null if the column is null. */
  wholeNumber(column: Expression<unknown>): RawBuilder<string>;

  /** The texts of a column in all rows, with `separator` in between; null if there is no row. */
  joined(column: Expression<unknown>, separator: string): RawBuilder<string | null>;
}
