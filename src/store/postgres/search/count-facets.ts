import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { noVideos, plusBytes, plusTotals, type VideoTotals } from "../../../library/video-library.ts";
import { isBroken, type Tables } from "../../schema.ts";
import { BytesOfLinks } from "../../videos/bytes-of-links.ts";
import { valuesInText } from "../../videos/property-values.ts";
import type { FacetCounts, FacetsToCount, FilterKey } from "../../videos/video-index.ts";
import { fence } from "./fence.ts";
import { linkedVideos } from "./linked-videos.ts";
import { numberOfMeasure, rowFilters, textOfProperty } from "./row-filters.ts";

/**
 * See `VideoIndex.countFacets`. One pass over the rows: each facet is a set of groups of one statement. A row that only the
 * filter on one facet leaves out has a value for this facet alone.
 *
 * Each facet is one expression behind a fence. So Postgres expects few values, and counts all facets in memory at once. If
 * it knew of the columns, or if there were two expressions, it would sort all rows for each facet, on its disk.
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
  const all: readonly Facet[] = [
    { key: null, value: kindOfVideo },
    { key: "missing", value: sql`cast(missing_since is not null as int)` },
    { key: "broken", value: sql`cast(coalesce(${isBroken}, false) as int)` },
    ...properties.map((property) => ({ key: property, value: textOfProperty[property] })),
    ...ranges.map(({ measure, edges }) => ({
      key: measure,
      value: sql`coalesce(width_bucket(${numberOfMeasure[measure]}, cast(${[...edges]} as double precision[])), 0)`,
    })),
  ];
  // The first facet has the same marks, unless there is a filter on them.
  const facets = all.filter(({ key }) => (key !== "missing" && key !== "broken") || keys.includes(key));
  const names = facets.map((_, nth) => sql.ref(`facet_${nth}`));
  const conditions = allOf([...shared, ...words]);
  /** The values of all facets for the rows of `videos` and `linked` that count. */
  const kindsOf = (source: RawBuilder<unknown>) => sql`(
    select ${sql.join(facets.map((facet, nth) => sql`${valueFor(facet, keys)} as ${sql.ref(`facet_${nth}`)}`))},
      file, file_size as size, missing_since,
      case when missing_since is null and file is null then file_size else 0 end as bytes,
      case when missing_since is null and duration_seconds > 0 and suspect is distinct from 'length'
        then duration_seconds else 0 end as seconds
    from (
      select videos.*, linked.file, ${firstMissed(own)} as missed from ${source}
      where ${conditions} and ${countMissed(own)} <= 1 ${fence}
    ) as matching ${fence}
  )`;
  const { rows } = await sql<Row>`
    with ${linkedVideos}
    select grouping(${sql.join(names)}) as facets,
      coalesce(${sql.join(names.map((name) => sql`cast(${name} as text)`))}) as value,
      count(*) as videos, count(missing_since) as missing, sum(bytes) as bytes, sum(seconds) as seconds, null as file
    from ${kindsOf(sql`videos left join linked on linked.number = videos.number`)} as kinds
    group by grouping sets (${sql.join(names.map((name) => sql`(${name})`))})
    union all
    select null, cast(json_build_array(${sql.join(names)}) as text), 0, 0, size, 0, file
    from ${kindsOf(videosOfLinks)} as kinds
  `.execute(db);
  /** The totals of the values of a facet, by value. */
  const valuesOf = (nth: number): ReadonlyMap<string, VideoTotals> => {
    // A bit is set for each facet that a group does not have. The last facet has the lowest bit.
    const mask = 2 ** facets.length - 1 - 2 ** (facets.length - 1 - nth);
    // Rows without a value do not count in this facet.
    const own = rows.filter((row) => row.facets === mask && row.value !== null);
    return new Map(own.map((row) => [row.value ?? "", totalsOf(row)]));
  };
  const places = new Map<number, number>();
  const placeOf = (file: number) => {
    const place = places.get(file) ?? places.size;
    places.set(file, place);
    return place;
  };
  const linked = rows.flatMap(({ file, value, bytes }) =>
    file === null
      ? []
      : [{ bytes, file: placeOf(file), values: JSON.parse(value ?? "[]") as readonly (string | number | null)[] }],
  );
  /** The bytes of files with several videos, by the keys that a facet has for a value. */
  const linkedBytes = <Key extends string | number>(nth: number, keysOf: (value: string) => readonly Key[]) => {
    const sums = new BytesOfLinks<Key>(places.size);
    for (const { bytes, file, values } of linked) {
      const value = values[nth] ?? null;
      if (value === null) continue;
      for (const each of keysOf(String(value))) sums.add(each, file, bytes);
    }
    return sums;
  };
  const kinds = valuesOf(0);
  const total = [...kinds.values()].reduce(plusTotals, noVideos);
  const nthOf = (key: FilterKey) => facets.findIndex((facet) => facet.key === key);
  const marked = (nth: number) => valuesOf(nth).get("1")?.videos ?? 0;
  /** The bytes of some kinds of videos, each hard link with the size of its file. */
  const bytesOfEach = (some: readonly string[]) =>
    some.reduce((sum, kind) => sum + (kinds.get(kind)?.bytes ?? 0), 0) +
    linked.reduce((sum, { bytes, values }) => sum + (some.includes(String(values[0])) ? bytes : 0), 0);
  const brokenVideos = withBroken.reduce((sum, kind) => sum + (kinds.get(kind)?.videos ?? 0), 0);
  return {
    total: plusBytes(total, linkedBytes(0, () => [0]).of(0)),
    ofEach: { bytes: bytesOfEach(kindsOfVideos), bytesWithLength: bytesOfEach(withLength) },
    missing: keys.includes("missing") ? marked(nthOf("missing")) : total.missing,
    broken: keys.includes("broken") ? marked(nthOf("broken")) : brokenVideos,
    texts: properties.map((property) => [...valuesOf(nthOf(property))].map(([text, totals]) => ({ text, totals }))),
    linked: properties.map((property) => linkedBytes(nthOf(property), (text) => valuesInText(property, text)).all()),
    ranges: ranges.map(({ measure, edges }) => {
      const values = valuesOf(nthOf(measure));
      const bytes = linkedBytes(nthOf(measure), (text) => [text]);
      return edges.map((_, place) => {
        const text = String(place + 1);
        return plusBytes(values.get(text) ?? noVideos, bytes.of(text));
      });
    }),
  };
}

