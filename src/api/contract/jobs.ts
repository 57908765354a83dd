import { z } from "zod";
import { exportOptions } from "./exports.ts";
import { count, cursor, id, mustBe, nextCursor, request, separated, time, wholeNumber } from "./request-values.ts";
import { scanRequestSchema } from "./scan-requests.ts";
import { sentenceSchema } from "./sentences.ts";
import { videoFilterSchema } from "./video-filters.ts";

const jobStatus = z.enum(["pending", "running", "completed", "failed", "timeout", "cancelled"]);

const scanTrigger = z.enum(["hand", "schedule", "watch"]);

const counts = {
  found: count.describe(
    "Files found so far, and `directory_errors`; for `forget`, the videos to remove; for `check`, those to check; for " +
      "`compare`, the files to compare",
  ),
  scanned: count.describe(
    "new + updated + moved + skipped + unreadable + error_count. Without `directory_errors`: the files",
  ),
  new: count.describe("Videos that were added to the library"),
  updated: count.describe("Videos whose files have changed, or were read again and tell something else"),
  moved: count.describe("Videos whose files were found at other paths, unchanged. They keep their ids"),
  skipped: count.describe(
    "Videos that are unchanged since an earlier scan; for `check`, since an earlier check; for `compare`, those that have " +
      "changed meanwhile",
  ),
  unreadable: count.describe("Files that an earlier scan could not read and that are unchanged since"),
  missing: count.describe("Videos that were marked missing, because their files are gone"),
  excluded: count.describe("Videos that were removed from the library, because the scan leaves them out"),
  error_count: count.describe(
    "Files and directories that could not be read; for `check`, videos that could not be checked; for `compare`, files " +
      "that could not be read",
  ),
  directory_errors: count.describe("How many of `error_count` are about directories, such as an unreadable one"),
};
const ofForgetting = {
  forgotten: count
    .optional()
    .describe("Videos that were removed from the library. Only a job of the type `forget` has this count"),
};
const seconds = z.number().min(0).optional();
const ofChecking = {
  checked: count.optional().describe("Videos that were checked. Only a job of the type `check` has this count"),
  broken: count.optional().describe("How many of `checked` are broken"),
  found_seconds: seconds.describe("The length of the videos to check, in seconds"),
  done_seconds: seconds.describe("The length of those that are done. `progress` also has a part of the video in hand"),
};
const ofComparing = {
  compared: count.optional().describe("Files that were hashed. Only a job of the type `compare` has this count"),
  found_bytes: count.optional().describe("The size of the files to compare, in bytes"),
  done_bytes: count
    .optional()
    .describe("The size of those that are done. `progress` also has parts of the files in hand"),
};
const ofOtherTypes = { ...ofForgetting, ...ofChecking, ...ofComparing };
const countsSchema = z.object({ ...counts, ...ofOtherTypes }).meta({ id: "Counts" });
export type CountsJson = z.output<typeof countsSchema>;

const resultSchema = z
  .object({
    ...counts,
    ...ofOtherTypes,
    errors: z
      .array(z.object({ path: z.string(), error: z.string() }))
      .describe("The first 100; in a list of jobs, none"),
    stopped_early: z.boolean().describe("Whether the job ended before all its work was done"),
    duration_ms: z.number().min(0).describe("How long the job ran, with all its runs"),
  })
  .meta({ id: "ScanResult" });

