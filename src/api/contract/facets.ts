/** Numbers of videos by what they are. */
import { z } from "zod";
import { exportOptions } from "./exports.ts";
import { count, request, time } from "./request-values.ts";
import { queryFilters, videoPropertyNames } from "./video-filters.ts";

const timeZone = {
  time_zone: z
    .string()
    .max(100)
    .refine(isTimeZone, "must be a time zone, such as Europe/Berlin")
    .optional()
    .describe("Where years and months begin, such as `Europe/Berlin`. Default: UTC"),
};

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const facetsQuerySchema = request({ ...timeZone, ...queryFilters });

const totals = {
  count: count.describe("Videos"),
  missing: count.describe("Those of them that are missing"),
  bytes: z.number().describe("Of the files that are not missing. Hard links of one file count once"),
  duration_seconds: z.number().describe("Of the videos that are not missing, without lengths in doubt"),
};
const totalsSchema = z.object(totals);
const valueSchema = z.object({ value: z.string().describe("`none` for videos that have none"), ...totals });
const range = { min: z.number(), max: z.number().nullable().describe("Null for the last"), ...totals };
const rangeSchema = z.object(range);
const spanSchema = z.object({ after: time, before: time.nullable(), ...totals });

const valuesMeans =
  "Most frequent first, at most 100. A video with sound in two languages, or of two codecs, counts for both";
const values = (most: string) =>
  z
    .object(
      Object.fromEntries(videoPropertyNames.map((name) => [name, z.array(valueSchema)])) as Record<
        (typeof videoPropertyNames)[number],
        z.ZodArray<typeof valueSchema>
      >,
    )
    .describe(most);

const measures = ["size", "duration", "frame_rate", "bit_rate"] as const;
const spans = ["modified", "added"] as const;

/** How much matches, and how much of it has each value. */
export const facetsSchema = z.object({
  total: totalsSchema.describe("Of all videos that match"),
  averages: z
    .object({
      bytes: count.nullable().describe("The size. Each hard link has the size of its file. Null: all are missing"),
      bit_rate: count
        .nullable()
        .describe("In bits a second: the sizes by the lengths. Null: no length is known and beyond doubt"),
    })
    .describe("Of the videos that match and are not missing. For `bit_rate` only those whose length counts"),
  has_hard_links: z
    .boolean()
    .describe("Whether some of these videos are hard links of one file: then it counts once in each `bytes`"),
  missing: count.describe("Missing videos among those that match all other filters"),
  broken: count.describe("Broken videos among those that match all other filters"),
  values: values(valuesMeans),
  ranges: z
    .object(
      Object.fromEntries(measures.map((name) => [name, z.array(rangeSchema)])) as Record<
        (typeof measures)[number],
        z.ZodArray<typeof rangeSchema>
      >,
    )
    .describe("Those with videos, in rising order. `min` and `max` are filters: `size_min`, `size_max` and so on"),
  spans: z
    .object(
      Object.fromEntries(spans.map((name) => [name, z.array(spanSchema)])) as Record<
        (typeof spans)[number],
        z.ZodArray<typeof spanSchema>
      >,
    )
    .describe("Years of changes and months of additions, in `time_zone`. `after` and `before` are filters, too"),
});
export type FacetsJson = z.output<typeof facetsSchema>;
export type TotalsJson = z.output<typeof totalsSchema>;

/** The columns of an export as CSV, which are its fields as NDJSON, too. */
export const statisticsColumns = [
  "property",
  "value",
  "min",
  "max",
  "after",
  "before",
  "count",
  "missing",
  "bytes",
  "duration_seconds",
] as const;
export const statisticsExportQuerySchema = request({
  ...exportOptions(statisticsColumns),
  ...timeZone,
  ...queryFilters,
});
