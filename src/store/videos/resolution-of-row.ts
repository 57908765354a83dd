import { type RawBuilder, sql } from "kysely";
import { beyondFrames, type Resolution, resolutionFrames } from "../../library/resolution.ts";

/**
 * `resolutionOf` for a row of `videos`. It has no parameters, because Postgres takes two expressions with parameters in
 * one statement for different ones.
 */
export const resolutionOfRow: RawBuilder<Resolution> = sql`case ${sql.join(cases(), sql` `)}
  else ${sql.lit(beyondFrames)} end`;

function cases(): readonly RawBuilder<unknown>[] {
  return resolutionFrames.map(({ name, long, short }) => {
    const [longest, shortest] = [sql.lit(long), sql.lit(short)];
    const lying = sql`width <= ${longest} and height <= ${shortest}`;
    const standing = sql`width <= ${shortest} and height <= ${longest}`;
    return sql`when ${lying} or ${standing} then ${sql.lit(name)}`;
  });
}
