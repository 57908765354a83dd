import { z } from "zod";
import { bomMeans, exportFormat, exportOptions, fieldOf, fieldsMean } from "./exports.ts";
import { problem } from "./file-errors.ts";
import { count, cursor, flag, id, mustBe, nextCursor, request, time, wholeNumber } from "./request-values.ts";
import { hdrKindSchema, streamSchema } from "./streams.ts";
import { queryFilters, resolution, suspect, videoFilterSchema } from "./video-filters.ts";

const problemSchema = z.object(problem).meta({ id: "VideoProblem" });
export type VideoProblemJson = z.output<typeof problemSchema>;

const checkSchema = z
  .object({
    state: z.enum(["ok", "broken"]).describe("Whether the file is broken"),
    checked_at: time.describe("When the check of the file ended"),
    job_id: id.describe("The job that checked it"),
    seconds: z.number().describe("The second of the film at which it ends"),
    error_count: count.describe("How many errors the decoders have found"),
    problems: z
      .array(
        z.object({
          at_seconds: z.number().describe("Where the part begins"),
          until_seconds: z.number().describe("Where its last error is"),
          message: z.string().describe("Its first error, without a full stop"),
        }),
      )
      .describe("The broken parts, at most 100"),
  })
  .meta({ id: "VideoCheck" });
export type VideoCheckJson = z.output<typeof checkSchema>;

export const videoSchema = z
  .object({
    id: id.describe("Stays the same when the file is renamed or moved"),
    path: z.string().describe("Absolute"),
    filename: z.string().describe("The last part of `path`"),
    container: z.string().describe("ffmpeg's name of it, such as `matroska,webm`"),
    duration_seconds: z.number().nullable().describe("Null if nobody knows: see `duration_source` and `suspect`"),
    duration_source: z
      .enum(["declared", "measured"])
      .nullable()
      .describe("Whether the file declares its length, or it was measured by reading the file; null for no length"),
    suspect: suspect
      .nullable()
      .describe("`truncated`: the file ends before its container does; `length`: it is too small for its length"),
    duration_frames: z.int().nullable().describe("Duration times frame rate, rounded"),
    frame_rate_numerator: z.number().nullable().describe("Frames per second are this by `frame_rate_denominator`"),
    frame_rate_denominator: z.number().nullable().describe("See `frame_rate_numerator`"),
    width: z.number().describe("In pixels, before rotation"),
    height: z.number().describe("In pixels, before rotation"),
    rotation: z.number().describe("In degrees, -180 to 180"),
    display_width: z.number().describe("With pixels that are not square stretched; before rotation"),
    display_height: z.number().describe("As `display_width`"),
    hdr: hdrKindSchema
      .nullable()
      .describe("`sdr` for all that nothing in the file calls HDR; null until the file is read again: see `streams`"),
    bit_depth: z.number().nullable().describe("Of the pixels of the film"),
    resolution: resolution.describe("The smallest usual frame size that holds the picture, in either orientation"),
    video_codec: z.string().describe("ffmpeg's name of it, such as `h264`"),
    audio_codec: z.string().nullable().describe("Of the first sound; null for a silent film"),
    audio_channels: z.number().nullable().describe("Of the first sound"),
    sample_rate: z.number().nullable().describe("In hertz"),
    bit_rate: z.number().nullable().describe("In bits per second"),
    audio_count: count.describe("How many streams of sound the file has"),
    subtitle_count: count.describe("How many streams of subtitles the file has"),
    title: z.string().nullable().describe("The tag of the file"),
    tags: z
      .object({
        created_at: time.optional().describe("The tag `creation_time` of the file"),
        encoder: z.string().optional().describe("The program that wrote the file"),
        date: z.string().optional().describe("The tag `date` of the file: mostly a year or a day"),
      })
      .describe("What the file says about itself"),
    chapter_count: count.describe("How many chapters the file has"),
    streams: z
      .array(streamSchema)
      .describe(
        "All streams of the file; of very many, the film and the first of the rest. Empty for a video that an older " +
          "version of Gleaner read: the next scan of its directory reads the file again",
      ),
    subtitle_streams: z
      .array(z.object({ codec_name: z.string().nullable(), language: z.string().nullable() }))
      .describe("The streams of subtitles in the file. `streams` says more of them"),
    external_subtitles: z
      .array(
        z.object({
          path: z.string(),
          language: z.string().nullable(),
          forced: z.boolean(),
          hearing_impaired: z.boolean(),
          commentary: z.boolean(),
        }),
      )
      .describe(
        "Subtitle files beside the video, such as `film.forced.en.srt` beside `film.mkv`, with the language and the use in the name",
      ),
    file_size: count.describe("In bytes"),
    modified_at: time.describe("When the file was changed last"),
    thumbnail_path: z.string().nullable().describe("Null until there is a thumbnail"),
    broken: z
      .boolean()
      .nullable()
      .describe("Whether a check has found the file broken; null until somebody checks the file as it is: see `check`"),
    check: checkSchema
      .nullable()
      .optional()
      .describe(
        "What the check has found; null if nobody has checked the file as it is. Only in the answer for one video",
      ),
    job_id: id.describe("The job that wrote it last"),
    file: z
      .string()
      .nullable()
      .describe(
        "Hard links of one file have the same text, and no other video has it: a sum of sizes counts them once. Null of a " +
          "missing video, and where the disk does not number its files",
      ),
    missing_since: time.nullable().describe("When a scan first found the file missing; null while the file is there"),
    problem: problemSchema
      .nullable()
      .describe(
        "Why the last scan could not read the file. All other fields are then from an earlier scan. Null if it could",
      ),
    created_at: time.describe("When a scan added the video to the library"),
    updated_at: time.describe("When its row was written last"),
  })
  .meta({ id: "Video" });