export const jobSchema = z
  .object({
    job_id: id.describe("Never changes"),
    job_type: z
      .string()
      .describe(
        "`scan`; `forget`: removes videos from the library; `check`: looks for broken videos; `compare`: hashes files that may " +
          "be equal",
      ),
    status: jobStatus.describe(
      "`timeout`: it made no progress. A job that is to be cancelled is `running` with `cancel_requested_at`, and a " +
        "paused one is `pending` with `started_at`",
    ),
    progress: z.number().min(0).max(1).nullable().describe("Null while the number of files is unknown; never falls"),
    result: resultSchema.nullable().describe("Null until the job has ended"),
    error: z.string().nullable().describe("Why the job failed or timed out, for people; else null"),
    sentence: sentenceSchema
      .optional()
      .describe(
        "`error` as data, or the reason why the job waits in `current_path`. Absent: there is none, or it has no such form",
      ),
    counts: countsSchema,
    payload: z
      .object({
        path: z.string().describe("The directory; the only video that a job checks; empty for videos anywhere"),
        recursive: z.boolean(),
        accept_empty: z.boolean(),
        trigger: scanTrigger
          .optional()
          .describe(
            "What began the scan: a person, the schedule of the directory, or a change in it. Only a scan has this",
          ),
        directory_count: count
          .optional()
          .describe(
            "How many directories are scanned, without their subdirectories. Only a scan after changes has this",
          ),
        full: z.literal(true).optional().describe("If the scan reads all files again, also unchanged files"),
        exclude: z.array(z.string()).optional().describe("What the scan leaves out, if it has patterns of its own"),
        exclude_samples: z.literal(true).optional().describe("If the scan leaves out samples and trailers"),
        follow_links: z.boolean().optional().describe("If the request of the scan gives it"),
        include_hidden: z.boolean().optional().describe("If the request of the scan gives it"),
        max_rate: z.number().min(0).optional().describe("Files per second, if the request of the scan gives it"),
        filter: videoFilterSchema
          .optional()
          .describe("The videos to remove, to check or to scan again, if they were not chosen by their ids"),
        video_count: count
          .optional()
          .describe("How many videos a job checks by their ids; how many a scan of chosen videos was to read again"),
        again: z.boolean().optional().describe("Whether a job checks videos, too, that were checked before"),
      })
      .describe("What the job does"),
    attempt: count.describe("How many runs in a row have died without saving anything new"),
    worker: z.string().nullable().describe("The process that runs the job; null unless it is running"),
    current_path: z
      .string()
      .nullable()
      .describe(
        "The file that is being read, or the reason why the job waits, while this server runs the job. Of a check, with the " +
          "second of the film, as in `/films/a.mkv at 0:12:34`",
      ),
    cancel_requested_at: time.nullable().describe("When somebody cancelled the job; null if nobody has"),
    cancel_reason: z.string().nullable().describe("The note of the cancel"),
    resumes: id.nullable().describe("The ended job that this job continues"),
    submitted_at: time.describe("When the job was handed in"),
    started_at: time.nullable().describe("When its first run began; null before"),
    finished_at: time.nullable().describe("When it ended; null before"),
  })
  .meta({ id: "Job" });
export type JobJson = z.output<typeof jobSchema>;

const { path: scanPath, exclude: scanExclude, exclude_samples: scanExcludeSamples } = scanRequestSchema.shape;
export const excludePreviewRequestSchema = request({
  path: scanPath,
  exclude: scanExclude,
  exclude_samples: scanExcludeSamples,
  as_root_patterns: z
    .boolean(mustBe("true or false"))
    .default(false)
    .describe(
      "Whether to try the patterns in place of those that the directory of the library has, as after " +
        "`PATCH /api/v1/roots/{id}`",
    ),
});
export type ExcludePreviewRequestJson = z.input<typeof excludePreviewRequestSchema>;

export const excludePreviewSchema = z.object({
  videos: count.describe("How many videos of the library a scan would remove, at most. Missing videos stay"),
  examples: z.array(z.string()).describe("The paths of the first 20 of them"),
});
export type ExcludePreviewJson = z.output<typeof excludePreviewSchema>;

/** What to change for the job that continues. A job that is no scan ignores it. */
export const resumeRequestSchema = request({
  max_rate: scanRequestSchema.shape.max_rate.describe(
    "As in `POST /api/v1/videos/scan`. Default: as in the job that is resumed",
  ),
  continue_pending: z
    .boolean()
    .optional()
    .describe(
      "Lets a pending job go on as it is. The answer has its own id. Default: a pending job is the error `STILL_ACTIVE`",
    ),
}).nullish();
export type ResumeRequestJson = z.input<typeof resumeRequestSchema>;

