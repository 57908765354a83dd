import { z } from "zod";
import { absolutePath, cursor, nextCursor, request, wholeNumber } from "./request-values.ts";
import { totals, totalsSchema } from "./totals.ts";

export const foldersQuerySchema = request({
  path: absolutePath
    .optional()
    .describe(
      "The folder to look into. It may be gone. Default: the deepest folder that holds all videos of the library",
    ),
  limit: wholeNumber({ min: 1, max: 1_000 }).default(1_000),
  cursor: cursor.optional(),
});

const folderSchema = z.object({ path: z.string().describe("Absolute"), name: z.string(), ...totals });
export type FolderJson = z.output<typeof folderSchema>;

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
