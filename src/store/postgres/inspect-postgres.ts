import { Kysely, sql } from "kysely";
import { databaseName } from "../../database-name.ts";
import type { Tables } from "../schema.ts";
import { type CancelNotices, openCancelNotices } from "./cancel-notices.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { openPool } from "./postgres-pool.ts";

export interface PostgresFacts {
  /** Of the server, such as `15.18`. */
  readonly version: string;
  /** Whether searches use an index. */
  readonly hasTrigrams: boolean;
  readonly notices: CancelNotices["atStart"];
}

/**
 * Tells what a database offers, on connections of its own.
 *
 * @param options.url the database has the schema of Gleaner
 * @throws StoreError if the database cannot be used
 */
export async function inspectPostgres(options: {
  readonly url: string;
  readonly directUrl: string | null;
}): Promise<PostgresFacts> {
  const { url } = options;
  const pool = openPool(url, { max: 1 });
  try {
    const db = new Kysely<Tables>({ dialect: postgresDialect(pool, databaseName(url)) });
    const { rows } = await sql<{ version: string; has_trigrams: boolean }>`
      select current_setting('server_version') as version, to_regclass('videos_by_trigram') is not null as has_trigrams
    `.execute(db);
    const [facts] = rows;
    if (facts === undefined) throw new Error("A server has a version");
    const notices = await openCancelNotices({ ...options, onCancel: ignore, onMissed: ignore, onError: ignore });
    await notices.close();
    return { version: facts.version, hasTrigrams: facts.has_trigrams, notices: notices.atStart };
  } finally {
    await pool.end();
  }
}

/** Who inspects the database has no use for notices and errors later. */
function ignore(): void {}
