import type { SqlDifferences } from "../sql-differences.ts";

/**
 * One step of the schema: SQL statements that run in order, on every database.
 *
 * Types that all databases read alike: `bigint` for whole numbers and times, `double precision` for numbers that come
 * out of files. A damaged file can claim any number, such as a bit rate beyond 2^53, which no whole number holds.
 * `schema` has the types that differ, and tells which database it is, for tables and indexes that only one of them has.
 */
export type SchemaStep = (schema: SqlDifferences["schema"]) => readonly string[];
