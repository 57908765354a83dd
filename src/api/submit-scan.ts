import type { NamedPaths } from "../files/named-paths.ts";
import type { ForgetLibrary } from "../forgetting/forget-library.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { type LibraryRoot, type LibraryRoots, usualRootName, usualRootSettings } from "../library/library-roots.ts";
import {
  parseScanPayload,
  type ScanPayload,
  type SettingsOfRequest,
  scanKey,
  scanRequest,
} from "../scanning/scan-payload.ts";
import { admitDirectory } from "./admit-directory.ts";
import type { ScanAcceptedJson } from "./contract/jobs.ts";
import { requireNotForgotten } from "./require-not-forgotten.ts";

/** As `ScanPayload`. Without `recursive`, a scan looks into subdirectories as the directory of the library is set. */
type ScanWishes = Omit<ScanPayload, "recursive" | keyof SettingsOfRequest> & {
  readonly [Key in "recursive" | keyof SettingsOfRequest]?: ScanPayload[Key] | undefined;
};

export interface SubmitParts {
  readonly queue: AsyncJobQueue;
  readonly paths: NamedPaths;
  readonly roots: LibraryRoots;
  readonly forgetting: Pick<ForgetLibrary, "forgetsAround">;
  /** Whether it is a directory of the library. Default false. */
  readonly isKnown?: boolean;
}

/**
 * Submits a scan of a directory, or finds the one that is active. The directory becomes one of the library if it lies in
 * none, and around none.
 *
 * @throws ApiError one of `admitErrors`, or `FORGET_ACTIVE`; StoreError
 */
export async function submitScan(request: ScanWishes, parts: SubmitParts): Promise<ScanAcceptedJson> {
  const { queue, paths, roots, forgetting, isKnown = false } = parts;
  const { path } = await admitDirectory(request.path, paths, { wasThere: isKnown });
  await requireNotForgotten(path, forgetting);
  const { recursive: isRecursive, root } = await addToLibrary({ path, recursive: request.recursive }, roots);
  const { follow_links = null, include_hidden = null, max_rate = null } = request;
  const settings = { follow_links, include_hidden, max_rate };
  const wishes = { ...request, ...(await earlierWishes(path, queue)), ...settings, path, recursive: isRecursive };
  const { job, isNew } = await queue.enqueue(scanRequest(wishes));
  const { path: _, exclude, ...does } = parseScanPayload(job.payload);
  return { job_id: job.id, already_active: !isNew, ...does, exclude: [...exclude], ...root };
}

/** A waiting scan takes over new options. It may have read some files already, so it goes on to read no fewer than before. */
async function earlierWishes(
  path: string,
  queue: AsyncJobQueue,
): Promise<Partial<Pick<ScanWishes, "full" | "retry_errors">>> {
  const [newest] = await queue.newestOf([scanKey(path)]);
  if (newest?.status !== "pending") return {};
  const { full, retry_errors: retriesErrors } = newest.payload;
  return { ...(full === true && { full }), ...(retriesErrors === true && { retry_errors: true }) };
}

async function addToLibrary(
  { path, recursive }: { readonly path: string; readonly recursive: boolean | undefined },
  roots: LibraryRoots,
): Promise<{
  /** Whether the scan looks into subdirectories. */
  readonly recursive: boolean;
  readonly root: Pick<ScanAcceptedJson, "root_id" | "root_added" | "root_inside">;
}> {
  // Most scans are of known directories, and write nothing here.
  const known = await roots.containing(path);
  if (known !== null) return inRoot(known, { isNew: false });
  const isRecursive = recursive ?? usualRootSettings.recursive;
  const outcome = await roots.add({ ...usualRootSettings, name: usualRootName(path), path, recursive: isRecursive });
  if (outcome.kind === "added") return inRoot(outcome.root, { isNew: true });
  const { how, other } = outcome;
  if (how !== "around") return inRoot(other, { isNew: false });
  return { recursive: isRecursive, root: { root_id: null, root_added: false, root_inside: other.path } };

  function inRoot(root: LibraryRoot, { isNew }: { readonly isNew: boolean }) {
    const about = { root_id: root.id, root_added: isNew, root_inside: null };
    return { recursive: recursive ?? root.recursive, root: about };
  }
}
