import { z } from "zod";
import { exportOptions } from "./exports.ts";
import { jobSchema } from "./jobs.ts";
import { absolutePath, count, flag, id, mustBe, patterns, request, time } from "./request-values.ts";
import { sentenceSchema } from "./sentences.ts";
import { totals } from "./totals.ts";

const yesOrNo = z.boolean(mustBe("true or false"));
const yesNoOrNull = z.boolean(mustBe("true, false or null")).nullable();
const name = z
  .string(mustBe("a text"))
  .trim()
  .min(1, "must have a character in it")
  .max(200, "must be at most 200 characters");
const maxRate = z.number(mustBe("a number of files per second, or null")).min(0, "must be 0 or more").nullable();
const cronMeans =
  "Five fields as of cron: minute, hour, day of the month, month, day of the week. Or @hourly, @daily, @weekly, @monthly";
const scheduleText = z.string(mustBe("a text")).max(200, "must be at most 200 characters");
const schedule = request({
  cron: scheduleText.describe(cronMeans),
  time_zone: scheduleText.optional().describe("Such as `Europe/Berlin`. Default: that of the server"),
}).nullable();

const asServer = "Null: as the server is set";
const recursiveMeans = "Whether scans look into its subdirectories";
const followLinksMeans = `Whether scans look behind links to directories. ${asServer}`;
const includeHiddenMeans = `Whether scans look at hidden directories and files. ${asServer}`;
const maxRateMeans = `How many files a scan reads per second at most; 0 means no limit. ${asServer}`;

const watchMeans = "Whether scans begin by themselves after changes in it, while `gleaner serve` runs";
const scheduleMeans = "When scans begin by themselves, while `gleaner serve` runs. Null: never";

const excludeMeans =
  "Patterns of files and directories that scans leave out, in the syntax of .gitignore, relative to this directory. They " +
  "come after those of the server. Known videos that are left out are removed by the next scan";

export const rootSchema = z
  .object({
    root_id: id.describe("Never changes"),
    path: z.string().describe("Absolute, without links in it. Never changes"),
    name: z.string().describe("For people; several directories may have one name"),
    recursive: z.boolean().describe(recursiveMeans),
    follow_links: z.boolean().nullable().describe(followLinksMeans),
    include_hidden: z.boolean().nullable().describe(includeHiddenMeans),
    max_rate: z.number().min(0).nullable().describe(maxRateMeans),
    exclude: z.array(z.string()).describe(excludeMeans),
    schedule: z
      .object({ cron: z.string().describe(cronMeans), time_zone: z.string() })
      .nullable()
      .describe(scheduleMeans),
    watch: z.boolean().describe(watchMeans),
    watch_state: z
      .enum(["watching", "starting", "unsupported", "limit", "absent", "off"])
      .describe(
        "`starting`: its watches are being set. `unsupported`: the system does not tell of changes there. `limit`: the " +
          "system allows no more watches. `absent`: it is not there now, its disk is not mounted, or it cannot be read. `off`: this server does not watch it",
      ),
    changes_wait: z
      .boolean()
      .describe("Whether changes were seen in it that are scanned after the scan that runs, or waits for its turn"),
    watch_problem: z
      .string()
      .nullable()
      .describe("Why it, or a directory in it, is not watched although it should be, and what to do"),
    sentence: sentenceSchema.optional().describe("`watch_problem` as data. Absent: there is none"),
    next_run_at: time
      .nullable()
      .describe("When the next scan begins by itself. A time that has passed: as soon as `gleaner serve` runs"),
    skipped_run_at: time
      .nullable()
      .describe(
        "When the last turn of the schedule came, if an earlier scan had not ended, so that none began. Else null",
      ),
    ...totals,
    problems: count.describe(
      "Files and directories in it, or itself, that could not be read when a scan last tried. " +
        "`GET /api/v1/videos/problems` lists them",
    ),
    last_job: jobSchema.nullable().describe("The newest scan of this very directory as a whole, which may still run"),
    last_change_job: jobSchema
      .nullable()
      .describe("The newest scan of only some directories in it, after changes there. It may still run"),
    created_at: time.describe("When it became a directory of the library"),
  })
  .meta({ id: "Root" });
export type RootJson = z.output<typeof rootSchema>;

export const rootListSchema = z.object({
  roots: z.array(rootSchema).describe("In the order of their paths"),
  elsewhere: z.object(totals).describe("Videos that are in none of these directories"),
  sample_patterns: z
    .array(z.string())
    .describe(
      "The patterns of samples and trailers: what `exclude_samples` of a scan stands for. As the beginning of `exclude`, " +
        "they leave out the samples and trailers of a directory",
    ),
});
/** The columns of an export as CSV. */
export const rootColumns = [
  "path",
  "name",
  "root_id",
  "videos",
  "missing",
  "bytes",
  "duration_seconds",
  "problems",
  "recursive",
  "follow_links",
  "include_hidden",
  "max_rate",
  "exclude",
  "cron",
  "time_zone",
  "next_run_at",
  "watch",
  "watch_state",
  "last_job_id",
  "last_job_status",
  "last_job_finished_at",
  "created_at",
] as const;
export const rootsExportQuerySchema = request(exportOptions([...rootColumns, ...Object.keys(rootSchema.shape)]));

export type RootListJson = z.output<typeof rootListSchema>;

const settings = {
  name: name.optional(),
  recursive: yesOrNo.optional().describe(recursiveMeans),
  follow_links: yesNoOrNull.optional().describe(followLinksMeans),
  include_hidden: yesNoOrNull.optional().describe(includeHiddenMeans),
  max_rate: maxRate.optional().describe(maxRateMeans),
  exclude: patterns.optional().describe(excludeMeans),
  schedule: schedule.optional().describe(scheduleMeans),
  watch: yesOrNo.optional().describe(watchMeans),
};

export const newRootSchema = request({
  path: absolutePath.describe("Absolute path of a directory of this machine"),
  ...settings,
  name: settings.name.describe("Default: the last part of the path"),
});
export type NewRootJson = z.input<typeof newRootSchema>;

export const rootChangeSchema = request(settings);
export type RootChangeJson = z.input<typeof rootChangeSchema>;

export const rootDeleteQuerySchema = request({
  forget_videos: flag
    .prefault("false")
    .describe("Whether to remove its videos from the library, too. Files are never touched"),
});

const wishes = {
  retry_errors: yesOrNo.default(false).describe("As in `POST /api/v1/videos/scan`"),
  full: yesOrNo.default(false).describe("As in `POST /api/v1/videos/scan`"),
};

export const rootScanRequestSchema = request({
  ...wishes,
  accept_empty: yesOrNo.default(false).describe("As in `POST /api/v1/videos/scan`"),
}).nullish();
export type RootScanRequestJson = z.input<typeof rootScanRequestSchema>;

export const rootScansRequestSchema = request({
  root_ids: z
    .array(id, mustBe("a list of ids"))
    .min(1, "must have an id in it")
    .optional()
    .describe("Default: all directories of the library"),
  ...wishes,
}).nullish();
export type RootScansRequestJson = z.input<typeof rootScansRequestSchema>;

export const rootScansSchema = z.object({
  job_ids: z.array(id).describe("The scans, in the order of the paths of their directories"),
  scans: z.array(
    z.object({
      root_id: id,
      job_id: id,
      already_active: z.boolean().describe("Whether this scan was waiting or running already. It stays as it is"),
    }),
  ),
});
export type RootScansJson = z.output<typeof rootScansSchema>;
