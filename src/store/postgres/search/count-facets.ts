import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { noVideos, plusBytes, plusTotals, type VideoTotals } from "../../../library/video-library.ts";
import { isBroken, type Tables } from "../../schema.ts";
import { BytesOfLinks } from "../../videos/bytes-of-links.ts";
import { valuesInText } from "../../videos/property-values.ts";
import type { FacetCounts, FacetsToCount, FilterKey } from "../../videos/video-index.ts";
import { linkedVideos } from "./linked-videos.ts";
import { numberOfMeasure, rowFilters, textOfProperty } from "./row-filters.ts";

/**
 * See `VideoIndex.countFacets`. One pass over the rows: each facet is a set of groups of one statement. A row that only the
 * filter on one facet leaves out is counted in the groups of this filter.
 *
 * @param words conditions that have no facet
 */
export async function countFacets(
  db: Kysely<Tables>,
  query: FacetsToCount,
  words: readonly RawBuilder<SqlBool>[],
): Promise<FacetCounts> {
  const { properties, ranges, isWithoutOwn } = query;
  const filters = rowFilters(query.filters);
  const own = filters.filter(({ key }) => isWithoutOwn && key !== "place");
  const shared = filters.filter((filter) => !own.includes(filter)).map(({ condition }) => condition);
  const keys: FilterKey[] = own.map(({ key }) => key);
  const facets: readonly RawBuilder<unknown>[] = [
    sql`cast(missing_since is not null as text)`,
    sql`cast(${isBroken} as text)`,
    ...properties.map((property) => textOfProperty[property]),
    ...ranges.map(
      ({ measure, edges }) =>
        sql`cast(coalesce(width_bucket(${numberOfMeasure[measure]}, cast(${[...edges]} as double precision[])), 0) as text)`,
    ),
  ];
  const names = facets.map((_, nth) => sql.ref(`facet_${nth}`));
  const counts = sql`${allOf([...shared, ...words])} and ${countMissed(own)} <= 1`;
  const { rows } = await sql<Row>`
    with ${linkedVideos}, kinds as (
      select ${sql.join(facets.map((facet, nth) => sql`${facet} as ${sql.ref(`facet_${nth}`)}`))},
        ${firstMissed(own)} as missed, missing_since, suspect, duration_seconds,
        case when number in (select number from linked) then 0 else file_size end as file_size
      from videos where ${counts}
    )
    select grouping(${sql.join(names)}) as facets, coalesce(${sql.join(names)}) as value, missed,
      count(*) as videos, count(missing_since) as missing,
      coalesce(sum(file_size) filter (where missing_since is null), 0) as bytes,
      coalesce(sum(duration_seconds) filter (where missing_since is null and duration_seconds > 0
        and suspect is distinct from 'length'), 0) as seconds, null as file
    from kinds group by grouping sets (${sql.join(names.map((name) => sql`(${name}, missed)`))})
    union all
    select null, cast(json_build_array(${sql.join(facets)}) as text), ${firstMissed(own)}, 0, 0, size, 0, file
    from videos join linked using (number) where ${counts}
  `.execute(db);
  /** The totals of the values of a facet, by value. */
  const valuesOf = (nth: number, key: FilterKey | null): ReadonlyMap<string, VideoTotals> => {
    // A bit is set for each facet that a group does not have. The last facet has the lowest bit.
    const mask = 2 ** facets.length - 1 - 2 ** (facets.length - 1 - nth);
    const missed = key === null ? 0 : keys.indexOf(key) + 1;
    const values = new Map<string, VideoTotals>();
    for (const row of rows) {
      if (row.facets !== mask || (row.missed !== 0 && row.missed !== missed)) continue;
      values.set(row.value, plusTotals(values.get(row.value) ?? noVideos, totalsOf(row)));
    }
    return values;
  };
  const places = new Map<number, number>();
  const placeOf = (file: number) => {
    const place = places.get(file) ?? places.size;
    places.set(file, place);
    return place;
  };
  const linked = rows.flatMap((row) =>
    row.file === null ? [] : [{ ...row, file: placeOf(row.file), texts: JSON.parse(row.value) as readonly string[] }],
  );
  /** The bytes of files with several videos, by the keys that a facet has for a text. */
  const linkedBytes = <Key extends string | number>(
    nth: number,
    key: FilterKey | null,
    keysOf: (text: string) => readonly Key[],
  ) => {
    const missed = key === null ? 0 : keys.indexOf(key) + 1;
    const sums = new BytesOfLinks<Key>(places.size);
    for (const row of linked) {
      if (row.missed !== 0 && row.missed !== missed) continue;
      for (const each of keysOf(row.texts[nth] ?? "")) sums.add(each, row.file, row.bytes);
    }
    return sums;
  };
  const marked = (nth: number, key: "missing" | "broken") => valuesOf(nth, key).get("true")?.videos ?? 0;
  return {
    total: plusBytes(
      [...valuesOf(0, null).values()].reduce(plusTotals, noVideos),
      linkedBytes(0, null, () => [0]).of(0),
    ),
    missing: marked(0, "missing"),
    broken: marked(1, "broken"),
    texts: properties.map((property, nth) =>
      [...valuesOf(2 + nth, property)].map(([text, totals]) => ({ text, totals })),
    ),
    linked: properties.map((property, nth) =>
      linkedBytes(2 + nth, property, (text) => valuesInText(property, text)).all(),
    ),
    ranges: ranges.map(({ measure, edges }, nth) => {
      const values = valuesOf(2 + properties.length + nth, measure);
      const bytes = linkedBytes(2 + properties.length + nth, measure, (text) => [text]);
      return edges.map((_, place) => {
        const text = String(place + 1);
        return plusBytes(values.get(text) ?? noVideos, bytes.of(text));
      });
    }),
  };
}

/** The counts of a query that no video can match. */
export function nothingCounted({ properties, ranges }: FacetsToCount): FacetCounts {
  return {
    total: noVideos,
    missing: 0,
    broken: 0,
    texts: properties.map(() => []),
    linked: properties.map(() => []),
    ranges: ranges.map(({ edges }) => edges.map(() => noVideos)),
  };
}

type Own = readonly { readonly condition: RawBuilder<SqlBool> }[];

function allOf(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`;
}

/** How many of the filters leave a row out. */
function countMissed(own: Own): RawBuilder<number> {
  if (own.length === 0) return sql`0`;
  return sql`(${sql.join(
    own.map(({ condition }) => sql`case when ${condition} then 0 else 1 end`),
    sql` + `,
  )})`;
}

/** The first filter that leaves a row out, from 1; 0 for none. */
function firstMissed(own: Own): RawBuilder<number> {
  if (own.length === 0) return sql`0`;
  const cases = own.map(({ condition }, nth) => sql`when (${condition}) is not true then ${sql.lit(nth + 1)}`);
  return sql`case ${sql.join(cases, sql` `)} else 0 end`;
}

interface Row {
  /** Null for a video of `linkedVideos`. */
  readonly facets: number | null;
  /** Of such a video: JSON of all texts. */
  readonly value: string;
  readonly missed: number;
  readonly videos: number | string;
  readonly missing: number | string;
  readonly bytes: number;
  readonly seconds: number;
  /** Of such a video: what all videos of its file have. */
  readonly file: number | null;
}

function totalsOf({ videos, missing, bytes, seconds }: Row): VideoTotals {
  return { videos: Number(videos), missing: Number(missing), bytes, durationSeconds: seconds };
}
