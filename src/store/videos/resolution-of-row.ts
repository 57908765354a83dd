import { type RawBuilder, sql } from "kysely";
import { beyondFrames, type Resolution, resolutionFrames, resolutions } from "../../library/resolution.ts";

/**
 * `resolutionOf` for a row of `videos`. It has no parameters, because Postgres takes two expressions with parameters in
 * one statement for different ones.
 */
export const resolutionOfRow: RawBuilder<Resolution> = forEachResolution((name) => name);

/** The index of the resolution in `resolutions`: larger for larger pictures. */
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
