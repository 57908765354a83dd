import type { SqlDifferences } from "../sql-differences.ts";

/**
 * One step of the schema: SQL statements that run in order, on every database.
 *
 * Types that all databases read alike: `bigint` for whole numbers and times, `double precision` for numbers that come
 * out of files. A damaged file can claim any number, such as a bit rate beyond 2^53, which no whole number holds.
 * `columns` has the types that differ.
 */
export type SchemaStep = (columns: SqlDifferences["columns"]) => readonly string[];
