/**
 * Codes of problems that are about a directory, not about a file. They are errors of a scan like all others, so they count
 * in `found`, `scanned` and `error_count`; `directory_errors` says how many they are.
 */
const directoryCodes: ReadonlySet<string> = new Set([
  "directory_unreadable",
  "link_loop",
  "left_out",
  "root_empty",
  "disk_changed",
  "disk_lost",
  "disk_silent",
]);

/** Whether a problem with this code is about a directory. */
export function isAboutDirectory({ code }: { readonly code: string }): boolean {
  return directoryCodes.has(code);
}

/**
 * Whether a problem with this code leaves a scan incomplete: a directory could not be listed, or its disk is not there. A
 * link that leads in a circle hides nothing, and a directory that is left out is not to be scanned.
 */
export function leavesScanIncomplete({ code }: { readonly code: string }): boolean {
  return directoryCodes.has(code) && code !== "link_loop" && code !== "left_out";
}
