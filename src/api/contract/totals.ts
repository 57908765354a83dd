/** How much is in a directory. */
import { z } from "zod";
import { count } from "./request-values.ts";

export const totals = {
  videos: count.describe("Videos in the directory, also those that are missing"),
  missing: count.describe("How many of `videos` are missing"),
  bytes: count.describe("The size of the files that are not missing. Hard links of one file count once"),
  duration_seconds: z
    .number()
    .min(0)
    .describe("The length of the videos that are not missing, without unknown lengths and those in doubt"),
};

export const totalsSchema = z.object(totals);
export type TotalsJson = z.output<typeof totalsSchema>;
