import { z } from "zod";
import { exportOptions } from "./exports.ts";
import { absolutePath, cursor, nextCursor, request, wholeNumber } from "./request-values.ts";
import { totals, totalsSchema } from "./totals.ts";

const path = absolutePath
  .optional()
  .describe(
    "The folder to look into. It may be gone. Default: the deepest folder that holds all videos of the library",
  );
export const foldersQuerySchema = request({
  path,
  limit: wholeNumber({ min: 1, max: 1_000 }).default(1_000),
  cursor: cursor.optional(),
});

const folderSchema = z.object({ path: z.string().describe("Absolute"), name: z.string(), ...totals });
export type FolderJson = z.output<typeof folderSchema>;

/** The columns of an export as CSV. */
export const folderColumns = [
  "path",
  "name",
  "videos",
  "missing",
  "bytes",
  "duration_seconds",
] as const satisfies readonly (keyof FolderJson)[];
export const foldersExportQuerySchema = request({ ...exportOptions(folderColumns), path });

export const foldersSchema = z.object({
  path: z.string().nullable().describe("Null if the library has no videos and the query names no folder"),
  ...totals,
  own: totalsSchema.describe("Of the videos directly in the folder"),
  folders: z
    .array(folderSchema)
    .describe("The folders directly in it that hold videos of the library at any depth, in the order of their bytes"),
  next_cursor: nextCursor,
});
export type FoldersJson = z.output<typeof foldersSchema>;
