import { type RawBuilder, sql } from "kysely";
import { beyondFrames, type Resolution, resolutionFrames } from "../library/resolution.ts";

const fitting = resolutionFrames.map(({ name, long, short }) => {
  const [longest, shortest] = [sql.lit(long), sql.lit(short)];
  const lying = sql`width <= ${longest} and height <= ${shortest}`;
  const standing = sql`width <= ${shortest} and height <= ${longest}`;
  return sql`when ${lying} or ${standing} then ${sql.lit(name)}`;
});

/**
 * What `resolutionOf` says, for a row of `videos`. Without parameters, as Postgres would take the expression for
 * another one where it stands again in the same statement.
 */
export const resolutionOfRow: RawBuilder<Resolution> = sql`case ${sql.join(fitting, sql` `)} else ${sql.lit(beyondFrames)} end`;
