import { z } from "zod";
import { absolutePath, count, flag, request, wholeNumber } from "./request-values.ts";

export const directoriesQuerySchema = request({
  path: absolutePath.optional().describe("Default: the allowed roots, or without roots the home directory"),
  hidden: flag.prefault("false").describe("Whether to list directories whose names begin with a dot"),
  limit: wholeNumber({ min: 1, max: 1_000 }).default(20),
  offset: wholeNumber({ min: 0, max: 100_000 }).default(0),
});
const hasVideos = z.boolean().nullable().describe("Whether videos are directly in it; null if that is unknown");
export const directoriesSchema = z.object({
  path: z.string().nullable().describe("Null for the list of allowed roots"),
  parent: z.string().nullable().describe("Null at a root"),
  has_videos: hasVideos,
  directories: z
    .array(z.object({ name: z.string(), path: z.string(), has_videos: hasVideos }))
    .describe("In the natural order of their names"),
  total: count,
  limit: count,
  offset: count,
});
export type DirectoriesJson = z.output<typeof directoriesSchema>;
