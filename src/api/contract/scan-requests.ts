/**
 * What a scan is asked for. It has a file of its own, because the first scan of a process begins before the rest of the API
 * is loaded.
 */
import { z } from "zod";
import { absolutePath, mustBe, patterns, request } from "./request-values.ts";

const asSet = "Default, and null: as the directory of the library is set, or else as the server is";
const yesNoOrNull = z.boolean(mustBe("true, false or null")).nullable();
const settingsOfScan = {
  follow_links: yesNoOrNull.optional().describe(`Whether to look behind links to directories. ${asSet}`),
  include_hidden: yesNoOrNull.optional().describe(`Whether to look at hidden directories and files. ${asSet}`),
  max_rate: z
    .number(mustBe("a number of files per second, or null"))
    .min(0, "must be 0 or more")
    .nullable()
    .optional()
    .describe(`How many files to read per second at most; 0 means no limit. ${asSet}`),
};

export const scanRequestSchema = request({
  path: absolutePath.describe("Absolute path of a directory of this machine"),
  recursive: z
    .boolean(mustBe("true or false"))
    .optional()
    .describe("Whether to scan its subdirectories. Default: as the directory of the library is set, or else true"),
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
  exclude: patterns
    .default([])
    .describe(
      "Patterns of files and directories to leave out, in the syntax of .gitignore, relative to the directory of the " +
        "library. They override those of the settings and of .gleanerignore files. Known videos that are left out are " +
        "removed from the library",
    ),
  exclude_samples: z
    .boolean(mustBe("true or false"))
    .default(false)
    .describe("Whether to leave out samples and trailers, by their names and those of their directories"),
  ...settingsOfScan,
});
/** Only `path` is required. */
export type ScanRequestJson = z.input<typeof scanRequestSchema>;
