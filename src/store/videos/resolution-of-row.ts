import { type RawBuilder, sql } from "kysely";
import { beyondFrames, type Resolution, resolutionFrames, resolutions } from "../../library/resolution.ts";

/**
 * What `resolutionOf` says, for a row of `videos`. Without parameters, as Postgres would take the expression for
 * another one where it stands again in the same statement.
 */
export const resolutionOfRow: RawBuilder<Resolution> = forEachResolution((name) => name);

/** The place of that among all resolutions: the larger, the larger the picture. */
export const resolutionRankOfRow: RawBuilder<number> = forEachResolution((name) => resolutions.indexOf(name));

function forEachResolution<Value extends string | number>(valueOf: (name: Resolution) => Value): RawBuilder<Value> {
  const fitting = resolutionFrames.map(({ name, long, short }) => {
    const [longest, shortest] = [sql.lit(long), sql.lit(short)];
    const lying = sql`width <= ${longest} and height <= ${shortest}`;
    const standing = sql`width <= ${shortest} and height <= ${longest}`;
    return sql`when ${lying} or ${standing} then ${sql.lit(valueOf(name))}`;
  });
  return sql`case ${sql.join(fitting, sql` `)} else ${sql.lit(valueOf(beyondFrames))} end`;
}
