import { z } from "zod";
import { id, mustBe, request } from "./request-values.ts";

export const thumbnailQuerySchema = request({
  v: z.string().optional().describe("The version of the thumbnail. With it, the answer may be cached for ever"),
});

export const thumbnailsRequestSchema = request({
  video_ids: z
    .array(id, mustBe("a list of video ids"))
    .min(1, "must name at least one video")
    .max(100, "must name at most 100 videos")
    .describe("The videos on the screen, the most important first"),
});
export type ThumbnailsRequestJson = z.input<typeof thumbnailsRequestSchema>;
export const thumbnailsSchema = z.object({
  thumbnails: z.array(
    z.object({
      video_id: id,
      state: z
        .enum(["ready", "pending", "unavailable"])
        .describe("`pending`: it will be made; `unavailable`: it cannot be made until the file changes"),
    }),
  ),
});
export type ThumbnailsJson = z.output<typeof thumbnailsSchema>;