export const cancelRequestSchema = request({
  reason: z
    .string(mustBe("a text"))
    .max(500, "must be at most 500 characters")
    .optional()
    .describe("A note, shown with the job"),
}).nullish();

export const scanAcceptedSchema = z.object({
  job_id: id,
  already_active: z.boolean().describe("Whether a scan of this directory was active already; `job_id` is its id"),
  recursive: z
    .boolean()
    .describe("An option of the scan. A waiting scan takes over new options, a running scan keeps its own"),
  retry_errors: z.boolean().describe("As `recursive`"),
  accept_empty: z.boolean().describe("As `recursive`"),
  full: z.boolean().describe("As `recursive`"),
  exclude: z.array(z.string()).describe("As `recursive`"),
  exclude_samples: z.boolean().describe("As `recursive`"),
  follow_links: z.boolean().nullable().describe("As `recursive`. Null: no request has given it"),
  include_hidden: z.boolean().nullable().describe("As `follow_links`"),
  max_rate: z.number().min(0).nullable().describe("As `follow_links`"),
  root_id: id
    .nullable()
    .describe("The directory of the library in which the scanned one lies; null if it lies around others"),
  root_added: z.boolean().describe("Whether the scanned directory has become a directory of the library by this call"),
  root_inside: z
    .string()
    .nullable()
    .describe("A directory of the library that lies in the scanned one, which therefore becomes none; else null"),
});
export type ScanAcceptedJson = z.output<typeof scanAcceptedSchema>;

export const jobCreatedSchema = z.object({ job_id: id });
export type JobCreatedJson = z.output<typeof jobCreatedSchema>;

const oneStatus = z.enum(jobStatus.options, mustBe(`one of ${jobStatus.options.join(", ")}`));
const oneTrigger = z.enum(scanTrigger.options, mustBe(`one of ${scanTrigger.options.join(", ")}`));
const jobFilters = {
  status: z
    .preprocess((value) => [value].flat().flatMap(separated), z.array(oneStatus))
    .optional()
    .describe("Several statuses are separated by commas, or the key is repeated"),
  q: z
    .string()
    .optional()
    .describe(
      "Only jobs of directories whose path has this text in it, or that are or lie in a directory of the library with " +
        "this text in its name",
    ),
  trigger: z
    .preprocess((value) => [value].flat().flatMap(separated), z.array(oneTrigger))
    .optional()
    .describe("Only jobs that these have begun. Several are separated by commas, or the key is repeated"),
};
export const jobListQuerySchema = request({
  ...jobFilters,
  limit: wholeNumber({ min: 1, max: 100 }).default(20),
  cursor: cursor.optional(),
});
export const jobListSchema = z.object({ jobs: z.array(jobSchema), next_cursor: nextCursor });
export type JobListJson = z.output<typeof jobListSchema>;

/** The columns of an export as CSV: fields of a job, of its counts, and of what it does. */
export const jobColumns = [
  "job_id",
  "job_type",
  "status",
  "path",
  "video_count",
  "trigger",
  "submitted_at",
  "started_at",
  "finished_at",
  "duration_ms",
  "found",
  "scanned",
  "new",
  "updated",
  "moved",
  "skipped",
  "unreadable",
  "missing",
  "excluded",
  "error_count",
  "directory_errors",
  "forgotten",
  "checked",
  "broken",
  "compared",
  "error",
  "cancel_requested_at",
  "cancel_reason",
  "resumes",
] as const satisfies readonly (
  | keyof JobJson
  | keyof CountsJson
  | keyof JobJson["payload"]
  | keyof NonNullable<JobJson["result"]>
)[];
export const jobExportQuerySchema = request({
  ...exportOptions([...jobColumns, ...Object.keys(jobSchema.shape)]),
  ...jobFilters,
});

export const cancelledJobsSchema = z.object({ jobs: z.array(jobSchema) });

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
