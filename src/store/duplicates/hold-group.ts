import { type Kysely, sql } from "kysely";
import type { GroupKey } from "../../library/duplicates.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

interface Parts {
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}

/** See `DuplicateLibrary.hold`. It is one statement, so of several requests at once only one gets the group. */
export async function holdGroup(
  { writer, differences, now }: Parts,
  { size, fingerprint }: GroupKey,
  token: string,
  ms: number,
): Promise<boolean> {
  const time = differences.serverTime ?? sql<number>`${sql.lit(now().getTime())}`;
  const held = await writer
    .insertInto("held_groups")
    .values({ file_size: size, fingerprint, token, held_until: sql`${time} + ${sql.lit(ms)}` })
    .onConflict((conflict) =>
      conflict
        .columns(["file_size", "fingerprint"])
        .doUpdateSet((eb) => ({ token: eb.ref("excluded.token"), held_until: eb.ref("excluded.held_until") }))
        .where((eb) => eb.or([eb("held_groups.token", "=", token), eb("held_groups.held_until", "<", time)])),
    )
    .returning("token")
    .executeTakeFirst();
  return held !== undefined;
}

/** See `DuplicateLibrary.release`. */
export async function releaseGroup({ writer }: Parts, { size, fingerprint }: GroupKey, token: string): Promise<void> {
  await writer
    .deleteFrom("held_groups")
    .where("file_size", "=", size)
    .where("fingerprint", "=", fingerprint)
    .where("token", "=", token)
    .execute();
}
