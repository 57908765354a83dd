/**
 * Requests and responses of the API: schemas that validate them and describe them in the OpenAPI document, and types for
 * clients. JSON is snake_case, times are ISO 8601 in UTC, ids are UUIDs. This file imports nothing but zod, because the
 * web page imports its types.
 */
import { z } from "zod";

/** Every message about a missing or wrong value ends with what the value must be. */
function mustBe(what: string) {
  return {
    error: ({ input }: { input?: unknown }) => `${input === undefined ? "is missing; it " : ""}must be ${what}`,
  };
}

/** An object of a request. Unknown keys are refused, and the message lists the known ones. */
function request<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = `it may have: ${Object.keys(shape).join(", ")}`;
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has unknown keys: ${issue.keys.join(", ")}; ${known}`
        : `must be an object; ${known}`,
  });
}

function wholeNumber(range: { readonly min: number; readonly max: number }) {
  const what = mustBe(`a whole number from ${range.min} to ${range.max}`);
  return z.coerce.number(what).int(what).min(range.min, what).max(range.max, what);
}

function separated(value: unknown): unknown {
  return typeof value === "string" ? value.split(",") : value;
}

const id = z.guid(mustBe("a UUID"));
const time = z.iso.datetime();
const count = z.int().min(0);
const flag = z.enum(["true", "false"], mustBe('"true" or "false"')).transform((text) => text === "true");
const cursor = z.string(mustBe("the next_cursor of the page before")).describe("`next_cursor` of the page before");
const nextCursor = z.string().nullable().describe("The `cursor` of the next page; null at the end");

// Errors

export const errorSchema = z
  .object({ detail: z.object({ code: z.string(), message: z.string().describe("What is wrong and what to do") }) })
  .meta({ id: "Error" });
export type ErrorJson = z.output<typeof errorSchema>;

// Jobs

const jobStatus = z.enum(["pending", "running", "completed", "failed", "timeout", "cancelled"]);

const counts = {
  found: count.describe("Files found so far, and `directory_errors`"),
  scanned: count.describe("new + updated + skipped + unreadable + error_count. Without `directory_errors`: the files"),
  new: count,
  updated: count,
  skipped: count.describe("Videos that are unchanged since an earlier scan"),
  unreadable: count.describe("Files that an earlier scan could not read and that are unchanged since"),
  missing: count,
  error_count: count,
  directory_errors: count.describe("How many of `error_count` are about directories, such as an unreadable one"),
};
const countsSchema = z.object(counts).meta({ id: "Counts" });
export type CountsJson = z.output<typeof countsSchema>;

const resultSchema = z
  .object({
    ...counts,
    errors: z
      .array(z.object({ path: z.string(), error: z.string() }))
      .describe("The first 100; in a list of jobs, none"),
    stopped_early: z.boolean(),
    duration_ms: z.number().min(0),
  })
  .meta({ id: "ScanResult" });

export const jobSchema = z
  .object({
    job_id: id,
    job_type: z.string().describe("`scan`"),
    status: jobStatus,
    progress: z.number().min(0).max(1).nullable().describe("Null while the number of files is unknown; never falls"),
    result: resultSchema.nullable().describe("Null until the job has ended"),
    error: z.string().nullable(),
    counts: countsSchema,
    payload: z.object({ path: z.string(), recursive: z.boolean(), accept_empty: z.boolean() }),
    attempt: count.describe("How many runs in a row have died without saving anything new"),
    worker: z.string().nullable().describe("The process that runs the job; null unless it is running"),
    current_path: z
      .string()
      .nullable()
      .describe("The file that is being read, or the reason why the scan waits, while this server runs the job"),
    cancel_requested_at: time.nullable(),
    cancel_reason: z.string().nullable(),
    resumes: id.nullable().describe("The ended job that this job continues"),
    submitted_at: time,
    started_at: time.nullable(),
    finished_at: time.nullable(),
  })
  .meta({ id: "Job" });
export type JobJson = z.output<typeof jobSchema>;

const absolutePath = z.string(mustBe("the absolute path of a directory"));

export const scanRequestSchema = request({
  path: absolutePath.describe("Absolute path of a directory of this machine"),
  recursive: z.boolean(mustBe("true or false")).default(true).describe("Whether to scan its subdirectories"),
  retry_errors: z
    .boolean(mustBe("true or false"))
    .default(false)
    .describe("Whether to read files again that an earlier scan could not read"),
  accept_empty: z
    .boolean(mustBe("true or false"))
    .default(false)
    .describe(
      "Whether to mark videos missing although their directory is empty or on another disk. Use this after the errors " +
        "`root_empty` and `disk_changed`, if the videos really are gone",
    ),
  full: z
    .boolean(mustBe("true or false"))
    .default(false)
    .describe("Whether to read all files again, also unchanged files"),
});
/** Only `path` is required. */
export type ScanRequestJson = z.input<typeof scanRequestSchema>;

export const cancelRequestSchema = request({
  reason: z
    .string(mustBe("a text"))
    .max(500, "must be at most 500 characters")
    .optional()
    .describe("A note, shown with the job"),
}).nullish();
export type CancelRequestJson = NonNullable<z.input<typeof cancelRequestSchema>>;

export const scanAcceptedSchema = z.object({
  job_id: id,
  already_active: z.boolean().describe("Whether a scan of this directory was active already; `job_id` is its id"),
  recursive: z
    .boolean()
    .describe("An option of the scan. A waiting scan takes over new options, a running scan keeps its own"),
  retry_errors: z.boolean().describe("As `recursive`"),
  accept_empty: z.boolean().describe("As `recursive`"),
  full: z.boolean().describe("As `recursive`"),
});
export type ScanAcceptedJson = z.output<typeof scanAcceptedSchema>;

export const jobCreatedSchema = z.object({ job_id: id });
export type JobCreatedJson = z.output<typeof jobCreatedSchema>;

const oneStatus = z.enum(jobStatus.options, mustBe(`one of ${jobStatus.options.join(", ")}`));
export const jobListQuerySchema = request({
  status: z
    .preprocess((value) => [value].flat().flatMap(separated), z.array(oneStatus))
    .optional()
    .describe("Several statuses are separated by commas, or the key is repeated"),
  q: z.string().optional().describe("Only scans of directories whose path has this text in it"),
  limit: wholeNumber({ min: 1, max: 100 }).default(20),
  cursor: cursor.optional(),
});
export const jobListSchema = z.object({ jobs: z.array(jobSchema), next_cursor: nextCursor });
export type JobListJson = z.output<typeof jobListSchema>;

export const cancelledJobsSchema = z.object({ jobs: z.array(jobSchema) });
export type CancelledJobsJson = z.output<typeof cancelledJobsSchema>;

export const throughputSchema = z.object({
  points: z
    .array(z.object({ at: time, scanned: count.describe("All files scanned until then") }))
    .describe("At most 600, oldest first"),
});
export type ThroughputJson = z.output<typeof throughputSchema>;

export const waitQuerySchema = request({
  timeout: wholeNumber({ min: 1, max: 3600 }).default(30).describe("In seconds"),
});

export const eventsQuerySchema = request({
  token: z.string().optional().describe("The token, because an EventSource cannot send headers"),
});

// Files that could not be read

const problem = { error: z.string(), code: z.string(), job_id: id, at: time };
const fileErrorSchema = z.object({ path: z.string(), ...problem }).meta({ id: "FileError" });
export type FileErrorJson = z.output<typeof fileErrorSchema>;

const errorLimit = wholeNumber({ min: 1, max: 1000 }).default(100);
export const jobErrorsQuerySchema = request({ limit: errorLimit, cursor: cursor.optional() });
export const jobErrorsSchema = z.object({ errors: z.array(fileErrorSchema), next_cursor: nextCursor });
export type JobErrorsJson = z.output<typeof jobErrorsSchema>;

export const problemsQuerySchema = request({
  path: absolutePath.optional().describe("Only files in this directory, at any depth"),
  limit: errorLimit,
  cursor: cursor.optional(),
});
export const problemsSchema = z.object({ problems: z.array(fileErrorSchema), next_cursor: nextCursor });
export type ProblemsJson = z.output<typeof problemsSchema>;

// Videos

/** The smallest usual frame size that holds the picture, in either orientation. */
const resolution = z.enum(["sd", "720p", "1080p", "1440p", "2160p", "4320p"]);
export type ResolutionJson = z.output<typeof resolution>;

const problemSchema = z.object(problem).meta({ id: "VideoProblem" });
export type VideoProblemJson = z.output<typeof problemSchema>;

export const videoSchema = z
  .object({
    id,
    path: z.string(),
    filename: z.string(),
    container: z.string(),
    duration_seconds: z.number().nullable(),
    duration_source: z
      .enum(["declared", "measured"])
      .nullable()
      .describe("Whether the file declares its length, or it was measured by reading the file; null for no length"),
    suspect: z.literal("length").nullable().describe("`length`: the file is too small for its length"),
    duration_frames: z.int().nullable().describe("Duration times frame rate, rounded"),
    frame_rate_numerator: z.number().nullable(),
    frame_rate_denominator: z.number().nullable(),
    width: z.number(),
    height: z.number(),
    rotation: z.number().describe("In degrees, -180 to 180"),
    resolution: resolution.describe("The smallest usual frame size that holds the picture, in either orientation"),
    video_codec: z.string(),
    audio_codec: z.string().nullable(),
    audio_channels: z.number().nullable(),
    sample_rate: z.number().nullable().describe("In hertz"),
    bit_rate: z.number().nullable().describe("In bits per second"),
    audio_count: count,
    subtitle_count: count,
    subtitle_streams: z.array(z.object({ codec_name: z.string().nullable(), language: z.string().nullable() })),
    file_size: count.describe("In bytes"),
    modified_at: time,
    thumbnail_path: z.string().nullable().describe("Null until there is a thumbnail"),
    job_id: id.describe("The job that wrote it last"),
    missing_since: time.nullable().describe("When a scan first found the file missing; null while the file is there"),
    problem: problemSchema
      .nullable()
      .describe(
        "Why the last scan could not read the file. All other fields are then from an earlier scan. Null if it could",
      ),
    created_at: time,
    updated_at: time,
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
] as const;
const videoSort = z.enum(
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
  job_id: id
    .optional()
    .describe("Only videos that this job wrote last; with `missing=true`, those that it marked missing"),
  missing: flag.optional().describe("Only missing videos, or only those that are not missing"),
  q: z
    .string()
    .optional()
    .describe("Only videos with all of these words in their path, in any order. Words in quotes are one phrase"),
  video_codec: z.string().optional().describe("Only videos of this codec, by ffprobe's name"),
  resolution: z.enum(resolution.options, mustBe(`one of ${resolution.options.join(", ")}`)).optional(),
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

export const videoSearchQuerySchema = request({
  q: z
    .string(mustBe("a text to look for"))
    .describe("Only videos with all of these words in their path, in any order. Words in quotes are one phrase"),
  limit: videoLimit,
  offset: offset.default(0),
});
export const videoSearchSchema = z.object({ videos: z.array(videoSchema), total: count, query: z.string() });
export type VideoSearchJson = z.output<typeof videoSearchSchema>;

export const facetsSchema = z.object({
  total: count,
  missing: count,
  video_codecs: z.array(z.object({ value: z.string(), count })).describe("The most frequent first, at most 100"),
  resolutions: z.array(z.object({ value: resolution, count })).describe("The smallest first"),
});
export type FacetsJson = z.output<typeof facetsSchema>;

export const workerSchema = z.object({
  worker_id: id,
  host: z.string(),
  pid: count,
  version: z.string(),
  state: z
    .enum(["working", "idle", "paused", "silent"])
    .describe(
      "`paused`: it reads no files, and leaves some alone for a moment; `silent`: no sign of life for ten seconds",
    ),
  job_id: id.nullable().describe("The scan whose files it reads"),
  since: time.describe("When its state or its scan changed last"),
  path_map: z.array(z.string()).describe("Each `LIBRARY=HERE`"),
  only: z.array(z.string()).describe("The directories to which it is limited; empty for no limit"),
  is_this_server: z.boolean().describe("Whether it is part of the server that answers"),
  problems: z.array(z.string()).describe("What kept it from its work in the last ten minutes, newest first"),
  leaves: z
    .array(z.object({ directory: z.string(), problem: z.string() }))
    .describe("Directories whose files it leaves to other workers for a moment"),
});
export const workersSchema = z.object({ workers: z.array(workerSchema) });
export type WorkerJson = z.output<typeof workerSchema>;
export type WorkersJson = z.output<typeof workersSchema>;

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

export const videoDeleteQuerySchema = request({
  delete_file: flag.prefault("false").describe("Whether to delete the file as well; needs GLEANER_ALLOW_DELETE=1"),
});

// Directories

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

// Signing in

export const sessionRequestSchema = request({ token: z.string(mustBe("the token of this server")) });
export type SessionRequestJson = z.input<typeof sessionRequestSchema>;

// The server

export const versionSchema = z.object({
  app_version: z.string(),
  api_version: z.literal("v1"),
  node_version: z.string(),
  prober: z.string().describe("How videos are read"),
});
export type VersionJson = z.output<typeof versionSchema>;

// Health

export const liveSchema = z.object({ status: z.literal("ok") });

const check = z.object({ ok: z.boolean(), detail: z.string() });
const checks = z.object({ database: check, prober: check, disk: check.extend({ free_bytes: count.nullable() }) });
export const readySchema = z.object({ status: z.literal("ok"), checks });
export const notReadySchema = errorSchema.extend({ status: z.literal("not_ready"), checks });
export type ReadyJson = z.output<typeof readySchema>;
export type NotReadyJson = z.output<typeof notReadySchema>;
