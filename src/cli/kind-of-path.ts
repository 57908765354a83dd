import { stat } from "node:fs/promises";
import { within } from "../within.ts";

/** How long the disk may take to answer, in milliseconds. */
const diskMs = 1_000;

/** What is at a path. A disk that does not answer in time may have a directory there. */
export async function kindOfPath(path: string): Promise<"directory" | "absent" | "other"> {
  let kind: "directory" | "absent" | "other" = "directory";
  const asked = stat(path).then(
    (stats) => {
      kind = stats.isDirectory() ? "directory" : "other";
    },
    (error: unknown) => {
      kind = isAbsent(error) ? "absent" : "other";
    },
  );
  await within(diskMs, asked);
  return kind;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