export type VideoJson = z.output<typeof videoSchema>;

const sorts = [
  "created_at",
  "filename",
  "duration_seconds",
  "file_size",
  "modified_at",
  "resolution",
  "video_codec",
  "path",
] as const;
export const videoSort = z.enum(
  sorts.flatMap((sort) => [sort, `-${sort}`] as const),
  mustBe(`one of ${sorts.join(", ")}, with a minus in front for the reverse order`),
);
export type VideoSortJson = z.output<typeof videoSort>;

const videoLimit = wholeNumber({ min: 1, max: 100 }).default(20);
const offset = wholeNumber({ min: 0, max: 1_000_000_000 });
export const videoListQuerySchema = request({
  limit: videoLimit,
  offset: offset.default(0),
  cursor: cursor.optional().describe("`next_cursor` of the page before, instead of `offset`"),
  ...queryFilters,
  sort: videoSort.default("-created_at"),
});
export const videoListSchema = z.object({
  videos: z.array(videoSchema),
  total: count.describe("All matching videos"),
  limit: count,
  offset: count,
  next_cursor: nextCursor,
});
export type VideoListJson = z.output<typeof videoListSchema>;

/** As many as a person chooses one by one, and as fit into a request. All that match a filter may be any number. */
const mostIds = 10_000;
const videoIds = z
  .array(id, mustBe("a list of ids of videos"))
  .min(1, "must have an id in it")
  .max(mostIds, `must have at most ${mostIds.toLocaleString("en")} ids in it`);

/** The columns of an export as CSV: fields of a video, and its languages. */
export const csvColumns = [
  "id",
  "path",
  "filename",
  "container",
  "file_size",
  "duration_seconds",
  "width",
  "height",
  "rotation",
  "resolution",
  "frame_rate_numerator",
  "frame_rate_denominator",
  "hdr",
  "bit_depth",
  "video_codec",
  "bit_rate",
  "audio_codec",
  "audio_channels",
  "audio_languages",
  "subtitle_languages",
  "title",
  "suspect",
  "broken",
  "missing_since",
  "modified_at",
  "created_at",
  "updated_at",
] as const satisfies readonly (keyof VideoJson | "audio_languages" | "subtitle_languages")[];

const exportedNames = [...csvColumns, ...Object.keys(videoSchema.shape)];
const exportSort = videoSort.default("-created_at");

