import { sql } from "kysely";

/** At the end of a subquery: Postgres runs it as it is, and takes nothing out of it into the query around it. */
export const fence = sql`offset 0`;
