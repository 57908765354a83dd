import type { NamedPaths } from "../files/named-paths.ts";
import { thatWasThere } from "../files/path-refusal.ts";
import { SaidError } from "../sentences/said-error.ts";
import { say } from "../sentences/say.ts";
import { ScanRootUnreadable } from "./walk/scan-root-unreadable.ts";

/** The directory of a scan is not allowed any more. */
class ScanNotAllowed extends SaidError {
  override readonly name = "ScanNotAllowed";
  readonly code = "PATH_NOT_ALLOWED";
}

/**
 * Checks the directory of a scan again when the scan begins. It may have waited for long: the roots may have changed
 * since, with a restart, and the directory may have been exchanged for a link.
 *
 * A directory that cannot be read passes: the walk says what is wrong with it. One that is not there was there when the
 * scan was submitted, or when it became a directory of the library, so a person is asked about its disk.
 *
 * @param path as it was admitted: absolute, without links in it
 * @returns real paths of the roots for the whole scan
 * @throws ScanNotAllowed; ScanRootUnreadable if the directory is not there; `options.signal.reason`
 */
export async function admitScan(
  path: string,
  paths: NamedPaths,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  if (paths.needsRoots) {
    throw new ScanNotAllowed(say("no_roots_to_scan", { path }));
  }
  const outcome = await paths.resolveDirectory(path, { signal });
  if (outcome.kind === "ok") return outcome.roots;
  if (outcome.kind === "not_allowed") throw new ScanNotAllowed(say("not_allowed_to_scan", { why: outcome.sentence }));
  if (outcome.absent) throw new ScanRootUnreadable(thatWasThere(outcome));
  return paths.roots();
}