/** 1 if the video is broken, and 2 more if its length counts. One sum of each kind takes no more time than one of all. */
const kindOfVideo = sql`cast(coalesce(${isBroken}, false) as int)
  + case when ${numberOfMeasure.duration_seconds} is null then 0 else 2 end`;
const kindsOfVideos = ["0", "1", "2", "3"];
const withBroken = ["1", "3"];
const withLength = ["2", "3"];

/** Behind the fence, Postgres looks for each of the few videos by its number. */
const videosOfLinks = sql`linked cross join lateral (
  select * from videos where number = linked.number ${fence}
) as videos`;

interface Facet {
  /** Null for the videos that match all filters. */
  readonly key: FilterKey | null;
  /** Never null. */
  readonly value: RawBuilder<unknown>;
}

/** The value of a facet in a row that counts in it; null in any other row. @param keys those of the filters on facets */
function valueFor({ key, value }: Facet, keys: readonly FilterKey[]): RawBuilder<unknown> {
  if (keys.length === 0) return value;
  const own = key === null ? -1 : keys.indexOf(key);
  const counts = own === -1 ? sql`missed = 0` : sql`missed in (0, ${sql.lit(own + 1)})`;
  return sql`case when ${counts} then ${value} end`;
}

/** The counts of a query that no video can match. */
export function nothingCounted({ properties, ranges }: FacetsToCount): FacetCounts {
  return {
    total: noVideos,
    ofEach: { bytes: 0, bytesWithLength: 0 },
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
  /** Null for the rows that do not count in the facet. Of a video of `linkedVideos`: JSON of the values of all facets. */
  readonly value: string | null;
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
