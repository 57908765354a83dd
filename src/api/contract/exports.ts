/** What every export of a list takes, beside the filters of the list. */
import { z } from "zod";
import { flag, mustBe, separated } from "./request-values.ts";

export const exportFormat = z.enum(["csv", "ndjson"], mustBe("csv or ndjson"));
export type ExportFormat = z.output<typeof exportFormat>;

/** A list that the server sends as a file: the path of its calls, of which `/export` is one. */
export type ExportedList =
  | "videos"
  | "videos/problems"
  | "folders"
  | "statistics"
  | "duplicates"
  | "roots"
  | "settings"
  | "jobs"
  | `jobs/${string}/errors`;

export const fieldsMean = "Only these fields, in this order. Default: all";
export const bomMeans =
  "Whether a CSV begins with a byte order mark, by which Excel knows that it is UTF-8. Default: false";

/** @param names of fields of the list, and of columns of its CSV */
export function fieldOf(names: readonly string[]) {
  const known = [...new Set(names)];
  return z
    .string(mustBe("a list of texts"))
    .refine((name) => known.includes(name), `must be some of ${known.join(", ")}`);
}

/** @param names see `fieldOf` */
export function exportOptions(names: readonly string[]) {
  return {
    format: exportFormat,
    fields: z
      .preprocess(separated, z.array(fieldOf(names)).min(1).optional())
      .describe(`${fieldsMean}. Separated by commas`),
    bom: flag.prefault("false").describe(bomMeans),
  };
}
