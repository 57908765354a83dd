import type { Expression, InsertObject, InsertQueryBuilder, InsertResult, RawBuilder, SqlBool } from "kysely";
import type { Tables } from "./schema.ts";

/** All in which the SQL of the databases differs beyond what Kysely levels out. */
export interface SqlDifferences {
  /** Types of columns that need a word of their own. */
  readonly columns: {
    /** A primary key that numbers the rows as they come. */
    readonly rowNumber: string;
    /** Text that sorts by the bytes of its UTF-8. */
    readonly text: string;
  };

  /**
   * Whether rows that a transaction reads, to decide what it writes, must be locked one by one. Not where there
   * is one writer at a time.
   */
  readonly locksRows: boolean;

  /**
   * Has all rows inserted with one statement, however many they are. Within a transaction, as it may fail after some.
   *
   * @param rows at least one; all have the same columns
   */
  insertRows<Table extends keyof Tables>(
    into: InsertQueryBuilder<Tables, Table, InsertResult>,
    rows: readonly InsertObject<Tables, Table>[],
  ): InsertQueryBuilder<Tables, Table, InsertResult>;

  /** `column` is one of `values`, in one parameter, however many they are. */
  isOneOf(column: Expression<string>, values: readonly string[]): RawBuilder<SqlBool>;

  /** `text` is somewhere in `column`. Case of ASCII letters is ignored. A text with a NUL is nowhere. */
  contains(column: Expression<string>, text: string): RawBuilder<SqlBool>;

  /** `column` begins with `text`, in the same sense as `contains`. */
  startsWith(column: Expression<string>, text: string): RawBuilder<SqlBool>;

  /** `column` ends with `text`, in the same sense as `contains`. */
  endsWith(column: Expression<string>, text: string): RawBuilder<SqlBool>;

  /** A column of JSON is an object that has `value` at `key`. */
  jsonHas(column: Expression<string>, key: string, value: string | boolean): RawBuilder<SqlBool>;

  /** What is at `key` of an object in a column of JSON, as text; null where nothing is. */
  jsonText(column: Expression<string>, key: string): RawBuilder<string>;

  /** Where `search` is in `text`, counted in characters from 1; 0 where it is not. */
  position(text: Expression<string>, search: string): RawBuilder<number>;

  /** A column of numbers that are whole, as the text of their digits; null where it is null. */
  wholeNumber(column: Expression<unknown>): RawBuilder<string>;

  /** The texts of a column, of all rows, one after the other with `separator` in between; null where there is no row. */
  joined(column: Expression<unknown>, separator: string): RawBuilder<string | null>;
}
