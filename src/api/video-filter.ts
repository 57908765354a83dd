import { isAbsolute, resolve } from "node:path";
import { backwardsRange } from "../library/backwards-range.ts";
import { parseFilterPayload } from "../library/filter-payload.ts";
import type { LibraryRoots } from "../library/library-roots.ts";
import type { VideoFilter } from "../library/video-filter.ts";
import type { VideoFilterJson } from "./contract/video-filters.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";
import { findRoot } from "./find-root.ts";

/**
 * The filters of a request.
 *
 * @throws ApiError INVALID_PATH, NOT_FOUND for an unknown root, VALIDATION_ERROR for a range that ends before it begins
 */
export async function videoFilter(
  { path, root_id: rootId, job_id: jobId, ...filter }: VideoFilterJson,
  { roots }: { readonly roots: Pick<LibraryRoots, "get"> },
): Promise<VideoFilter> {
  if (path !== undefined && rootId !== undefined) {
    throw new ApiError("VALIDATION_ERROR", 'Give "path" or "root_id", not both.');
  }
  const backwards = backwardsRange(filter);
  if (backwards !== null) {
    const [least, most] = backwards;
    const problem = least.endsWith("after") ? "is not after" : "is less than";
    throw new ApiError("VALIDATION_ERROR", `"${most}" ${problem} "${least}", so no video can match.`);
  }
  const directory = path === undefined ? await pathOfRoot(rootId, roots) : directoryOf(path);
  const parsed = parseFilterPayload({
    ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
    ...(directory !== undefined && { path: directory }),
    ...(jobId !== undefined && { job_id: jobId.toLowerCase() }),
  });
  // The contract takes nothing that this does not understand.
  if (parsed === null) throw new Error(`These filters make no sense: ${JSON.stringify(filter)}`);
  return parsed;
}

async function pathOfRoot(id: string | undefined, roots: Pick<LibraryRoots, "get">): Promise<string | undefined> {
  return id === undefined ? undefined : (await findRoot(roots, id)).path;
}

/**
 * The path as the library has it. The directory may be gone, so its disk is not asked.
 *
 * @throws ApiError INVALID_PATH
 */
export function directoryOf(path: string): string {
  if (!isAbsolute(path)) throw new ApiError("INVALID_PATH", "The path of a directory begins at the root.");
  return resolve(path);
}

/** Errors of `videoFilter`. */
export const filterErrors = ["INVALID_PATH", "NOT_FOUND"] as const satisfies readonly ErrorCode[];
