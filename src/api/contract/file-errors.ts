/** Files that could not be read. */
import { z } from "zod";
import { absolutePath, cursor, id, nextCursor, request, time, wholeNumber } from "./request-values.ts";

export const problem = {
  error: z.string().describe("Why it could not be read, for people"),
  code: z.string().describe("The kind of the reason, for programs, such as `not_video` or `directory_unreadable`"),
  job_id: id.describe("The scan that tried last"),
  at: time.describe("When it tried"),
};
const fileErrorSchema = z
  .object({ path: z.string().describe("A file or a directory"), ...problem })
  .meta({ id: "FileError" });
export type FileErrorJson = z.output<typeof fileErrorSchema>;

const errorLimit = wholeNumber({ min: 1, max: 1000 }).default(100);
export const jobErrorsQuerySchema = request({ limit: errorLimit, cursor: cursor.optional() });
export const jobErrorsSchema = z.object({ errors: z.array(fileErrorSchema), next_cursor: nextCursor });
export type JobErrorsJson = z.output<typeof jobErrorsSchema>;

export const problemsQuerySchema = request({
  path: absolutePath.optional().describe("Only this directory, and files and directories in it at any depth"),
  limit: errorLimit,
  cursor: cursor.optional(),
});
export const problemsSchema = z.object({ problems: z.array(fileErrorSchema), next_cursor: nextCursor });
export type ProblemsJson = z.output<typeof problemsSchema>;
