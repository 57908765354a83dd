/** Files that could not be read. */
import { z } from "zod";
import { exportOptions } from "./exports.ts";
import { absolutePath, cursor, id, nextCursor, request, time, wholeNumber } from "./request-values.ts";
import { sentenceSchema } from "./sentences.ts";

export const problem = {
  error: z.string().describe("Why it could not be read, for people"),
  code: z.string().describe("The kind of the reason, for programs, such as `not_video` or `directory_unreadable`"),
  sentence: sentenceSchema.optional().describe("`error` as data. Absent: an older version of Gleaner wrote it"),
  job_id: id.describe("The scan that tried last"),
  at: time.describe("When it tried"),
};
const fileErrorSchema = z
  .object({ path: z.string().describe("A file or a directory"), ...problem })
  .meta({ id: "FileError" });
export type FileErrorJson = z.output<typeof fileErrorSchema>;

/** The columns of an export as CSV. */
export const fileErrorColumns = [
  "path",
  "error",
  "code",
  "job_id",
  "at",
] as const satisfies readonly (keyof FileErrorJson)[];
const ofExport = exportOptions(fileErrorColumns);

const errorLimit = wholeNumber({ min: 1, max: 1000 }).default(100);
export const jobErrorsQuerySchema = request({ limit: errorLimit, cursor: cursor.optional() });
export const jobErrorsSchema = z.object({ errors: z.array(fileErrorSchema), next_cursor: nextCursor });
export type JobErrorsJson = z.output<typeof jobErrorsSchema>;
export const jobErrorsExportQuerySchema = request(ofExport);

const problemFilter = {
  path: absolutePath.optional().describe("Only this directory, and files and directories in it at any depth"),
};
export const problemsQuerySchema = request({
  ...problemFilter,
  limit: errorLimit,
  cursor: cursor.optional(),
});
export const problemsSchema = z.object({ problems: z.array(fileErrorSchema), next_cursor: nextCursor });
export type ProblemsJson = z.output<typeof problemsSchema>;
export const problemsExportQuerySchema = request({ ...ofExport, ...problemFilter });
