import type { NamedPaths } from "../files/named-paths.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { type LibraryRoots, usualRootName, usualRootSettings } from "../library/library-roots.ts";
import { parseScanPayload, type ScanPayload, scanRequest } from "../scanning/scan-payload.ts";
import { admitDirectory } from "./admit-directory.ts";
import type { ScanAcceptedJson } from "./contract/jobs.ts";

/**
 * Submits a scan of a directory, or finds the one that is active. The directory becomes one of the library if it lies in
 * none, and around none.
 *
 * @throws ApiError one of `admitErrors`; StoreError
 */
export async function submitScan(
  request: ScanPayload,
  parts: { readonly queue: AsyncJobQueue; readonly paths: NamedPaths; readonly roots: LibraryRoots },
): Promise<ScanAcceptedJson> {
  const { queue, paths, roots } = parts;
  const { path } = await admitDirectory(request.path, paths);
  const root = await addToLibrary({ path, recursive: request.recursive }, roots);
  const { job, isNew } = await queue.enqueue(scanRequest({ ...request, path }));
  const { path: _, exclude, ...does } = parseScanPayload(job.payload);
  return { job_id: job.id, already_active: !isNew, ...does, exclude: [...exclude], ...root };
}

async function addToLibrary(
  directory: { readonly path: string; readonly recursive: boolean },
  roots: LibraryRoots,
): Promise<Pick<ScanAcceptedJson, "root_id" | "root_added" | "root_inside">> {
  // Most scans are of known directories, and write nothing here.
  const known = await roots.containing(directory.path);
  if (known !== null) return { root_id: known.id, root_added: false, root_inside: null };
  const name = usualRootName(directory.path);
  const outcome = await roots.add({ ...usualRootSettings, name, ...directory });
  if (outcome.kind === "added") return { root_id: outcome.root.id, root_added: true, root_inside: null };
  const { how, other } = outcome;
  if (how === "around") return { root_id: null, root_added: false, root_inside: other.path };
  return { root_id: other.id, root_added: false, root_inside: null };
}
