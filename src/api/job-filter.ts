import type { z } from "zod";
import { foldText } from "../files/folded-text.ts";
import type { JobQuery, TextInPayload } from "../jobs/job-store.ts";
import type { LibraryRoot } from "../library/library-roots.ts";
import { type ScanTrigger, scanTriggers } from "../scanning/scan-payload.ts";
import type { AppParts } from "./app-parts.ts";
import type { jobListQuerySchema } from "./contract/jobs.ts";

type JobFilters = Pick<z.output<typeof jobListQuerySchema>, "status" | "q" | "trigger">;

/** The filters of a list of jobs, as the queue takes them. */
export async function jobFilter(
  { status, q, trigger }: JobFilters,
  { roots }: Pick<AppParts, "roots">,
): Promise<Omit<JobQuery, "limit" | "cursor">> {
  return {
    ...(q !== undefined && { payload: ofDirectories(q, await roots.list()) }),
    ...(trigger !== undefined && { payloadIs: begunBy(trigger) }),
    ...(status !== undefined && { statuses: status }),
  };
}

/** Jobs whose directory has a text in its path, or lies in a directory of the library with this text in its name. */
function ofDirectories(text: string, roots: readonly LibraryRoot[]): TextInPayload {
  const folded = foldText(text);
  // Every path has the empty text in it.
  const named = folded === "" ? [] : roots.filter(({ name }) => foldText(name).includes(folded));
  return { keys: ["path", "filter.path"], contains: text, directories: named.map(({ path }) => path) };
}

/** Everything that says nothing else was begun by hand. */
function begunBy(triggers: readonly ScanTrigger[]): NonNullable<JobQuery["payloadIs"]> {
  const key = "trigger";
  if (!triggers.includes("hand")) return { key, anyOf: triggers };
  return { key, noneOf: scanTriggers.filter((trigger) => !triggers.includes(trigger)) };
}
