import { z } from "zod";
import { exportOptions } from "./exports.ts";
import {
  absolutePath,
  count,
  cursor,
  id,
  mustBe,
  nextCursor,
  request,
  separated,
  wholeNumber,
} from "./request-values.ts";
import { sentenceSchema } from "./sentences.ts";
import { type VideoJson, videoSchema } from "./videos.ts";

const groupState = z.enum(["confirmed", "likely", "linked", "different"]);

export type GroupStateJson = z.output<typeof groupState>;

const gain = {
  confirmed_gain: z.number().min(0).describe("Bytes that are free when all but one of the equal files are deleted"),
  possible_gain: z
    .number()
    .min(0)
    .describe("What may come to it, if the files that were not compared yet are equal, too"),
};

const path = absolutePath
  .optional()
  .describe("Only groups with a video in this directory, at any depth. Default: the whole library");

const oneState = z.enum(groupState.options, mustBe(`one of ${groupState.options.join(", ")}`));
const groupFilters = {
  path,
  state: z
    .preprocess((value) => [value].flat().flatMap(separated), z.array(oneState))
    .optional()
    .describe("Several states are separated by commas. Default: confirmed, likely and linked"),
};
export const duplicatesQuerySchema = request({
  ...groupFilters,
  limit: wholeNumber({ min: 1, max: 100 }).default(20),
  cursor: cursor.optional(),
});

export const duplicateGroupQuerySchema = request({
  limit: wholeNumber({ min: 1, max: 1_000 }).default(1_000).describe("How many videos of the group"),
  cursor: cursor.optional(),
});

const duplicateVideoSchema = z.object({
  video: videoSchema,
  content: count
    .nullable()
    .describe(
      "Videos of one answer with the same number here have equal files. Null: the file was not compared yet. A change of " +
        "the group gives other numbers: compare `sha256` across answers",
    ),
  copy: count.describe(
    "Videos of one answer with the same number here are hard links of one file. Compare `file` across answers",
  ),
  sha256: z.string().nullable().describe("Of the whole file. Null: the file was not compared yet"),
  file: z
    .string()
    .nullable()
    .describe("Hard links of one file have the same text, and no other file has it. Null: the disk does not say"),
});

export type DuplicateVideoJson = z.output<typeof duplicateVideoSchema>;

const difference = z.enum(["name", "folder", "modified"]);
export type DifferenceJson = z.output<typeof difference>;

export const duplicateGroupSchema = z
  .object({
    id: z.string().describe("Of the size and the fingerprint"),
    state: groupState.describe(
      "`confirmed`: at least two files are equal; `likely`: files that were not compared yet may be equal; `linked`: all " +
        "videos are hard links of one file, so nothing is gained; `different`: no two files are equal",
    ),
    size: count.describe("Of each file, in bytes"),
    ...gain,
    video_count: count.describe("How many videos the group has. Missing ones are in no group"),
    copy_count: count.describe("How many files these are. Hard links of a file count once"),
    differs: z.array(difference).describe("What is not the same in all of `videos`"),
    videos: z
      .array(duplicateVideoSchema)
      .describe("In the order of their paths. In a list of groups the first 20; `next_cursor` gets the others"),
    next_cursor: z
      .string()
      .nullable()
      .describe("The `cursor` of `GET /api/v1/duplicates/{group}` for the videos after these; null if there are none"),
  })
  .meta({ id: "DuplicateGroup" });
export type DuplicateGroupJson = z.output<typeof duplicateGroupSchema>;

/** A row of an export as NDJSON. */
export interface ExportedDuplicateJson {
  readonly group: string;
  readonly state: GroupStateJson;
  readonly size: number;
  readonly confirmed_gain: number;
  readonly possible_gain: number;
  readonly video_count: number;
  readonly copy_count: number;
  readonly sha256: string | null;
  readonly file: string | null;
  readonly video: VideoJson;
}

/** The columns of an export as CSV. */
export const duplicateColumns = [
  "group",
  "state",
  "size",
  "confirmed_gain",
  "possible_gain",
  "video_count",
  "copy_count",
  "sha256",
  "file",
  "id",
  "path",
  "filename",
  "duration_seconds",
  "width",
  "height",
  "video_codec",
  "modified_at",
  "created_at",
] as const satisfies readonly (keyof ExportedDuplicateJson | keyof VideoJson)[];
export const duplicatesExportQuerySchema = request({
  ...exportOptions([...duplicateColumns, "video", ...Object.keys(videoSchema.shape)]),
  ...groupFilters,
});

export const duplicatesSchema = z.object({
  groups: z.array(duplicateGroupSchema).describe("Those with the largest gain first"),
  totals: z
    .object({
      ...gain,
      confirmed: count.describe("How many groups are confirmed"),
      likely: count,
      linked: count,
      different: count,
    })
    .describe("Of all groups, also of those that the query leaves out by their state"),
  unknown: count.describe(
    "Videos of the library that no group can have, because an older Gleaner has read their files: a full scan reads them again",
  ),
  can_delete: z.boolean().describe("Whether this server may delete files: see GLEANER_ALLOW_DELETE"),
  next_cursor: nextCursor,
});
export type DuplicatesJson = z.output<typeof duplicatesSchema>;

export const compareRequestSchema = request({ path }).nullish();

export type CompareRequestJson = z.input<typeof compareRequestSchema>;

export const compareAcceptedSchema = z.object({
  job_id: id.describe("A job of the type `compare`"),
  already_active: z.boolean().describe("Whether a job of the same choice was active already; `job_id` is its id"),
});

export type CompareAcceptedJson = z.output<typeof compareAcceptedSchema>;

const ids = (what: string, most: number) =>
  z
    .array(id, mustBe("a list of ids of videos"))
    .min(1, "must have an id in it")
    .max(most, `must have at most ${most} ids in it`)
    .describe(what);

export const deleteDuplicatesRequestSchema = request({
  keep: ids("Videos whose files stay. Each file to delete must be equal to one of them", 20),
  delete: ids("Videos whose files are deleted", 100),
});

export type DeleteDuplicatesRequestJson = z.input<typeof deleteDuplicatesRequestSchema>;

export const deletedDuplicatesSchema = z.object({
  deleted: z.array(id).describe("The videos that are gone, with their files"),
  not_deleted: z
    .array(
      z.object({
        id,
        error: z.string(),
        code: z.string().describe("As of an error"),
        sentence: sentenceSchema.optional().describe("As of an error. Absent: it has none"),
      }),
    )
    .describe("The first file that could not be deleted, with the reason. Those after it were not tried"),
});
export type DeletedDuplicatesJson = z.output<typeof deletedDuplicatesSchema>;
