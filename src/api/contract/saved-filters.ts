/** Filters of videos that people keep under a name. */
import { z } from "zod";
import { id, mustBe, request, time } from "./request-values.ts";
import { videoFilterSchema } from "./video-filters.ts";
import { videoSort } from "./videos.ts";

const name = z
  .string(mustBe("a name"))
  .trim()
  .min(1, "must not be empty")
  .max(100, "must have at most 100 characters")
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "has a character in it that is none");

const sort = videoSort.nullable().describe("The order of the list; null for none of its own");

export const savedFilterSchema = z
  .object({
    saved_filter_id: id.describe("Stays the same when it is renamed"),
    name: z.string().describe("No two have the same"),
    filter: videoFilterSchema.describe("As `POST /api/v1/videos/check` takes it"),
    sort,
    created_at: time.describe("When it was saved"),
  })
  .meta({ id: "SavedFilter" });
export type SavedFilterJson = z.output<typeof savedFilterSchema>;

export const savedFilterListSchema = z.object({
  saved_filters: z.array(savedFilterSchema).describe("In the order of their names"),
});
export type SavedFilterListJson = z.output<typeof savedFilterListSchema>;

export const newSavedFilterSchema = request({ name, filter: videoFilterSchema, sort: sort.default(null) });

export const savedFilterChangeSchema = request({
  name: name.optional(),
  filter: videoFilterSchema.optional(),
  sort: sort.optional(),
});