export const videoExportQuerySchema = request({
  ...exportOptions(exportedNames),
  offset: offset.default(0).describe("How many of the first videos to leave out"),
  limit: wholeNumber({ min: 1, max: 1_000_000_000 }).optional().describe("How many videos at most. Default: all"),
  ...queryFilters,
  sort: exportSort,
});
export const videoExportRequestSchema = request({
  format: exportFormat,
  fields: z.array(fieldOf(exportedNames), mustBe("a list of texts")).min(1).optional().describe(fieldsMean),
  bom: z.boolean(mustBe("true or false")).default(false).describe(bomMeans),
  ids: videoIds.optional().describe("The videos, in this order. Unknown ids mean nothing"),
  filter: videoFilterSchema
    .optional()
    .describe("Instead of `ids`: all videos that match, by the filters of the list of videos. `{}` means all"),
  sort: exportSort.describe("The order of the videos that match `filter`"),
});
/** Either `ids` or `filter` is required. */
export type VideoExportRequestJson = z.input<typeof videoExportRequestSchema>;

export const rescanRequestSchema = request({
  ids: videoIds.optional().describe("The videos to read again. Unknown ids mean nothing"),
  filter: videoFilterSchema
    .optional()
    .describe("Instead of `ids`: all videos that match, by the filters of the list of videos. `{}` means all"),
});
/** Either `ids` or `filter` is required. */
export type RescanRequestJson = z.input<typeof rescanRequestSchema>;
export const rescanAcceptedSchema = z.object({
  job_ids: z.array(id).describe("A scan for each directory of the library that has some of the videos"),
  video_count: count.describe("How many of the videos are in directories of the library"),
});
export type RescanAcceptedJson = z.output<typeof rescanAcceptedSchema>;

export const videoSearchQuerySchema = request({
  q: z
    .string(mustBe("a text to look for"))
    .describe("Only videos with all of these words in their path, in any order. Words in quotes are one phrase"),
  limit: videoLimit,
  offset: offset.default(0),
});
export const videoSearchSchema = z.object({ videos: z.array(videoSchema), total: count, query: z.string() });

export const videoDeleteQuerySchema = request({
  delete_file: flag
    .prefault("false")
    .describe(
      "Whether to delete the file as well; needs GLEANER_ALLOW_DELETE=1. A file that is gone is no error, if its directory is there",
    ),
});

export const forgetRequestSchema = request({
  ids: z
    .array(id, mustBe("a list of ids of videos"))
    .min(1, "must have an id in it")
    .max(1000, "must have at most 1,000 ids in it")
    .optional()
    .describe("The videos to forget. Unknown ids mean nothing"),
  filter: videoFilterSchema
    .optional()
    .describe("Instead of `ids`: forget all videos that match, by the filters of the list of videos. At least one"),
  as_of: time
    .optional()
    .describe(
      "`as_of` of the answer to a `dry_run`: videos that were added, changed, or marked missing since then are kept. " +
        "Default: now",
    ),
  dry_run: z.boolean(mustBe("true or false")).default(false).describe("Whether only to count the videos"),
});
/** Either `ids` or `filter` is required. */
export type ForgetRequestJson = z.input<typeof forgetRequestSchema>;

const asOf = time.describe("When the videos were chosen");
export const forgottenSchema = z.object({
  count: count.describe("The videos that were forgotten; with `dry_run`, that would be"),
  as_of: asOf,
});
export const forgetAcceptedSchema = z.object({
  job_id: id.describe("A job of the type `forget`"),
  count: count.describe("The videos that it will forget"),
  as_of: asOf,
});
/** For clients: either of the two answers. */
export type ForgetAcceptedJson = z.output<typeof forgetAcceptedSchema>;
export const forgetAnswerSchema = z.union([forgetAcceptedSchema, forgottenSchema]);
export type ForgetAnswerJson = z.output<typeof forgetAnswerSchema>;

export const checkRequestSchema = request({
  ids: videoIds.optional().describe("The videos to check. Unknown ids mean nothing"),
  filter: videoFilterSchema
    .optional()
    .describe("Instead of `ids`: check all videos that match, by the filters of the list of videos. `{}` means all"),
  again: z
    .boolean(mustBe("true or false"))
    .default(false)
    .describe("Whether to check videos, too, that were checked before and have not changed since"),
});
/** Either `ids` or `filter` is required. */
export type CheckRequestJson = z.input<typeof checkRequestSchema>;

export const checkAcceptedSchema = z.object({
  job_id: id.describe("A job of the type `check`"),
  already_active: z.boolean().describe("Whether a job with the same choice was active already; `job_id` is its id"),
});
export type CheckAcceptedJson = z.output<typeof checkAcceptedSchema>;
